/**
 * `<live-picture>`: a stream in an `<img>` that watches its own life, and opens itself again.
 *
 * Below the `<img>` lies a canvas that keeps the last picture: what was seen stays to be seen (dimmed,
 * by the style sheet) when the stream has ended or was closed. Snapshots are painted there too.
 *
 * @module
 */
import { fingerprint } from './fingerprint.ts'
import { retryDelay } from './patience.ts'
import { Pulse } from './pulse.ts'
import type { Showing } from './situation.ts'
import type { Status } from './status.ts'

/** No still needs more pixels than this across. */
const MOST_STILL = 1280

let openings = 0

/** Dispatches `change` whenever {@link LivePicture.showing} changes. */
export class LivePicture extends HTMLElement {
  readonly #canvas = document.createElement('canvas')
  readonly #pulse = new Pulse()
  /** One for each life of the stream, so that no event of an old one is taken for news. */
  #img: HTMLImageElement | undefined
  #url: string | undefined
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  /** Counts what happened to the picture: whoever waited compares, and leaves newer things alone. */
  #turn = 0
  #showing: Showing = 'nothing'
  #hasStill = false
  #silent = false

  connectedCallback(): void {
    this.replaceChildren(this.#canvas)
    this.dataset['showing'] = this.#showing
  }

  disconnectedCallback(): void {
    this.#url = undefined
    this.#turn += 1
    this.#close()
  }

  /** What is to be seen now. */
  get showing(): Showing {
    return this.#showing
  }

  /** Streams from `url` until told otherwise. `undefined` closes and keeps the last picture. */
  stream(url: string | undefined): void {
    if (url === this.#url) return
    this.#url = url
    this.#failures = 0
    if (url) this.#open(url)
    else void this.#rest()
  }

  /**
   * Paints a snapshot, in place of a stream.
   *
   * @throws {Error} when it is no picture.
   */
  async paint(snapshot: Blob): Promise<void> {
    const turn = this.#turn
    const bitmap = await createImageBitmap(snapshot)
    if (turn === this.#turn && !this.#url) this.#keep(bitmap)
    bitmap.close()
  }

  /** Takes note of what the server says of the camera; `undefined` when it does not answer. */
  async hear(status: Status | undefined): Promise<void> {
    this.#silent = !status
    // Its own attempts are in vain: when the server is back, the pulse says so.
    if (this.#silent) clearTimeout(this.#retry)
    if (!this.#url) return
    const turn = this.#turn
    const at = Date.now()
    const seen = status && this.#img ? await fingerprint(this.#img) : 0
    if (turn !== this.#turn || !this.#pulse.isDead({ at, status, fingerprint: seen })) return
    await this.#rest()
    if (turn + 1 === this.#turn && this.#url) this.#open(this.#url)
  }

  #open(stream: string): void {
    this.#turn += 1
    this.#close()
    this.#pulse.opened(Date.now())
    const url = new URL(stream)
    // A URL of its own, because browsers share one load among all images of the same URL.
    url.searchParams.set('_', `${Date.now().toString(36)}${openings++}`)
    const img = document.createElement('img')
    img.alt = ''
    img.draggable = false
    img.addEventListener('load', () => this.#loaded(img))
    img.addEventListener('error', () => this.#failed(img))
    img.src = url.href
    this.#img = img
    this.append(img)
  }

  /** Closes the stream; its last picture stays as a still. */
  async #rest(): Promise<void> {
    const turn = ++this.#turn
    clearTimeout(this.#retry)
    const bitmap =
      this.#img && this.#showing === 'stream' ? await lastPicture(this.#img) : undefined
    if (turn === this.#turn) {
      if (bitmap) this.#keep(bitmap)
      this.#close()
    }
    bitmap?.close()
  }

  #close(): void {
    clearTimeout(this.#retry)
    const img = this.#img
    this.#img = undefined
    if (!img) return
    // Removing the element alone leaves the connection open.
    img.src = ''
    img.remove()
    this.#show(this.#hasStill ? 'still' : 'nothing')
  }

  #loaded(img: HTMLImageElement): void {
    if (img !== this.#img) return
    this.#failures = 0
    this.#show('stream')
  }

  #failed(img: HTMLImageElement): void {
    if (img !== this.#img) return
    this.#close()
    this.#failures += 1
    if (this.#silent) return
    this.#retry = setTimeout(() => {
      if (this.#url) this.#open(this.#url)
    }, retryDelay(this.#failures))
  }

  #keep(bitmap: ImageBitmap): void {
    this.#canvas.width = bitmap.width
    this.#canvas.height = bitmap.height
    this.#canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
    this.#hasStill = true
    if (!this.#img) this.#show('still')
  }

  #show(showing: Showing): void {
    if (showing === this.#showing) return
    this.#showing = showing
    this.dataset['showing'] = showing
    this.dispatchEvent(new Event('change'))
  }
}

async function lastPicture(img: HTMLImageElement): Promise<ImageBitmap | undefined> {
  const width = Math.min(img.naturalWidth, MOST_STILL)
  try {
    return await createImageBitmap(img, { resizeWidth: width })
  } catch {
    return undefined
  }
}
