/**
 * `<state-sign>`: a camera's state as a shape and a word.
 *
 * @module
 */
import { icon } from './icons.ts'
import { fill } from './markup.ts'
import type { Sign } from './sign.ts'
import { words } from './words.ts'

/** Shows one {@link Sign}. */
export class StateSign extends HTMLElement {
  #sign: Sign | undefined

  /** Changes the sign. */
  show(sign: Sign): void {
    if (sign === this.#sign) return
    this.#sign = sign
    this.dataset['sign'] = sign
    fill(this, `${icon(sign)}<span>${words.sign(sign)}</span>`)
  }
}
