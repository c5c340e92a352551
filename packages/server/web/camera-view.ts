/**
 * `<camera-view>`: one camera that fills the window, with a bar that says how it is.
 *
 * @module
 */
import { copy } from './clipboard.ts'
import { ContactBanner } from './contact-banner.ts'
import { offerFullScreen, toggle } from './full-screen.ts'
import { icon } from './icons.ts'
import { LivePicture } from './live-picture.ts'
import { fill, part, say } from './markup.ts'
import { cameraIn, type Places, placesFrom } from './places.ts'
import { type Sight, situation } from './situation.ts'
import { StateSign } from './state-sign.ts'
import { readStatus, type Status } from './status.ts'
import { type Answer, type Contact, StatusPoll } from './status-poll.ts'
import { words } from './words.ts'

const INTERVAL = 1_000
/** How long a confirmation stays. */
const CONFIRMED = 4_000
/** In full screen the bar goes when the pointer rests this long. */
const RESTING = 3_000

const markup = `
  <header class="bar">
    <a class="button back" data-part="back" title="${words.back}" aria-label="${words.back}">${icon('back')}</a>
    <h1 data-part="name"></h1>
    <state-sign data-part="sign"></state-sign>
    <p class="facts" data-part="facts"></p>
    <nav>
      <a class="button" data-part="snapshot">${icon('download')}<span>${words.snapshot}</span></a>
      <button class="button" data-part="copy">${icon('copy')}<span>${words.copy}</span></button>
      <button class="button" data-part="full"></button>
    </nav>
  </header>
  <contact-banner data-part="banner"></contact-banner>
  <main class="stage">
    <live-picture data-part="picture"></live-picture>
    <div class="notice">
      <span class="drum" aria-hidden="true"></span>
      <strong data-part="notice"></strong>
      <span class="reason" data-part="reason"></span>
    </div>
    <p class="toast" role="status" data-part="toast" hidden></p>
  </main>`

/** The page at `cameras/{name}/viewer`. */
export class CameraView extends HTMLElement {
  readonly #name = cameraIn(document.baseURI)
  readonly #places: Places = placesFrom(document.baseURI, this.dataset['base'] ?? '../../')
  readonly #poll = new StatusPoll({
    url: this.#places.status(this.#name),
    read: (json) => [readStatus(json)],
    interval: INTERVAL,
    hear: (contact) => this.#hear(contact),
  })
  #contact: Contact | undefined
  #status: Status | undefined
  #answer: Answer | undefined
  #release = new AbortController()
  #tick: ReturnType<typeof setInterval> | undefined
  #toast: ReturnType<typeof setTimeout> | undefined
  #resting: ReturnType<typeof setTimeout> | undefined

  connectedCallback(): void {
    fill(this, markup)
    this.#release = new AbortController()
    const { signal } = this.#release
    say(part(this, 'name', HTMLElement), this.#name)
    document.title = words.wallTitle(this.#name)
    part(this, 'back', HTMLAnchorElement).href = this.#places.wall
    this.#offerSnapshot()
    offerFullScreen(this, part(this, 'full', HTMLButtonElement), signal)
    part(this, 'copy', HTMLButtonElement).addEventListener('click', () => void this.#copy())
    part(this, 'picture', LivePicture).addEventListener('change', () => {
      if (this.#status?.state !== 'live') this.#poll.askNow()
      this.#tell()
    })
    document.addEventListener('visibilitychange', () => this.#watch(), { signal })
    addEventListener('keydown', (event) => this.#press(event), { signal })
    this.addEventListener('pointermove', () => this.#wake(), { signal })
    this.addEventListener('focusin', () => this.#wake(), { signal })
    this.#watch()
    this.#tick = setInterval(() => this.#tell(), 1_000)
    this.#poll.start()
  }

  disconnectedCallback(): void {
    this.#poll.stop()
    this.#release.abort()
    clearInterval(this.#tick)
    clearTimeout(this.#toast)
    clearTimeout(this.#resting)
  }

  #hear(contact: Contact): void {
    this.#contact = contact
    if (contact.kind === 'answer') {
      this.#answer = contact
      this.#status = contact.cameras[0]
    }
    void part(this, 'picture', LivePicture).hear(
      contact.kind === 'answer' ? this.#status : undefined,
    )
    this.#watch()
    this.#tell()
  }

  /** Streams while somebody sees it, and the camera exists. */
  #watch(): void {
    const gone = this.#contact?.kind === 'refusal' || this.#status?.state === 'closed'
    const watched = !document.hidden && !gone
    part(this, 'picture', LivePicture).stream(
      watched ? this.#places.picture(this.#name) : undefined,
    )
  }

  #tell(): void {
    const now = Date.now()
    if (this.#contact) part(this, 'banner', ContactBanner).show(this.#contact, now)
    if (this.#contact?.kind === 'refusal') return this.#tellRefusal(this.#contact.code)
    const sight = this.#sight()
    if (!sight) return
    const { sign, notice, reason, facts } = situation(sight, now)
    this.dataset['sign'] = sign
    part(this, 'sign', StateSign).show(sign)
    say(part(this, 'notice', HTMLElement), notice ?? '')
    say(part(this, 'reason', HTMLElement), reason ?? '')
    const { newest, bytesPerSecond } = sight.status
    const more =
      sign === 'live' && newest ? [words.age(newest.age), words.bits(bytesPerSecond)] : []
    say(part(this, 'facts', HTMLElement), [...facts, ...more].join(' · '))
    document.title = words.viewTitle(this.#name, sign)
  }

  #tellRefusal(code: number): void {
    this.dataset['sign'] = 'missing'
    part(this, 'sign', StateSign).show('missing')
    const missing = code === 404
    if (missing) part(this, 'banner', ContactBanner).hidden = true
    say(part(this, 'notice', HTMLElement), missing ? words.noSuchCamera(this.#name) : words.refused)
    say(part(this, 'reason', HTMLElement), '')
    say(part(this, 'facts', HTMLElement), '')
    document.title = words.viewTitle(this.#name, 'missing')
  }

  #sight(): Sight | undefined {
    if (!this.#status || !this.#answer) return undefined
    return {
      status: this.#status,
      silent: this.#contact?.kind !== 'answer',
      answeredAt: this.#answer.at,
      offset: this.#answer.offset,
      mode: document.hidden ? 'rest' : 'stream',
      showing: part(this, 'picture', LivePicture).showing,
      picturedAt: 0,
    }
  }

  #offerSnapshot(): void {
    const link = part(this, 'snapshot', HTMLAnchorElement)
    link.href = this.#places.snapshot(this.#name)
    link.addEventListener('click', () => {
      const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
      link.download = `${this.#name}-${moment}Z.jpg`
    })
  }

  async #copy(): Promise<void> {
    const url = this.#places.stream(this.#name)
    const copied = await copy(url)
    this.#confirm(copied ? words.copiedUrl(url) : `${words.copyByHand} ${url}`, copied)
    const button = part(this, 'copy', HTMLButtonElement)
    if (copied) fill(button, `${icon('done')}<span>${words.copied}</span>`)
  }

  #confirm(text: string, passing: boolean): void {
    const toast = part(this, 'toast', HTMLElement)
    say(toast, text)
    clearTimeout(this.#toast)
    if (!passing) return
    this.#toast = setTimeout(() => {
      say(toast, '')
      fill(part(this, 'copy', HTMLButtonElement), `${icon('copy')}<span>${words.copy}</span>`)
    }, CONFIRMED)
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    this.#wake()
    if (event.key === 'f') void toggle(this)
    // In full screen the browser takes Escape for itself.
    if (event.key === 'Escape' && !document.fullscreenElement) location.assign(this.#places.wall)
  }

  #wake(): void {
    delete this.dataset['resting']
    clearTimeout(this.#resting)
    this.#resting = setTimeout(() => (this.dataset['resting'] = ''), RESTING)
  }
}
