/**
 * A connection that outlives its answer, so that the next request need not open another one.
 *
 * Whoever asks again and again makes one of these, gives it along with every request, and closes it
 * in the end. A fetch that can keep connections says here how they are closed; any other ignores it.
 *
 * @module
 */

/** What is kept between the requests of one reader. */
export class Kept {
  readonly #closers: (() => Promise<void>)[] = []

  /** Calls `closer` when this is closed, which waits for it. */
  onClose(closer: () => Promise<void>): void {
    this.#closers.push(closer)
  }

  /** Closes what is kept; resolves when the other side knows. Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((closer) => closer()))
  }
}
