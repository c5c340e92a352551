/**
 * How much of something there was lately: pictures and bytes a second.
 *
 * @module
 */

/** Milliseconds that count. */
const WINDOW = 3000

/** Counts over the last three seconds. Times in milliseconds of a monotonic clock. */
export class Meter {
  #entries: { readonly at: number; readonly bytes: number }[] = []
  #since: number | undefined

  add(now: number, bytes: number): void {
    this.#since ??= now
    this.#entries.push({ at: now, bytes })
    this.#forget(now)
  }

  /** A second. */
  rate(now: number): number {
    this.#forget(now)
    return (this.#entries.length * 1000) / this.#span(now)
  }

  bytesPerSecond(now: number): number {
    this.#forget(now)
    const bytes = this.#entries.reduce((sum, entry) => sum + entry.bytes, 0)
    return (bytes * 1000) / this.#span(now)
  }

  #span(now: number): number {
    return Math.max(1000, Math.min(WINDOW, now - (this.#since ?? now)))
  }

  #forget(now: number): void {
    while ((this.#entries[0]?.at ?? now) < now - WINDOW) this.#entries.shift()
  }
}
