/**
 * A number that changes with a picture: the only way to see whether an `<img>` still moves.
 *
 * @module
 */

/** Pixels that are looked at, across and down: each is the mean of those it stands for. */
const ACROSS = 64
const DOWN = 48

let canvas: HTMLCanvasElement | undefined

/** Equal for pictures that look alike; `undefined` where the browser hides them from this page, or has none. */
export async function fingerprintOf(img: HTMLImageElement): Promise<number | undefined> {
  try {
    // Firefox draws an <img> itself as its first picture for ever.
    const bitmap = await createImageBitmap(img, { resizeWidth: ACROSS, resizeHeight: DOWN })
    canvas ??= document.createElement('canvas')
    // Anew each time: one foreign picture would make it unreadable for all.
    canvas.width = ACROSS
    canvas.height = DOWN
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context?.drawImage(bitmap, 0, 0)
    bitmap.close()
    const pixels = context?.getImageData(0, 0, ACROSS, DOWN)
    return pixels && hash(pixels.data)
  } catch {
    canvas = undefined
    return undefined
  }
}

/** FNV-1a. */
function hash(bytes: Uint8ClampedArray): number {
  return bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5)
}
