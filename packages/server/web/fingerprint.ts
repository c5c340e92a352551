/**
 * A number for a picture, cheap enough to take every second: equal for equal pictures.
 *
 * @module
 */

const WIDTH = 64
const HEIGHT = 48

const canvas = document.createElement('canvas')
canvas.width = WIDTH
canvas.height = HEIGHT
const context = canvas.getContext('2d', { willReadFrequently: true })

/**
 * The fingerprint of what `img` shows now; 0 while it shows nothing; `undefined` where the browser
 * does not let the page look.
 *
 * It reads single pixels, not averages, so that a camera's noise shows in it: a camera before a wall
 * still lives.
 */
export async function fingerprint(img: HTMLImageElement): Promise<number | undefined> {
  if (img.naturalWidth === 0) return 0
  if (!context) return undefined
  try {
    // Firefox draws a stream's first frame for ever; only createImageBitmap gives the current one.
    const bitmap = await createImageBitmap(img, {
      resizeWidth: WIDTH,
      resizeHeight: HEIGHT,
      resizeQuality: 'pixelated',
    })
    context.drawImage(bitmap, 0, 0)
    bitmap.close()
    return hash(context.getImageData(0, 0, WIDTH, HEIGHT).data)
  } catch {
    return undefined
  }
}

function hash(bytes: Uint8ClampedArray): number {
  let sum = 0
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0
  return sum
}
