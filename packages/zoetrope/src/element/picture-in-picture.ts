/**
 * A canvas in a small window above all others: as a video of what is drawn on it.
 *
 * @module
 */
import type { Surface } from './surface.ts'
import { words } from './words.ts'

/** Whether this browser has such a window for pages. */
export function hasPictureInPicture(): boolean {
  return globalThis.document?.pictureInPictureEnabled === true
}

/** Shows one surface at a time. */
export class PictureInPicture {
  readonly #video = document.createElement('video')
  readonly #onChange: () => void

  /** @param onChange called when the window was opened or closed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange
    this.#video.muted = true
    this.#video.addEventListener('enterpictureinpicture', onChange)
    this.#video.addEventListener('leavepictureinpicture', () => this.#release())
  }

  /** Whether the window is open. */
  get isOpen(): boolean {
    return hasPictureInPicture() && document.pictureInPictureElement === this.#video
  }

  /**
   * Opens the window, on a click or a key as browsers demand it.
   *
   * @throws {DOMException} `NotSupportedError` where there is none, `SecurityError` when the server
   * does not let this page read its pictures, `NotAllowedError` when the browser refuses.
   */
  async open(surface: Surface): Promise<PictureInPictureWindow> {
    if (!hasPictureInPicture()) {
      throw new DOMException(words.noPictureInPicture, 'NotSupportedError')
    }
    try {
      await this.#play(surface)
      return await this.#video.requestPictureInPicture()
    } catch (error) {
      this.#release()
      throw error
    }
  }

  /** Goes on with the canvas that the surface has now. */
  follow(surface: Surface): void {
    if (!this.isOpen) return
    this.#stop()
    this.#play(surface).catch(() => {})
  }

  /** Closes the window, if it is open. */
  async close(): Promise<void> {
    if (this.isOpen) await document.exitPictureInPicture()
    else this.#release()
  }

  async #play(surface: Surface): Promise<void> {
    this.#video.srcObject = surface.canvas.captureStream()
    // What was painted before is not captured, and without a picture nothing plays.
    surface.paint()
    await this.#video.play()
  }

  #release(): void {
    this.#stop()
    this.#video.srcObject = null
    this.#onChange()
  }

  #stop(): void {
    const { srcObject } = this.#video
    if (srcObject instanceof MediaStream) for (const track of srcObject.getTracks()) track.stop()
  }
}
