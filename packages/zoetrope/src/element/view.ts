/**
 * `<zoetrope-view>`: a live picture in any page. It finds its way to the camera, keeps it, lets go of
 * it when nobody looks; and a picture that is not live never looks live.
 *
 * @module
 */
import { attributes, ViewAttributes } from './attributes.ts'
import { Controls, type Deeds, press } from './controls.ts'
import { download } from './download.ts'
import { FrameEvent, StateChangeEvent, ViewErrorEvent } from './events.ts'
import { element } from './markup.ts'
import { Overlay } from './overlay.ts'
import { PictureInPicture } from './picture-in-picture.ts'
import { Presence } from './presence.ts'
import { styleSheet } from './styles.ts'
import { Surface } from './surface.ts'
import { type Target, targetOf } from './target.ts'
import { type Arrival, reasonOf, type TransportName } from './transport.ts'
import { type Situation, Viewing, type ViewState } from './viewing.ts'
import { words } from './words.ts'

/** Milliseconds between two writings of the picture's age. */
const TICK = 500

/** The element. Its attributes are properties of the same names. */
export class ZoetropeView extends ViewAttributes {
  static readonly observedAttributes: readonly string[] = attributes

  readonly #internals = this.attachInternals()
  readonly #stage = element('div', 'stage')
  readonly #surface = new Surface()
  readonly #overlay = new Overlay()
  readonly #float = new PictureInPicture(() => this.#update())
  #controls: Controls | undefined
  #presence: Presence | undefined
  #viewing: Viewing | undefined
  /** What is watched now; a text, so that it can be compared. */
  #watched = ''
  /** Whose picture is to be seen. */
  #pictured = ''
  #situation: Situation = { state: 'connecting', reason: '' }
  #capturedAt: number | undefined
  #isUpdating = false
  #tick: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [styleSheet(this.ownerDocument)]
    this.#stage.append(this.#surface.canvas, ...this.#overlay.nodes)
    this.#stage.dataset['state'] = 'connecting'
    this.#stage.dataset['empty'] = ''
    root.append(this.#stage)
    this.addEventListener('keydown', (event) => {
      if (this.controls && press(event, this.#deeds)) event.preventDefault()
    })
  }

  /** How the picture is. */
  get state(): ViewState {
    return this.#situation.state
  }

  /** Why it is so, for people; empty where there is nothing to say. */
  get reason(): string {
    return this.#situation.reason
  }

  /** Milliseconds since the picture that is to be seen was captured; `undefined` without one, and where nobody can know. */
  get age(): number | undefined {
    const at = this.#capturedAt
    return at === undefined ? undefined : Math.max(0, Date.now() - at)
  }

  /** Pictures shown per second, over the last 5 s; 0 where nobody can count them. */
  get rate(): number {
    return this.#viewing?.rate ?? 0
  }

  /** The way by which pictures come now; `undefined` while there is none. */
  get activeTransport(): TransportName | undefined {
    return this.#viewing?.transport
  }

  /** Keeps the picture that is there, and ends the connection. */
  pause(): void {
    this.paused = true
  }

  /** Goes on after {@link pause}, with what is new then. */
  play(): void {
    this.paused = false
  }

  /**
   * The picture that is to be seen, as JPEG, as the camera gave it: neither turned nor mirrored.
   *
   * @throws {DOMException} `InvalidStateError` before the first picture, `SecurityError` when its
   * server does not let this page read it.
   */
  snapshot(): Promise<Blob> {
    return this.#surface.snapshot()
  }

  /**
   * Shows the picture in a small window above all others, and keeps it live while nobody sees the page.
   *
   * @throws {DOMException} `NotSupportedError` where the browser has none, `NotAllowedError`
   * where this does not happen on a click or a key, `SecurityError` as for {@link snapshot}.
   */
  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.#float.open(this.#surface)
  }

  /** Called by the browser. */
  connectedCallback(): void {
    this.adopt()
    this.#presence = new Presence(this, () => this.#update())
    this.#tick = setInterval(() => this.#write(), TICK)
    this.addEventListener('fullscreenchange', this.#write)
    this.#dress()
    this.#update()
  }

  /** Called by the browser. */
  disconnectedCallback(): void {
    this.#presence?.close()
    this.#presence = undefined
    clearInterval(this.#tick)
    this.removeEventListener('fullscreenchange', this.#write)
    this.#overlay.close()
    void this.#float.close()
    this.#update()
  }

  /** Called by the browser when it was moved to another document, such as that of a window of its own. */
  adoptedCallback(): void {
    if (this.shadowRoot) this.shadowRoot.adoptedStyleSheets = [styleSheet(this.ownerDocument)]
  }

  /** Called by the browser where an element is moved without being taken out: nothing has changed. */
  connectedMoveCallback(): void {}

  /** Called by the browser. */
  attributeChangedCallback(): void {
    // Several are set one after the other.
    if (this.#isUpdating || !this.isConnected) return
    this.#isUpdating = true
    queueMicrotask(() => {
      this.#isUpdating = false
      this.#dress()
      this.#update()
    })
  }

  /** All that can be changed without touching the connection. */
  #dress(): void {
    this.#surface.pose = { rotate: this.rotate, mirror: this.mirror }
    this.#surface.canvas.ariaLabel = this.alt || words.picture
    if (this.controls && !this.#controls) {
      this.#controls = new Controls(this.#deeds)
      this.#stage.append(this.#controls.bar)
    }
    if (this.#controls) this.#controls.bar.hidden = !this.controls
    if (this.controls) this.#stage.tabIndex = 0
    else this.#stage.removeAttribute('tabindex')
    this.#stage.role = this.controls ? 'group' : null
    this.#stage.ariaLabel = this.controls ? this.alt || words.picture : null
    this.#write()
  }

  /** Watches what is wanted now, and nothing else. */
  #update(): void {
    const target = targetOf(this.src, this.camera, document.baseURI)
    const name = target ? `${target.stream} ${target.live?.url}` : ''
    if (name !== this.#pictured) this.#forget(name)
    const rest = this.#restOf(target)
    const watched = rest ? '' : `${name} ${this.transport} ${this.fps}`
    if (watched !== this.#watched) {
      this.#watched = watched
      const before = this.#viewing
      this.#viewing = rest || !target ? undefined : this.#watch(target)
      // After the new one, which may go on with its connection.
      before?.close()
    }
    if (rest) this.#become(rest)
  }

  /** Why nothing is watched; `undefined` when something is. */
  #restOf(target: Target | undefined): Situation | undefined {
    const presence = this.#presence
    if (!presence?.isThere) return { state: 'paused', reason: words.unseen }
    if (!this.src) return { state: 'paused', reason: words.noSource }
    if (!target) return { state: 'lost', reason: words.invalidSource }
    if (this.paused) return { state: 'paused', reason: '' }
    if (this.eager || presence.isSeen || this.#float.isOpen) return undefined
    if (!presence.isKnown) return this.#situation
    return { state: 'paused', reason: words.unseen }
  }

  #watch(target: Target): Viewing {
    this.#become({ state: 'connecting', reason: '' })
    const { transport, fps } = this
    return new Viewing(
      { target, transport, fps },
      {
        draw: ({ picture }) => this.#surface.show(picture),
        onShown: (arrival) => this.#shown(arrival),
        onSituation: (situation) => this.#become(situation),
        onError: (reason, cause) => this.dispatchEvent(new ViewErrorEvent(reason, cause)),
      },
    )
  }

  #shown({ index, bytes, capturedAt, clockOffset, unchecked }: Arrival): void {
    const now = Date.now()
    // A clock that is ahead of this one cannot be told from a picture of the future.
    const since = Math.min(now, capturedAt === undefined ? now : capturedAt - clockOffset)
    this.#capturedAt = unchecked ? undefined : since
    if ('empty' in this.#stage.dataset) {
      delete this.#stage.dataset['empty']
      this.#write()
    }
    // It may be the one that was there before.
    if (unchecked) return
    const age = now - since
    this.dispatchEvent(new FrameEvent({ index, bytes, age, capturedAt: capturedAt ?? now }))
  }

  #forget(name: string): void {
    this.#pictured = name
    this.#capturedAt = undefined
    this.#stage.dataset['empty'] = ''
    this.#surface.clear()
    this.#float.follow(this.#surface)
  }

  #become(situation: Situation): void {
    const { state, reason } = this.#situation
    if (situation.state === state && situation.reason === reason) return
    this.#situation = situation
    this.#stage.dataset['state'] = situation.state
    this.#internals.states?.clear()
    this.#internals.states?.add(situation.state)
    this.#write()
    this.dispatchEvent(new StateChangeEvent(situation))
  }

  readonly #write = (): void => {
    const { age, rate, placeholder, overlay: mode, state } = this
    this.#surface.veiled = this.#float.isOpen && state !== 'live' && state !== 'unchecked'
    this.#overlay.write({ ...this.#situation, age, rate, placeholder, mode })
    this.#controls?.show({
      isPaused: this.paused,
      isFull: this.ownerDocument.fullscreenElement === this,
      hasPicture: !this.#surface.isEmpty,
    })
  }

  readonly #deeds: Deeds = {
    togglePause: () => {
      this.paused = !this.paused
    },
    saveSnapshot: () => {
      const save = (jpeg: Blob): void => download(jpeg, this.#name)
      this.snapshot().then(save).catch(this.#failed)
    },
    togglePictureInPicture: () => {
      const done = this.#float.isOpen ? this.#float.close() : this.requestPictureInPicture()
      done.catch(this.#failed)
    },
    toggleFullScreen: () => {
      const isFull = this.ownerDocument.fullscreenElement === this
      const done = isFull ? this.ownerDocument.exitFullscreen() : this.requestFullscreen()
      done.catch(this.#failed)
    },
  }

  /** What is watched, as part of a file's name. */
  get #name(): string {
    const target = targetOf(this.src, this.camera, document.baseURI)
    return target?.live?.camera ?? 'snapshot'
  }

  readonly #failed = (error: unknown): void => {
    this.dispatchEvent(new ViewErrorEvent(reasonOf(error), error))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'zoetrope-view': ZoetropeView
  }
}
