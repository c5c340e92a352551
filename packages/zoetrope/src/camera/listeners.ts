/**
 * Those who want to be told of something. One's mistake is not to stop the others, nor the camera.
 *
 * @module
 */

/** Listeners to one kind of event. */
export class Listeners<Event> {
  #listeners = new Set<(event: Event) => void>()
  #onError: (error: unknown) => void

  /** @param onError Takes what a listener throws. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Returns a function that cancels. */
  add(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#onError(error)
      }
    }
  }
}
