/**
 * A canvas in a small window above all others: as a video of what is drawn on it.
 *
 * @module
 */
import { words } from './words.ts'

/** Whether this browser has such a window for pages. */
export function hasPictureInPicture(): boolean {
  return globalThis.document?.pictureInPictureEnabled === true
}

/** Shows one canvas at a time. */
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
  async open(canvas: HTMLCanvasElement): Promise<PictureInPictureWindow> {
    if (!hasPictureInPicture()) {
      throw new DOMException(words.noPictureInPicture, 'NotSupportedError')
    }
    try {
      this.#video.srcObject = canvas.captureStream()
      await this.#video.play()
      return await this.#video.requestPictureInPicture()
    } catch (error) {
      this.#release()
      throw error
    }
  }

  /** Closes the window, if it is open. */
  async close(): Promise<void> {
    if (this.isOpen) await document.exitPictureInPicture()
    else this.#release()
  }

  #release(): void {
    const { srcObject } = this.#video
    this.#video.srcObject = null
    if (srcObject instanceof MediaStream) for (const track of srcObject.getTracks()) track.stop()
    this.#onChange()
  }
}
