/**
 * The canvas that pictures are drawn on: one at a time, and of those that come meanwhile only the
 * newest. What was drawn last stays to be seen until something else is.
 *
 * @module
 */
import { type Pose, place } from './pose.ts'
import type { Picture } from './transport.ts'

/** Who waits for a picture to be drawn. */
interface Waiting {
  readonly picture: Picture
  readonly done: (drawn: boolean) => void
}

/** Draws pictures in a pose. */
export class Surface {
  #canvas = newCanvas()
  #pose: Pose = { rotate: 0, mirror: 'none' }
  #bitmap: ImageBitmap | undefined
  #picture: Picture | undefined
  #next: Waiting | undefined
  #isBusy = false
  #isVeiled = false
  /** Counts the clearings: what was begun before one is not drawn after it. */
  #turn = 0

  /** Another one after each {@link clear}. */
  get canvas(): HTMLCanvasElement {
    return this.#canvas
  }

  /** Whether something is to be seen. */
  get isEmpty(): boolean {
    return this.#bitmap === undefined
  }

  /** Turns and mirrors from now on, and what is to be seen too. */
  set pose(pose: Pose) {
    this.#pose = pose
    this.paint()
  }

  /** Whether the picture itself shows that it is not live: for a window that no style reaches. */
  set veiled(veiled: boolean) {
    if (veiled === this.#isVeiled) return
    this.#isVeiled = veiled
    this.paint()
  }

  /** Resolves whether it was drawn: not if a newer one came before its turn, or if it is none. */
  show(picture: Picture): Promise<boolean> {
    return new Promise((done) => {
      this.#next?.done(false)
      this.#next = { picture, done }
      void this.#work()
    })
  }

  /** Forgets everything. */
  clear(): void {
    this.#turn += 1
    this.#next?.done(false)
    this.#next = undefined
    this.#bitmap?.close()
    this.#bitmap = undefined
    this.#picture = undefined
    const { ariaLabel } = this.#canvas
    const canvas = newCanvas()
    // A picture of another site makes a canvas unreadable for good.
    this.#canvas.replaceWith(canvas)
    canvas.ariaLabel = ariaLabel
    this.#canvas = canvas
  }

  /**
   * What is to be seen, as it came: neither turned nor mirrored.
   *
   * @throws {DOMException} `InvalidStateError` when nothing is, `SecurityError` when its server does
   * not let this page read it.
   */
  async snapshot(): Promise<Blob> {
    const bitmap = this.#bitmap
    if (!bitmap) throw new DOMException('There is no picture yet', 'InvalidStateError')
    if (this.#picture instanceof Blob) return this.#picture
    const canvas = document.createElement('canvas')
    canvas.width = bitmap.width
    canvas.height = bitmap.height
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
    return await new Promise((resolve, reject) => {
      const settle = (blob: Blob | null): void => {
        if (blob) resolve(blob)
        else reject(new DOMException('The picture cannot be encoded', 'EncodingError'))
      }
      canvas.toBlob(settle, 'image/jpeg', 0.92)
    })
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    for (let { next } = this.#take(); next; { next } = this.#take()) {
      next.done(await this.#draw(next.picture))
    }
    this.#isBusy = false
  }

  #take(): { readonly next: Waiting | undefined } {
    const next = this.#next
    this.#next = undefined
    return { next }
  }

  async #draw(picture: Picture): Promise<boolean> {
    const turn = this.#turn
    const bitmap = await createImageBitmap(picture).catch(() => undefined)
    if (!bitmap) return false
    if (turn !== this.#turn) {
      bitmap.close()
      return false
    }
    this.#bitmap?.close()
    this.#bitmap = bitmap
    this.#picture = picture
    this.paint()
    return true
  }

  /** Paints what is to be seen once more. */
  paint(): void {
    const bitmap = this.#bitmap
    const context = this.#canvas.getContext('2d', { alpha: false })
    if (!bitmap || !context) return
    const { width, height, matrix } = place(bitmap.width, bitmap.height, this.#pose)
    // Setting them clears the canvas, even to what they are.
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
    context.setTransform(...matrix)
    context.drawImage(bitmap, 0, 0)
    if (this.#isVeiled) veil(context, width, height)
  }
}

/** The drum that stands still: what is seen through its slits is dark. */
function veil(context: CanvasRenderingContext2D, width: number, height: number): void {
  context.resetTransform()
  context.fillStyle = 'rgb(14 11 9 / 55%)'
  context.fillRect(0, 0, width, height)
  const step = width / 24
  for (let left = 0; left < width; left += step) context.fillRect(left, 0, step * 0.65, height)
}

function newCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  canvas.role = 'img'
  canvas.setAttribute('part', 'picture')
  return canvas
}
