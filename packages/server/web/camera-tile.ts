/**
 * `<camera-tile>`: one camera on the wall. Its picture, its state, its facts; a click opens it.
 *
 * @module
 */
import { LivePicture } from './live-picture.ts'
import { fill, part, say } from './markup.ts'
import type { Places } from './places.ts'
import { type Mode, type Situation, situation } from './situation.ts'
import { StateSign } from './state-sign.ts'
import type { Status } from './status.ts'
import type { Answer } from './status-poll.ts'

/** A snapshot of an idle camera starts it, which the server allows 4.5 s. */
const SNAPSHOT_TIMEOUT = 6_000

const markup = `
  <a data-part="link">
    <div class="stage">
      <live-picture data-part="picture"></live-picture>
      <state-sign data-part="sign"></state-sign>
      <div class="notice">
        <span class="drum" aria-hidden="true"></span>
        <strong data-part="notice"></strong>
        <span class="reason" data-part="reason"></span>
      </div>
    </div>
    <div class="caption">
      <h2 data-part="name"></h2>
      <p class="facts" data-part="facts"></p>
    </div>
  </a>`

/**
 * Shows what {@link CameraTile.hear} and {@link CameraTile.mode} say. Dispatches `news` when a picture
 * came from a camera that was not live by the server's last answer.
 */
export class CameraTile extends HTMLElement {
  /** Whether it is on screen. Set by the wall. */
  visible = false
  #places: Places | undefined
  #status: Status | undefined
  #answer: Answer | undefined
  #silent = false
  #mode: Mode = 'rest'
  #picturedAt = 0

  /** Connects the tile with its camera. Call once, after it was added to the page. */
  begin(name: string, places: Places): void {
    this.#places = places
    fill(this, markup)
    part(this, 'link', HTMLAnchorElement).href = places.viewer(name)
    say(part(this, 'name', HTMLElement), name)
    this.#picture.addEventListener('change', () => {
      if (this.#picture.showing !== 'nothing') this.#pictured()
      this.tell()
    })
  }

  /** The server's word about the camera. */
  hear(status: Status, answer: Answer): void {
    this.#status = status
    this.#answer = answer
    this.#silent = false
    void this.#picture.hear(status)
    this.tell()
  }

  /** The server does not answer. */
  hearNothing(): void {
    this.#silent = true
    void this.#picture.hear(undefined)
    this.tell()
  }

  /** What the server said last. */
  get status(): Status | undefined {
    return this.#status
  }

  /** How the picture comes. */
  get mode(): Mode {
    return this.#mode
  }

  set mode(mode: Mode) {
    if (mode === this.#mode || !this.#status) return
    this.#mode = mode
    this.#picture.stream(mode === 'stream' ? this.#places?.picture(this.#status.name) : undefined)
    this.tell()
  }

  /** Shows one snapshot. */
  async refresh(): Promise<void> {
    const status = this.#status
    // A lost camera has no picture to give, and would let all others wait for it.
    if (!status || !this.#places || status.state === 'lost' || this.#silent) return
    try {
      const response = await fetch(this.#places.snapshot(status.name), {
        cache: 'no-store',
        signal: AbortSignal.timeout(SNAPSHOT_TIMEOUT),
      })
      if (!response.ok) return
      await this.#picture.paint(await response.blob())
      this.#picturedAt = Date.now()
      this.#pictured()
    } catch {
      // No picture this time; the state says why, and the next turn comes.
    }
    this.tell()
  }

  /** Says how things stand now. Call once a second: ages grow. */
  tell(): void {
    const now = Date.now()
    if (!this.#status || !this.#answer) return
    const told = situation(
      {
        status: this.#status,
        silent: this.#silent,
        answeredAt: this.#answer.at,
        offset: this.#answer.offset,
        mode: this.#mode,
        showing: this.#picture.showing,
        picturedAt: this.#picturedAt,
      },
      now,
    )
    this.#write(told)
  }

  /** A picture came: if the camera was not live by the last answer, it is time to ask again. */
  #pictured(): void {
    if (this.#mode === 'rest' || this.#status?.state === 'live') return
    this.dispatchEvent(new Event('news', { bubbles: true }))
  }

  #write({ sign, notice, reason, facts }: Situation): void {
    this.dataset['sign'] = sign
    part(this, 'sign', StateSign).show(sign)
    say(part(this, 'notice', HTMLElement), notice ?? '')
    say(part(this, 'reason', HTMLElement), reason ?? '')
    say(part(this, 'facts', HTMLElement), facts.join(' · '))
  }

  get #picture(): LivePicture {
    return part(this, 'picture', LivePicture)
  }
}
