/**
 * A camera on the network that can be made to fail and to recover, and a camera of ours that looks
 * at it with a viewer who never leaves.
 *
 * @module
 */
import type { Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import {
  type Bytes,
  Camera,
  type CameraChange,
  type CameraState,
  type Frame,
  pattern,
} from 'zoetrope'
import { openSource } from 'zoetrope/node'
import { keep } from '../../packages/zoetrope/test/broadcast/keeping.ts'
import {
  type Asked,
  bytes,
  head,
  MULTIPART,
  part,
  type RawServer,
  rawServer,
} from '../../packages/zoetrope/test/client/raw-server.ts'

/** Whether the faults take the time that they take outside of tests. */
export const LONG: boolean = Boolean(process.env['ZOETROPE_LONG'])

/** Milliseconds of patience, as a fragment of an address; none where tests may take their time. */
export const PATIENCE: string = LONG ? '' : '#timeout=400'

/** Real frames, as many as wanted. */
export async function realFrames(count: number): Promise<Bytes[]> {
  const frames: Bytes[] = []
  const stop = new AbortController()
  for await (const captured of pattern({ width: 64, height: 64, fps: 240 }).open(stop.signal)) {
    frames.push(keep(captured).jpeg)
    if (frames.length === count) break
  }
  return frames
}

/** What a server does with a request. */
export type Answer = (asked: Asked, socket: Socket, count: number) => void

/** A network camera. */
export interface Upstream extends RawServer {
  /** What it does with the requests from now on. */
  answer: Answer
}

/** A server that does what its `answer` says, on any port or on that one. */
export async function upstream(answer: Answer, port?: number): Promise<Upstream> {
  const answering: Answer = (asked, socket, count) => self.answer(asked, socket, count)
  const server = await rawServer(answering, { port })
  const self: Upstream = Object.create(server, {
    answer: { value: answer, writable: true },
  })
  return self
}

/** An answer as a healthy camera gives it: a stream of these frames, again and again, 50 a second. */
export function stream(frames: readonly Bytes[], ...lines: string[]): Answer {
  return (_, socket) => {
    socket.write(head('200 OK', MULTIPART, ...lines))
    let count = 0
    const timer = setInterval(() => {
      const frame = frames[count++ % frames.length]
      if (frame) socket.write(part(frame))
    }, 20)
    socket.once('close', () => clearInterval(timer))
  }
}

/** A picture at a time, and the connection ends. */
export function picture(frames: readonly Bytes[], ...lines: string[]): Answer {
  return (_, socket, count) => socket.end(single(frames[count % frames.length], ...lines))
}

/** One picture as a whole answer. */
export function single(frame: Bytes | undefined, ...lines: string[]): Bytes {
  const jpeg = frame ?? bytes()
  const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`]
  return bytes(head('200 OK', ...fields, ...lines), jpeg)
}

/** A camera of ours with one viewer. */
export interface Watched {
  readonly camera: Camera
  readonly changes: readonly CameraChange[]
  /** Resolves when the camera has told something like this, from now on. */
  told(words: RegExp): Promise<string>
  /** The next frame that the viewer gets. It fails when the viewer is disconnected. */
  next(): Promise<Frame>
  /** The next change to that state, counted from the last one asked for. */
  change(to: CameraState): Promise<CameraChange>
}

/** Opens `url` as the command does, and looks. It is closed when the test ends. */
export async function watch(url: string): Promise<Watched> {
  const changes: CameraChange[] = []
  let seen = 0
  let wake = (): void => {}
  const telling = new Set<(text: string) => void>()
  const note = (text: string): void => {
    for (const tell of telling) tell(text)
  }
  const camera = new Camera('cam', await openSource(url), { note })
  camera.onChange((change) => {
    changes.push(change)
    wake()
  })
  const viewer = camera.subscribe({ as: 'viewer' })
  onTestFinished(() => camera.close())
  return {
    camera,
    changes,
    told: (words) =>
      new Promise((resolve) => {
        const tell = (text: string): void => {
          if (!words.test(text)) return
          telling.delete(tell)
          resolve(text)
        }
        telling.add(tell)
      }),
    async next() {
      const frame = await viewer.read()
      if (!frame) throw new Error('the viewer was disconnected')
      return frame
    },
    async change(to) {
      for (;;) {
        const change = changes[seen++]
        if (change?.to === to) return change
        if (change) continue
        seen -= 1
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** What this process holds open: sockets, connections under way, timers. */
export function held(): string[] {
  const kinds = /^(TCP|TLS|Connect|GetAddrInfo|UDP|Timeout)/
  return process.getActiveResourcesInfo().filter((name) => kinds.test(name))
}

/** What is held more than `before`, when the event loop has dealt with what is closing. */
export async function leaked(before: readonly string[]): Promise<string[]> {
  // Sockets close in a phase of their own.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
  const counted = [...before]
  return held().filter((name) => {
    const at = counted.indexOf(name)
    if (at >= 0) counted.splice(at, 1)
    return at < 0
  })
}

/** Tells a person who runs the long form what happened. */
export function report(fault: string, reason: string, milliseconds: number): void {
  if (LONG) console.info(`${fault.padEnd(40)} live after ${milliseconds.toFixed(0)} ms  ${reason}`)
}
