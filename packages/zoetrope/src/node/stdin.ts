/**
 * Standard input as a source: `ffmpeg ... -f mjpeg - | zoetrope serve -`.
 *
 * A pipe cannot be opened a second time, and a program whose pipe nobody reads stands still and
 * serves the past when it goes on. So it is read from the beginning to the end, whether somebody
 * wants frames or not; what nobody wants is dropped.
 *
 * @module
 */
import type { Readable } from 'node:stream'
import type { Captured, Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { PipeReader } from '../sources/pipe.ts'

/**
 * Reads `stream` (standard input) from now on: raw JPEGs or multipart, told apart by looking. While
 * it is not open it does not keep the process alive. Open it once at a time.
 */
export function stdinSource(stream: Readable = process.stdin): Source {
  const pipe = new Pipe(stream)
  return {
    label: '-',
    // The program at the other end may take its time, and opening again would not wake it.
    interval: Number.POSITIVE_INFINITY,
    open: (signal) => pipe.frames(signal),
  }
}

/** Frames of one chunk on their way from the pump to whoever has the source open. */
class Handover {
  #batch: readonly Bytes[] | undefined
  #ended = false
  #given: () => void = () => {}
  #taken: () => void = () => {}

  /** Resolves when the frames were taken, or nobody will. */
  give(batch: readonly Bytes[]): Promise<void> {
    if (this.#ended) return Promise.resolve()
    this.#batch = batch
    this.#given()
    return new Promise((resolve) => {
      this.#taken = resolve
    })
  }

  /** The next frames, `undefined` at the end. The ones before are taken with it. */
  async take(): Promise<readonly Bytes[] | undefined> {
    this.#batch = undefined
    this.#taken()
    if (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#given = resolve
      })
    }
    return this.#batch
  }

  readonly end = (): void => {
    this.#ended = true
    this.#batch = undefined
    this.#given()
    this.#taken()
  }
}

class Pipe {
  readonly #stream: Readable
  readonly #reader = new PipeReader()
  #handover: Handover | undefined
  #pumping: Promise<void> | undefined
  #over: ZoetropeError | undefined

  constructor(stream: Readable) {
    this.#stream = stream
    // A plain file waits for whoever opens it; only a program would be held up.
    if (isLive(stream)) this.#start()
    this.#hold(false)
  }

  async *frames(signal: AbortSignal): AsyncGenerator<Captured, void, void> {
    const over = this.#over
    if (over) throw over
    if (signal.aborted) return
    const handover = new Handover()
    this.#handover = handover
    this.#hold(true)
    signal.addEventListener('abort', handover.end)
    this.#start()
    try {
      for (let batch = await handover.take(); batch; batch = await handover.take()) {
        const capturedAt = Date.now()
        for (const jpeg of batch) yield { jpeg, capturedAt }
      }
      if (!signal.aborted) this.#complain()
    } finally {
      signal.removeEventListener('abort', handover.end)
      handover.end()
      this.#handover = undefined
      this.#hold(false)
    }
  }

  /** An end is an end; what broke is told. */
  #complain(): void {
    if (this.#over?.code === 'SOURCE_FAILED') throw this.#over
  }

  #start(): void {
    this.#pumping ??= this.#pump()
  }

  async #pump(): Promise<void> {
    try {
      // Typed for any encoding; without one it gives buffers.
      for await (const chunk of this.#stream as AsyncIterable<Bytes>) {
        const frames = this.#reader.push(chunk)
        if (frames.length > 0) await this.#handover?.give(frames)
      }
      const advice = 'start the program that feeds it, and this, again'
      this.#over = new ZoetropeError('SOURCE_UNAVAILABLE', `Standard input has ended; ${advice}`)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.#over = new ZoetropeError('SOURCE_FAILED', `Standard input: ${reason}`, { cause })
    }
    this.#handover?.end()
  }

  #hold(open: boolean): void {
    if (!isLive(this.#stream)) return
    if (open) this.#stream.ref()
    else this.#stream.unref()
  }
}

/** A pipe, socket or terminal: what can be waited for without keeping the process alive. */
interface Live extends Readable {
  ref(): void
  unref(): void
}

function isLive(stream: Readable): stream is Live {
  return 'ref' in stream && 'unref' in stream
}
