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
  readonly #img = document.createElement('img')
  readonly #canvas = document.createElement('canvas')
  readonly #pulse = new Pulse()
  #url: string | undefined
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  /** Counts what happened to the picture: whoever waited compares, and leaves newer things alone. */
  #turn = 0
  #showing: Showing = 'nothing'
  #hasStill = false
  #silent = false

  connectedCallback(): void {
    this.#img.alt = ''
    this.#img.draggable = false
    this.#img.addEventListener('load', () => this.#loaded())
    this.#img.addEventListener('error', () => this.#failed())
    this.replaceChildren(this.#canvas, this.#img)
    this.#show('nothing')
  }

  disconnectedCallback(): void {
    this.#url = undefined
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
    if (url) this.#open()
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
    const seen = status && this.#showing === 'stream' ? await fingerprint(this.#img) : 0
    if (turn !== this.#turn || !this.#url) return
    if (!this.#pulse.isDead({ at, status, fingerprint: seen })) return
    await this.#rest()
    if (turn + 1 === this.#turn && this.#url) this.#open()
  }

  #open(): void {
    if (!this.#url) return
    this.#turn += 1
    clearTimeout(this.#retry)
    this.#pulse.opened(Date.now())
    const url = new URL(this.#url)
    // A URL of its own, because browsers share one load among all images of the same URL.
    url.searchParams.set('_', `${Date.now().toString(36)}${openings++}`)
    this.#img.src = url.href
  }

  /** Closes the stream; its last picture stays as a still. */
  async #rest(): Promise<void> {
    const turn = ++this.#turn
    clearTimeout(this.#retry)
    if (this.#showing !== 'stream') return this.#close()
    const bitmap = await lastPicture(this.#img)
    if (turn !== this.#turn) return bitmap?.close()
    if (bitmap) this.#keep(bitmap)
    bitmap?.close()
    this.#close()
  }

  #close(): void {
    clearTimeout(this.#retry)
    // Removing the element or the attribute leaves the connection open; the empty URL closes it.
    this.#img.src = ''
    this.#show(this.#hasStill ? 'still' : 'nothing')
  }

  #loaded(): void {
    if (!this.#url) return
    this.#failures = 0
    this.#show('stream')
  }

  #failed(): void {
    // The empty URL of #close fails too.
    if (!this.#url || this.#img.getAttribute('src') === '') return
    this.#failures += 1
    this.#show(this.#hasStill ? 'still' : 'nothing')
    clearTimeout(this.#retry)
    if (this.#silent) return
    this.#retry = setTimeout(() => this.#open(), retryDelay(this.#failures))
  }

  #keep(bitmap: ImageBitmap): void {
    this.#canvas.width = bitmap.width
    this.#canvas.height = bitmap.height
    this.#canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
    this.#hasStill = true
    this.#show('still')
  }

  #show(showing: Showing): void {
    if (showing === this.#showing && this.dataset['showing']) return
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
