/**
 * Keeps the screen on while pictures are sent: a phone that sleeps takes the camera away.
 *
 * @module
 */

/** Holds the screen on from {@link Awake.hold} to {@link Awake.release}, where the browser can. */
export class Awake {
  #lock: WakeLockSentinel | undefined
  #release: AbortController | undefined

  /** Whether the browser can. */
  get isPossible(): boolean {
    return 'wakeLock' in navigator
  }

  hold(): void {
    if (this.#release) return
    this.#release = new AbortController()
    const { signal } = this.#release
    // It is lost whenever the page is not seen.
    document.addEventListener('visibilitychange', () => void this.#ask(signal), { signal })
    void this.#ask(signal)
  }

  /** Idempotent. */
  release(): void {
    this.#release?.abort()
    this.#release = undefined
    void this.#lock?.release()
    this.#lock = undefined
  }

  async #ask(signal: AbortSignal): Promise<void> {
    if (document.hidden || !this.isPossible) return
    // Refused where the battery is low: nothing to be done, and nothing breaks.
    const lock = await navigator.wakeLock.request('screen').catch(() => undefined)
    if (signal.aborted) void lock?.release()
    else this.#lock = lock
  }
}
