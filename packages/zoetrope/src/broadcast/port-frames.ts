/**
 * Frames from another thread: the end of a port where they come out.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { takeRoom } from '../multipart/part.ts'
import type { Captured } from './captured.ts'
import { type FramePort, listen, type Offer, type Wish } from './port.ts'

/** How to read a port. */
export interface PortFramesOptions {
  /** Frames that may be under way at a time. @default 2 */
  readonly ahead?: number | undefined
  /** Milliseconds between frames, where known: a camera's measure of silence. @default 10 s are too many */
  readonly interval?: number | undefined
}

/** Frames of a port: to be piped into a broadcast, or a camera's source. */
export interface PortFrames {
  readonly label: string
  readonly interval: number | undefined
  open(signal: AbortSignal): AsyncGenerator<Captured<Bytes>, void, void>
}

/**
 * The frames that a {@link portPublisher} sends from the other side of `port`. They are wanted while
 * this is open; it ends when the other side closes, or its thread ends.
 *
 * It throws {@link ZoetropeError} `SOURCE_FAILED` when the thread fails, `INVALID_MESSAGE` when it says
 * what no publisher does.
 *
 * @example
 * await broadcast.pipe(portFrames(new Worker('./worker.js')))
 */
export function portFrames(port: FramePort, options: PortFramesOptions = {}): PortFrames {
  const { ahead = 2, interval } = options
  if (!(ahead >= 1)) throw new RangeError(`Expected ahead to be 1 or more, got ${ahead}`)
  return { label: 'a worker thread', interval, open: (signal) => read(port, signal, ahead) }
}

async function* read(
  port: FramePort,
  signal: AbortSignal,
  ahead: number,
): AsyncGenerator<Captured<Bytes>, void, void> {
  if (signal.aborted) return
  const session = crypto.randomUUID()
  const say = (wish: Wish): void => port.postMessage(wish, [])
  const inbox = new Inbox(session, ahead)
  const cancels = [listen(port, inbox)]
  signal.addEventListener('abort', inbox.end)
  cancels.push(() => signal.removeEventListener('abort', inbox.end))
  say({ zoetrope: 'want', session, frames: ahead })
  try {
    for (let frame = await inbox.take(); frame; frame = await inbox.take()) {
      const { room, capturedAt, index } = frame
      yield {
        jpeg: jpegIn(room),
        capturedAt,
        index,
        onSettled: (outcome) => {
          if (outcome instanceof ZoetropeError) {
            say({ zoetrope: 'refused', reason: outcome.message })
          }
        },
      }
      say({ zoetrope: 'taken', session })
    }
  } finally {
    for (const cancel of cancels) cancel()
    say({ zoetrope: 'rest', session })
  }
}

/** @throws {ZoetropeError} `INVALID_MESSAGE`. */
function jpegIn(room: ArrayBuffer): Bytes {
  try {
    return takeRoom(room)
  } catch (cause) {
    throw strange(cause)
  }
}

function strange(cause: unknown): ZoetropeError {
  const expected = 'Expected a frame as portPublisher() sends it, got something else'
  return new ZoetropeError('INVALID_MESSAGE', `${expected}; use one version on both sides`, {
    cause,
  })
}

type Sent = Extract<Offer, { zoetrope: 'frame' }>

/** What has come of one session and was not yet taken: as many frames as were wanted, at most. */
class Inbox {
  #session: string
  #most: number
  #frames: Sent[] = []
  #isOver = false
  #error: unknown
  #wake = (): void => {}

  constructor(session: string, most: number) {
    this.#session = session
    this.#most = most
  }

  /** The next frame; `undefined` when there will be none. */
  async take(): Promise<Sent | undefined> {
    while (this.#frames.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const frame = this.#frames.shift()
    if (!frame && this.#error) throw this.#error
    return frame
  }

  message(said: Wish | Offer): void {
    // Frames of a session before may still lie in the port.
    if (said.zoetrope === 'frame' && said.session === this.#session) this.#frames.push(said)
    // Who sends more than is wanted fills no memory here.
    if (this.#frames.length > this.#most) this.#frames.shift()
    if (said.zoetrope === 'end') this.#isOver = true
    this.#wake()
  }

  over(cause?: unknown): void {
    if (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.#error ??= new ZoetropeError('SOURCE_FAILED', `The worker failed: ${reason}`, { cause })
    }
    this.end()
  }

  readonly end = (): void => {
    this.#isOver = true
    this.#wake()
  }
}
