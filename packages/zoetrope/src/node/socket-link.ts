/**
 * The fast way out: a viewer's socket. One `send()` per frame, of a buffer that all viewers share;
 * what the kernel does not take at once is copied, and is the only thing that ever waits.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Bytes } from '../frame/frame.ts'
import { Ages } from '../viewer/ages.ts'
import type { Arrivals, Link, Transport } from '../viewer/link.ts'
import { Congestion } from './congestion.ts'
import { type Kernel, kernel } from './kernel.ts'
import { TcpPath } from './tcp-path.ts'

const NOTHING = Buffer.alloc(0)
/** Milliseconds a silent connection is believed in while nothing is sent, before the system asks. */
const KEEP_ALIVE = 15_000

// One for all links: it is read at once after it was filled.
const path = new TcpPath()

/** A link over the socket of a response whose head was sent. */
export class SocketLink implements Link {
  readonly transport: Transport
  #socket: Socket
  #response: ServerResponse
  #listener: (() => void) | undefined
  /** Absent where the kernel tells nothing of this socket. */
  #kernel: Kernel | undefined
  #fd: number
  #congestion: Congestion | undefined
  /** What Node writes through. It lets go of it, and of the descriptor, in the same moment. */
  #handle: unknown
  /** Whether frames go past Node while nothing waits in it. */
  #isDirect: boolean
  /** Whether something may wait in Node. */
  #isPiped = true

  constructor(socket: Socket, response: ServerResponse) {
    this.#socket = socket
    this.#response = response
    this.transport = transportOf(socket)
    this.#handle = handleOf(socket)
    this.#fd = descriptorOf(this.#handle)
    if (this.transport !== 'unix' && this.#fd >= 0) this.#kernel = kernel()
    if (this.#kernel && this.#kernel.queued(this.#fd) < 0) this.#kernel = undefined
    this.#isDirect = this.#kernel !== undefined && this.transport === 'tcp'
    socket.setKeepAlive(true, KEEP_ALIVE)
    // A server's own timeout does not see what goes past Node; the connection has a deadline.
    socket.setTimeout(0)
  }

  /**
   * Prepares the socket for frames that are paced by what is under way. `false`, and nothing done,
   * where the kernel does not tell that.
   */
  tune(): boolean {
    if (!this.#kernel || this.#kernel.tune(this.#fd) < 0) return false
    this.#congestion = new Congestion(this.#kernel, this.#fd)
    return true
  }

  arrivals(listener?: (age: number) => void): Arrivals {
    return new Ages(listener)
  }

  write(bytes: Bytes): boolean {
    const sent = this.#sendDirect(bytes)
    if (sent === bytes.length) return true
    const socket = this.#socket
    if (!socket.writable) return false
    this.#isPiped = true
    // Of a frame that went past Node the rest is a copy: a stalled viewer must not hold on to what
    // all share. (The others are held until they are out, once each.)
    socket.write(this.#isDirect ? Buffer.from(bytes.subarray(sent)) : asBuffer(bytes))
    // Not what write() returns: that compares with the high-water mark, which most frames are above.
    if (socket.writableLength === 0) return true
    // Below that mark no 'drain' follows. An empty write behind the frame tells when it is out.
    if (!socket.writableNeedDrain) socket.write(NOTHING, this.#drained)
    return false
  }

  queued(): number | undefined {
    if (!this.#kernel || this.#isClosed) return undefined
    const queued = this.#kernel.queued(this.#fd)
    if (queued < 0) return undefined
    return this.#isPiped ? queued + this.#socket.writableLength : queued
  }

  path(): TcpPath | undefined {
    const queued = this.queued()
    if (queued === undefined || !this.#kernel) return undefined
    if (this.#kernel.tcpInfo(this.#fd, path.info) < 0) return undefined
    path.queued = queued
    this.#congestion?.heed(path)
    return path
  }

  onDrain(listener: () => void): () => void {
    this.#listener = listener
    this.#socket.on('drain', this.#drained)
    return () => {
      this.#listener = undefined
      this.#socket.off('drain', this.#drained)
    }
  }

  onGone(listener: () => void): () => void {
    this.#response.once('close', listener)
    return () => this.#response.off('close', listener)
  }

  /** Ends the response: the socket closes once all that was written is out. */
  end(): void {
    this.#response.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /**
   * Past Node, which takes longer over a write of its own. Only where nothing waits before it. The number of bytes that were taken.
   */
  #sendDirect(bytes: Bytes): number {
    if (!this.#isDirect || this.#isClosed) return 0
    if (this.#isPiped && this.#socket.writableLength > 0) return 0
    this.#isPiped = false
    return Math.max(0, this.#kernel?.send(this.#fd, bytes) ?? 0)
  }

  /** A descriptor is somebody else's soon after it was closed. */
  get #isClosed(): boolean {
    return handleOf(this.#socket) !== this.#handle
  }

  #drained = (): void => {
    if (this.#socket.writableLength === 0) this.#listener?.()
  }
}

function transportOf(socket: Socket): Transport {
  if (socket instanceof TLSSocket) return 'tls'
  return socket.remoteAddress === undefined ? 'unix' : 'tcp'
}

/** Node's internal handle of a socket, from 20 to 26; `null` as soon as it is closed. */
function handleOf(socket: Socket): unknown {
  // Not by Reflect.get, which costs a call for every frame.
  return (socket as { _handle?: unknown })._handle
}

/** The file descriptor of a handle, or -1. */
function descriptorOf(handle: unknown): number {
  const fd: unknown = typeof handle === 'object' && handle ? Reflect.get(handle, 'fd') : undefined
  return typeof fd === 'number' ? fd : -1
}

let latest: Bytes | undefined
let latestBuffer: Buffer = NOTHING

// A socket wraps every other Uint8Array in a new Buffer; remembering the last one makes that one
// object per frame instead of one per frame and viewer.
function asBuffer(bytes: Bytes): Buffer {
  if (bytes !== latest) {
    latest = bytes
    latestBuffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return latestBuffer
}
