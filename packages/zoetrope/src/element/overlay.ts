/**
 * What is written on the picture, or in its place while there is none: the state as a shape and a
 * word, why it is so, and how old the picture is.
 *
 * @module
 */
import { element, icon, say } from './markup.ts'
import type { Situation, ViewState } from './viewing.ts'
import { words } from './words.ts'

/** `auto` writes only on pictures that are not live. */
export type OverlayMode = 'none' | 'auto' | 'full'

/** What is known when it is written. */
export interface Remarks extends Situation {
  readonly mode: OverlayMode
  readonly placeholder: string
  /** Milliseconds; `undefined` without a picture. */
  readonly age: number | undefined
  /** Pictures per second. */
  readonly rate: number
}

/** Milliseconds that a state has to last before it is spoken: nobody wants to hear it flicker. */
const SPOKEN = 2_000
/** Ages are told from here on; below, they are for measuring. */
const OLD = 1_000

/** The writing of one element. */
export class Overlay {
  /** To be put on the stage, above the picture. */
  readonly nodes: readonly HTMLElement[]
  readonly #sign = element('span', 'sign', '')
  readonly #state = element('span', 'state')
  readonly #age = element('span', 'age')
  readonly #reason = element('p', 'reason')
  readonly #message = element('strong', 'message')
  readonly #why = element('span', 'why', 'reason')
  readonly #overlay = element('div', 'overlay')
  readonly #notice = element('div', 'notice', 'placeholder')
  readonly #speaker = element('p', 'unseen', '')
  #shape: ViewState | undefined
  #spoken: ViewState = 'connecting'
  #pending: ViewState | undefined
  #speech: ReturnType<typeof setTimeout> | undefined

  constructor() {
    const line = element('div', 'line', '')
    line.append(this.#sign, this.#state, this.#age)
    this.#overlay.append(line, this.#reason)
    this.#notice.append(element('span', 'drum', ''), this.#message, this.#why)
    // What changes every second must not be spoken; the speaker is.
    this.#overlay.ariaHidden = 'true'
    this.#speaker.role = 'status'
    this.nodes = [element('div', 'slits', ''), this.#notice, this.#overlay, this.#speaker]
  }

  /** Writes it. */
  write(remarks: Remarks): void {
    const { state, reason, mode, age, rate, placeholder } = remarks
    const calm = state === 'live'
    this.#overlay.hidden = mode === 'none' || (mode === 'auto' && calm)
    if (this.#shape !== state) this.#sign.replaceChildren(icon(state))
    this.#shape = state
    say(words.states[state], this.#state)
    const facts = [
      ...(calm && mode === 'full' ? [words.rate(rate)] : []),
      ...(age !== undefined && (age >= OLD || mode === 'full') ? [words.age(age)] : []),
    ]
    say(facts.join(' · '), this.#age)
    say(calm ? '' : reason, this.#reason)
    say(placeholder || words.states[state], this.#message)
    const told = placeholder ? `${words.states[state]}${reason && `: ${reason}`}` : reason
    say(mode === 'none' ? '' : told, this.#why)
    this.#announce(remarks)
  }

  /** Says nothing more. */
  close(): void {
    clearTimeout(this.#speech)
    this.#pending = undefined
  }

  #announce({ state, reason }: Situation): void {
    if (state === this.#spoken) return this.close()
    if (state === this.#pending) return
    this.close()
    this.#pending = state
    this.#speech = setTimeout(() => {
      // That a page shows what it is to show is no news, nor what somebody did here.
      const isNews = !(this.#spoken === 'connecting' && state === 'live') && state !== 'paused'
      this.#spoken = state
      this.#pending = undefined
      const text = state === 'live' ? words.again : words.states[state]
      this.#speaker.textContent = isNews ? sentence(text, reason) : ''
    }, SPOKEN)
  }
}

function sentence(text: string, reason: string): string {
  return reason ? `${text}: ${reason}` : text
}
