/**
 * `<publish-view>`: the page that makes a camera of this device.
 *
 * @module
 */
import { type PushOptions, PushSocket } from 'zoetrope/client'
import { icon } from './icons.ts'
import { fill, part, say } from './markup.ts'
import { type Places, placesFrom } from './places.ts'
import { Awake } from './publish-awake.ts'
import { Device } from './publish-device.ts'
import { PublishForm } from './publish-form.ts'
import { Sender } from './publish-sender.ts'
import { publishSituation } from './publish-situation.ts'
import { type Trouble, troubleBefore, troubleOf } from './publish-trouble.ts'
import { publishWords } from './publish-words.ts'
import { StateSign } from './state-sign.ts'
import { words } from './words.ts'

/** Milliseconds between two looks at what is to be told. */
const TICK = 500
/** Ticks over which it is counted what was left out. */
const LATELY = 6

const markup = `
  <header>
    <h1><a data-part="wall" title="${words.back}">${icon('logo')}${words.product}</a></h1>
    <p>${publishWords.title}</p>
  </header>
  <main>
    <section class="stage" aria-label="${publishWords.preview}">
      <video data-part="video" muted playsinline autoplay hidden></video>
      <div class="empty">${icon('logo')}</div>
      <state-sign data-part="sign"></state-sign>
    </section>
    <section class="panel">
      <div class="situation" data-part="situation">
        <div role="status"><h2 data-part="headline"></h2></div>
        <p data-part="detail"></p>
      </div>
      <p class="facts" data-part="facts" hidden></p>
      <form data-part="form"></form>
      <a data-part="watch" target="_blank" rel="noopener" hidden>${publishWords.watch}</a>
    </section>
  </main>`

/** What runs between start and stop. */
interface Publishing {
  readonly camera: string
  readonly socket: PushSocket
  device: Device | undefined
  sender: Sender | undefined
}

/** The page at `/publish`. */
export class PublishView extends HTMLElement {
  readonly #places: Places = placesFrom(document.baseURI, this.dataset['base'] ?? './')
  readonly #awake = new Awake()
  #form: PublishForm | undefined
  #publishing: Publishing | undefined
  #trouble: Trouble | undefined
  /** What the server said to the last attempt. */
  #refusal: { readonly camera: string; readonly error: string | undefined } | undefined
  #isAsking = false
  #counts: { readonly leftOut: number; readonly missed: number }[] = []
  #tick: ReturnType<typeof setInterval> | undefined
  #release = new AbortController()

  connectedCallback(): void {
    fill(this, markup)
    this.#release = new AbortController()
    const { signal } = this.#release
    part(this, 'wall', HTMLAnchorElement).href = this.#places.wall
    this.#form = new PublishForm(part(this, 'form', HTMLFormElement), {
      list: this.#places.list,
      start: () => void this.#start(),
      stop: () => this.#stop(),
      change: (what) => this.#changed(what),
    })
    this.#trouble = troubleBefore({
      isSecure: isSecureContext,
      hasCameras: Boolean(navigator.mediaDevices?.getUserMedia),
    })
    if (this.#trouble) part(this, 'form', HTMLFormElement).hidden = true
    else navigator.mediaDevices.addEventListener('devicechange', this.#devicesChanged, { signal })
    document.addEventListener('visibilitychange', () => this.#tell(), { signal })
    addEventListener('pagehide', () => this.#stop(), { signal })
    this.#tick = setInterval(() => this.#look(), TICK)
    this.#tell()
  }

  disconnectedCallback(): void {
    this.#release.abort()
    clearInterval(this.#tick)
    this.#stop()
  }

  async #start(): Promise<void> {
    const camera = this.#form?.camera
    if (this.#publishing || !camera) return
    const options: PushOptions = { onChange: () => this.#connectionChanged() }
    const url = new URL(`cameras/${encodeURIComponent(camera)}/frames`, this.#places.wall)
    this.#refusal = undefined
    // First, because the person is asked for the camera only where pictures are taken at all.
    const socket = new PushSocket(url, options)
    this.#publishing = { camera, socket, device: undefined, sender: undefined }
    this.#form?.running(true)
    this.#awake.hold()
    await this.#open()
  }

  #stop(): void {
    const { socket, device } = this.#publishing ?? {}
    this.#publishing = undefined
    this.#isAsking = false
    socket?.close()
    device?.close()
    this.#awake.release()
    this.#form?.running(false)
    this.#tell()
  }

  /** Opens the chosen camera of the device, in the place of the one before. */
  async #open(): Promise<void> {
    const publishing = this.#publishing
    const form = this.#form
    if (!publishing || !form || this.#isAsking) return
    const video = part(this, 'video', HTMLVideoElement)
    publishing.device?.close()
    publishing.device = undefined
    this.#trouble = undefined
    this.#isAsking = true
    this.#tell()
    const { settings } = form
    const opened = await Device.open(video, { settings, onEnd: () => this.#ended() }).catch(
      troubleOf,
    )
    const isWanted = publishing === this.#publishing
    if (typeof opened === 'string') {
      if (isWanted) this.#failed(opened)
      return
    }
    if (!isWanted) return opened.close()
    this.#isAsking = false
    publishing.device = opened
    await form.devices(opened.id)
    this.#send(publishing, opened)
  }

  #send(publishing: Publishing, device: Device): void {
    const settings = this.#form?.settings
    if (!settings || publishing !== this.#publishing) return
    if (publishing.sender) {
      publishing.sender.change({ device, settings })
    } else {
      const video = part(this, 'video', HTMLVideoElement)
      publishing.sender = new Sender({ video, device, socket: publishing.socket, settings })
      void publishing.sender.run()
    }
    this.#tell()
  }

  #failed(trouble: Trouble): void {
    this.#stop()
    this.#trouble = trouble
    this.#tell()
  }

  /** The camera went away by itself. It may come back: the server is told nothing new meanwhile. */
  #ended(): void {
    this.#trouble = 'vanished'
    this.#tell()
  }

  readonly #devicesChanged = (): void => {
    void this.#form?.devices(this.#publishing?.device?.id)
    if (this.#publishing && this.#trouble === 'vanished') void this.#open()
  }

  /** Other settings, while pictures are sent or before. */
  #changed(what: 'camera' | 'quality'): void {
    const publishing = this.#publishing
    if (!publishing?.device) return this.#tell()
    if (what === 'camera') void this.#open()
    else this.#send(publishing, publishing.device)
  }

  #connectionChanged(): void {
    const { camera = '', socket } = this.#publishing ?? {}
    if (socket?.state !== 'refused') return this.#tell()
    // Trying again would not help: the camera's light goes off, and something else can be chosen.
    this.#refusal = { camera, error: socket.error?.message }
    this.#stop()
  }

  #look(): void {
    const { sender } = this.#publishing ?? {}
    if (!sender) this.#counts = []
    else {
      const { leftOut, missed } = sender.rhythm
      this.#counts = [...this.#counts.slice(-LATELY), { leftOut, missed }]
    }
    this.#tell()
  }

  #tell(): void {
    const { camera = '', socket, device, sender } = this.#publishing ?? {}
    const refusal = this.#refusal && { state: 'refused' as const, error: this.#refusal.error }
    const situation = publishSituation({
      camera: this.#refusal?.camera ?? camera,
      ...{ host: location.host, trouble: this.#trouble, isAsking: this.#isAsking },
      link: socket ? { state: socket.state, error: socket.error?.message } : refusal,
      isHidden: document.hidden,
      isGiving: device?.isGiving ?? true,
      isAwake: this.#awake.isPossible,
      wanted: this.#form?.settings.rate ?? 1,
      ...this.#lately(),
    })
    const sign = part(this, 'sign', StateSign)
    sign.show(situation.sign)
    sign.hidden = situation.isBad && !socket
    this.dataset['sign'] = situation.sign
    say(part(this, 'headline', HTMLElement), situation.headline)
    say(part(this, 'detail', HTMLElement), situation.detail)
    part(this, 'situation', HTMLElement).classList.toggle('bad', situation.isBad)
    document.title = publishWords.titleOf(words.sign(situation.sign))
    part(this, 'video', HTMLVideoElement).hidden = !device
    const watch = part(this, 'watch', HTMLAnchorElement)
    watch.hidden = camera === ''
    watch.href = this.#places.viewer(camera)
    say(part(this, 'facts', HTMLElement), sender ? factsOf(sender, socket) : '')
  }

  /** A second, over the last few. */
  #lately(): { leftOut: number; missed: number } {
    const [first, last] = [this.#counts[0], this.#counts.at(-1)]
    const seconds = ((this.#counts.length - 1) * TICK) / 1000
    if (!first || !last || seconds <= 0) return { leftOut: 0, missed: 0 }
    return {
      leftOut: (last.leftOut - first.leftOut) / seconds,
      missed: (last.missed - first.missed) / seconds,
    }
  }
}

function factsOf({ meter, size }: Sender, socket: PushSocket | undefined): string {
  const now = performance.now()
  const sent = publishWords.sent(socket?.counts.published ?? 0)
  if (size.width === 0 || socket?.state !== 'open') return size.width === 0 ? '' : sent
  return [
    words.rate(meter.rate(now)),
    words.size(size.width, size.height),
    words.bits(meter.bytesPerSecond(now)),
    ...(socket.trip === undefined ? [] : [publishWords.answered(socket.trip)]),
    sent,
  ].join(' · ')
}
