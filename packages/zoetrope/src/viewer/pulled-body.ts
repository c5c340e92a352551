/**
 * The portable way out: the body of a `Response`. It is pulled, so the frame is chosen when the
 * reader wants one, and is the newest then. There is nothing to pace and nothing to measure.
 *
 * @module
 */
import { LONGEST_DELAY } from '../clock.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { watchProgress } from './deadline.ts'
import type { Carrier, Viewer } from './viewer.ts'

/** Milliseconds that a reader may take nothing before it is cut off. */
const STALL_TIMEOUT = 60_000

/** Carries one viewer's frames in the body of a `Response`. */
export class PulledBody implements Carrier {
  readonly transport = 'response'
  readonly pacing = 'pull'
  readonly queued = undefined
  readonly path = undefined
  /** Bytes handed over so far. */
  written = 0
  /** Begins when it is first read. */
  readonly stream: ReadableStream<Bytes>
  #join: (() => Viewer | undefined) | undefined
  #viewer: Viewer | undefined
  #cancels: (() => void)[] = []
  #controller: ReadableStreamDefaultController<Bytes> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the reader waits for bytes. */
  #isWanted = false
  /** When it was given some last, on the monotonic clock. */
  #givenAt = 0
  #isOver = false

  /** @param join Makes the viewer when the body is first read; none where nothing will follow. */
  constructor(join: () => Viewer | undefined) {
    this.#join = join
    // A high-water mark of 0: the default of 1 would ask for a frame before anybody wants it, and
    // hold it while it grows old.
    this.stream = new ReadableStream<Bytes>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#pulled(),
        cancel: () => void this.#end(),
      },
      { highWaterMark: 0 },
    )
  }

  /** Its reader has not asked for more yet. */
  get busy(): boolean {
    return !this.#isWanted
  }

  arrivals(): undefined {}

  heed(): void {
    this.#viewer?.look()
  }

  keepAlive(): void {
    this.#viewer?.keepAlive(performance.now())
    this.#pump()
  }

  isStuck(now: number): boolean {
    return this.busy && now - this.#givenAt > STALL_TIMEOUT
  }

  remove(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
    this.#viewer?.leave()
  }

  close(): void {
    if (this.#end()) this.#controller?.close()
  }

  destroy(): void {
    const slow = new ZoetropeError('TIMEOUT', 'The reader took nothing for too long')
    if (this.#end()) this.#controller?.error(slow)
  }

  #pulled(): void {
    this.#isWanted = true
    const join = this.#join
    this.#join = undefined
    if (join) this.#begin(join())
    else this.#pump()
  }

  #begin(viewer: Viewer | undefined): void {
    if (!viewer) return this.close()
    this.#viewer = viewer
    this.#cancels = [viewer.onPulse(this.#pump), watchProgress(this)]
    viewer.join(this)
    this.#write(viewer.framing.opening)
  }

  #pump = (): void => {
    const viewer = this.#viewer
    while (viewer && this.#isWanted && !this.#isOver) {
      const now = performance.now()
      const due = viewer.due(now)
      if (due > 0) return this.#wait(due)
      const part = viewer.take(now)
      if (!part) continue
      const bytes = viewer.framing.encode(part, viewer, now)
      this.#write(bytes)
      viewer.handed(part, bytes.length, this.written, now)
    }
  }

  #wait(due: number): void {
    clearTimeout(this.#timer)
    if (due < Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(this.#pump, Math.min(due, LONGEST_DELAY))
    } else if (this.#viewer?.over) this.close()
  }

  #write(bytes: Bytes): void {
    this.written += bytes.length
    // Before it is handed over: a body with two reads pending asks for more within that.
    this.#isWanted = false
    this.#givenAt = performance.now()
    this.#controller?.enqueue(bytes)
  }

  /** Returns whether it was not over already. */
  #end(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#join = undefined
    clearTimeout(this.#timer)
    this.remove()
    return true
  }
}
