/**
 * Whether anybody can see an element: in a tab that is shown, in or near the part of the page that is.
 *
 * @module
 */

/** What lies so close to the screen is about to be seen. */
const NEAR = '100px'

/** Follows one element while it is in a page. */
export class Presence {
  readonly #element: Element
  /** The one that it was in at the beginning: when it is moved, it is in another one before this ends. */
  readonly #document: Document
  readonly #onChange: () => void
  readonly #observer: IntersectionObserver
  #isNear: boolean | undefined
  #isLeaving = false

  /** @param onChange called when one of the answers may be another one. */
  constructor(element: Element, onChange: () => void) {
    this.#element = element
    this.#document = element.ownerDocument
    this.#onChange = onChange
    this.#observer = new IntersectionObserver(this.#look, { rootMargin: NEAR })
    this.#observer.observe(element)
    this.#document.addEventListener('visibilitychange', onChange)
    this.#document.defaultView?.addEventListener('pagehide', this.#leave)
    this.#document.defaultView?.addEventListener('pageshow', this.#arrive)
  }

  /** Whether it is seen. */
  get isSeen(): boolean {
    return this.#isNear === true && !this.#document.hidden && this.isThere
  }

  /** Whether the browser has said yet where it lies. */
  get isKnown(): boolean {
    return this.#isNear !== undefined
  }

  /** Whether its page is still there: one that is kept for the way back is not. */
  get isThere(): boolean {
    return !this.#isLeaving
  }

  /** Stops following. */
  close(): void {
    this.#observer.unobserve(this.#element)
    this.#document.removeEventListener('visibilitychange', this.#onChange)
    this.#document.defaultView?.removeEventListener('pagehide', this.#leave)
    this.#document.defaultView?.removeEventListener('pageshow', this.#arrive)
  }

  readonly #look = (entries: readonly IntersectionObserverEntry[]): void => {
    this.#isNear = entries.at(-1)?.isIntersecting ?? this.#isNear
    this.#onChange()
  }

  readonly #leave = (): void => {
    this.#isLeaving = true
    this.#onChange()
  }

  readonly #arrive = (): void => {
    this.#isLeaving = false
    this.#onChange()
  }
}
