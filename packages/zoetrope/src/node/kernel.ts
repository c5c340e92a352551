/**
 * Three system calls that Node does not offer, and that a picture's age depends on: how much of a
 * socket's data is still under way (`SIOCOUTQ`), what TCP knows of the path (`TCP_INFO`), and
 * `send()`, which says how much it took. By koffi, an optional peer with prebuilt binaries.
 *
 * Each costs less than 1 us beside the system call itself. Linux on x64 and arm64, whose ABI the
 * numbers below are. The first call that throws is the last that is made: from then on every call
 * fails, also for those who hold the {@link Kernel} already.
 *
 * @module
 */
import { createRequire } from 'node:module'
import type { Bytes } from '../frame/frame.ts'

const SIOCOUTQ = 0x5411
const SOL_SOCKET = 1
const SO_MAX_PACING_RATE = 47
const IPPROTO_TCP = 6
const TCP_INFO = 11
const TCP_CONGESTION = 13
const TCP_NOTSENT_LOWAT = 25
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000

/** The size of `struct tcp_info` up to the last field read here. */
export const TCP_INFO_SIZE = 168

/** The kernel's side of a socket, by its file descriptor. Every call gives a negative number when it fails. */
export interface Kernel {
  /** Bytes written and not yet acknowledged. */
  queued(fd: number): number
  /** Fills `info` with the kernel's `struct tcp_info`. */
  tcpInfo(fd: number, info: Uint8Array): number
  /** Sends what the socket takes at once; the number of bytes that it took. */
  send(fd: number, bytes: Bytes): number
  /** Prepares a socket for streaming. */
  tune(fd: number): number
  /** The name of its congestion control: `cubic`, `bbr`; empty when it cannot be had. */
  congestion(fd: number): string
  /** Chooses another one; negative where it is not there, or not allowed. */
  setCongestion(fd: number, name: string): number
}

type Native = (...args: (number | ArrayBufferView)[]) => number

let loaded: Kernel | undefined
let absence: string | undefined
const listeners = new Set<(reason: string) => void>()

/** The system calls, or `undefined` where they cannot be had; {@link kernelAbsence} says why then. */
export function kernel(): Kernel | undefined {
  if (loaded || absence !== undefined) return loaded
  try {
    loaded = load()
  } catch (error) {
    absence = reasonOf(error)
  }
  return loaded
}

/**
 * Why frames cannot be paced by the kernel's queue here, in one line, and what to do if something can
 * be done; `undefined` where they can.
 */
export function kernelAbsence(): string | undefined {
  kernel()
  return absence
}

/**
 * Calls `listener` when the kernel's queue cannot be known any more, with the reason that
 * {@link kernelAbsence} gives from then on. Returns a function that cancels.
 */
export function onKernelLoss(listener: (reason: string) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same function until one throws. */
function guarded(call: Native): Native {
  return (...args) => {
    if (absence !== undefined) return -1
    try {
      return call(...args)
    } catch (error) {
      giveUp(`koffi failed: ${reasonOf(error)}`)
      return -1
    }
  }
}

function giveUp(reason: string): void {
  loaded = undefined
  absence = reason
  for (const listener of listeners) listener(reason)
  listeners.clear()
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  // What Node says of a missing module names the files that asked for it, and no remedy.
  if (/^Cannot find (module|package) 'koffi'/.test(text)) {
    return 'koffi is not installed; npm install koffi'
  }
  return text.split('\n')[0] ?? text
}

function load(): Kernel {
  const { platform, arch } = process
  if (platform !== 'linux') throw new Error(`only Linux tells of it, and this is ${platform}`)
  if (arch !== 'x64' && arch !== 'arm64')
    throw new Error(`it is known for x64 and arm64 only, and this is ${arch}`)
  const functions = library()
  const ioctl = functions('int ioctl(int fd, unsigned long request, void *value)')
  const getsockopt = functions(
    'int getsockopt(int fd, int level, int name, void *value, void *length)',
  )
  const setsockopt = functions(
    'int setsockopt(int fd, int level, int name, void *value, uint32_t length)',
  )
  const send = functions('intptr_t send(int fd, void *bytes, size_t length, int flags)')
  const count = new Int32Array(1)
  const length = new Uint32Array(1)
  const lowat = new Uint32Array([64 * 1024])
  const name = Buffer.alloc(16)
  const maxRate = new Uint32Array([0xffff_fffe])
  return {
    queued: (fd) => (ioctl(fd, SIOCOUTQ, count) < 0 ? -1 : (count[0] ?? -1)),
    tcpInfo(fd, info) {
      length[0] = info.length
      return getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, length)
    },
    send: (fd, bytes) => send(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL),
    tune(fd) {
      // Bounds what a stalled viewer holds in the kernel. (A fixed SO_SNDBUF would also cap a fast,
      // long link.) And any finite rate makes the kernel space packets out, instead of losing a
      // burst in a small router queue.
      setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, maxRate, 4)
      return setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, lowat, 4)
    },
    congestion(fd) {
      length[0] = name.length
      if (getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, length) < 0) return ''
      return name.subarray(0, name.indexOf(0)).toString('latin1')
    },
    setCongestion(fd, wanted) {
      const bytes = Buffer.from(wanted)
      return setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, bytes, bytes.length)
    },
  }
}

function library(): (prototype: string) => Native {
  // Not imported: it is optional, and a program that only reads streams should not load it.
  const koffi: { load(name: null): { func(prototype: string): Native } } = createRequire(
    import.meta.url,
  )('koffi')
  const own = koffi.load(null)
  return (prototype) => guarded(own.func(prototype))
}
