/**
 * Pictures by an `<img>`, which shows what no script may read. It tells nothing but that the first
 * picture has come, so that the rest is found out by looking at it.
 *
 * The `<img>` lives in a frame of its own: in WebKit only the end of that closes its connection. And
 * the frame lives beside the page, because Firefox closes nothing for one that went with its element.
 *
 * @module
 */
import { fingerprintOf } from './fingerprint.ts'
import type {
  Ending,
  OpenTransport,
  Transport,
  TransportOptions,
  TransportPorts,
} from './transport.ts'

/** Looks per second, where nothing tells that there is something new to see. */
const LOOKS = 15
/** Milliseconds without another picture that mean that the stream may be dead. */
const DEAD = 30_000

let openings = 0

/** Opens it. */
export const openImg: OpenTransport = (options, ports) => new ImgTransport(options, ports)

class ImgTransport implements Transport {
  readonly #options: TransportOptions
  readonly #ports: TransportPorts
  readonly #frame = document.createElement('iframe')
  #img: HTMLImageElement | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #loads = 0
  #fingerprint: number | undefined
  #changedAt = 0
  #isBusy = false
  #closed = false

  constructor(options: TransportOptions, ports: TransportPorts) {
    this.#options = options
    this.#ports = ports
    this.#frame.style.display = 'none'
    // Firefox replaces a frame's first document when it has loaded.
    this.#frame.addEventListener('load', this.#begin, { once: true })
    document.documentElement.append(this.#frame)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    if (this.#img) this.#img.src = ''
    this.#frame.contentWindow?.stop()
    this.#frame.remove()
  }

  readonly #begin = (): void => {
    const { contentDocument } = this.#frame
    if (!contentDocument || this.#closed) return
    const img = contentDocument.createElement('img')
    img.addEventListener('load', this.#loaded)
    img.addEventListener('error', () => this.#end('The picture cannot be loaded'))
    // Browsers share one load among all images of the same address.
    const url = new URL(this.#options.target.stream)
    url.searchParams.set('_', `${Date.now().toString(36)}${openings++}`)
    img.src = url.href
    contentDocument.body.append(img)
    this.#img = img
  }

  // Firefox tells of each picture, the others of the first alone.
  readonly #loaded = (): void => {
    this.#loads += 1
    clearInterval(this.#timer)
    const every = this.#loads > 1 ? 1000 : 1000 / LOOKS
    this.#timer = setInterval(() => void this.#look(), every)
    void this.#look()
  }

  async #look(): Promise<void> {
    const img = this.#img
    if (!img || this.#isBusy || this.#closed) return
    this.#isBusy = true
    const fingerprint = await fingerprintOf(img)
    this.#isBusy = false
    if (this.#closed) return
    const now = performance.now()
    const isNew = fingerprint === undefined || fingerprint !== this.#fingerprint
    this.#fingerprint = fingerprint
    if (!isNew && now - this.#changedAt > DEAD) return this.#end('The picture stands still')
    if (!isNew) return
    this.#changedAt = now
    await this.#ports.onArrival({
      picture: img,
      index: undefined,
      capturedAt: undefined,
      bytes: undefined,
      clockOffset: 0,
      unchecked: fingerprint === undefined,
    })
  }

  #end(reason: string): void {
    if (this.#closed) return
    this.close()
    const ending: Ending = { reason, elsewhere: false }
    this.#ports.onEnd(ending)
  }
}
