/**
 * A viewer with pictures of its own: an iterable that is asked for the next one only when there is
 * room for it on the way to the viewer. So nothing is made that nobody takes.
 *
 * @module
 */
import { Broadcast } from '../broadcast/broadcast.ts'
import { isRejection, publishSupplied, type Supplied } from '../broadcast/captured.ts'
import { openSupply, type Supply, streamOf } from '../broadcast/supply.ts'
import type { ZoetropeError } from '../errors.ts'
import { Turn } from '../turn.ts'
import { Viewer, type ViewerOptions } from './viewer.ts'

/** Whom a feed tells of what goes wrong. Neither may throw. */
export interface FeedOptions {
  /** Told of every picture that was refused (`INVALID_FRAME`); the others go on. @default the first one ends it */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
  /** Told why the pictures ended, where they did not end by themselves. @default console.error */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** Takes pictures one by one, as they are wanted. It begins with the first wish. */
export class Feed {
  /** Holds the picture that was taken last; closed when no other will come. */
  readonly broadcast: Broadcast = new Broadcast({ capacity: 1 })
  #supply: Supply
  #options: FeedOptions
  #stop = new AbortController()
  #pictures: ReadableStreamDefaultReader<Supplied> | undefined
  #isWanted = false
  #wake = (): void => {}

  constructor(supply: Supply, options: FeedOptions) {
    this.#supply = supply
    this.#options = options
  }

  /** Takes the next picture, if that is not under way. It comes later, never within the call. */
  want(): void {
    this.#isWanted = true
    this.#wake()
    if (!this.#pictures && !this.broadcast.closed) void this.#run()
  }

  /** Has the pictures let go. Idempotent. */
  end(): void {
    this.#stop.abort()
    this.broadcast.close()
    this.#wake()
    this.#pictures?.cancel().catch(() => {})
  }

  async #run(): Promise<void> {
    const turn = new Turn()
    try {
      const { signal } = this.#stop
      const pictures = streamOf(openSupply(this.#supply, signal), signal).getReader()
      this.#pictures = pictures
      for (;;) {
        await this.#wanted()
        const { done, value } = await pictures.read()
        if (done || signal.aborted) break
        this.#publish(value)
        await turn.yielded()
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#tell(error)
    }
    this.end()
  }

  async #wanted(): Promise<void> {
    if (this.#isWanted || this.broadcast.closed) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  #tell(error: unknown): void {
    // biome-ignore lint/suspicious/noConsole: pictures that end and nobody is told why would be worse
    const { onError = console.error } = this.#options
    onError(error)
  }

  #publish(picture: Supplied): void {
    // Before: whoever takes it at once may want the next one.
    this.#isWanted = false
    try {
      publishSupplied(this.broadcast, picture)
    } catch (error) {
      if (!this.#options.onReject || !isRejection(error)) throw error
      this.#isWanted = true
      this.#options.onReject(error)
    }
  }
}

/** Shows one feed, and ends it when it leaves. */
export class FedViewer extends Viewer {
  #feed: Feed

  /** @throws {RangeError} when a wish is not a positive number. */
  constructor(feed: Feed, options: ViewerOptions = {}) {
    super(feed.broadcast, options)
    this.#feed = feed
  }

  /** Asked when there is room for a frame. */
  override due(now: number): number {
    const due = super.due(now)
    if (due === Number.POSITIVE_INFINITY) this.#feed.want()
    return due
  }

  override leave(): void {
    super.leave()
    this.#feed.end()
  }
}
