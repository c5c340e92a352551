/**
 * Makes JPEGs of what a video element shows.
 *
 * @module
 */

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** `whole`, made smaller so that its longer side has at most so many pixels; even numbers, as encoders like. */
export function fitted({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height, 1))
  const even = (length: number): number => Math.max(2, 2 * Math.round((length * scale) / 2))
  return { width: even(width), height: even(height) }
}

type Canvas = OffscreenCanvas | HTMLCanvasElement

/** Holds one canvas, and the size of what it made last. */
export class Encoder {
  size: Size = { width: 0, height: 0 }
  #canvas: Canvas | undefined

  /**
   * What `video` shows at this moment. Drawn at once; encoded in the meantime where the browser can.
   *
   * @throws {Error} when the browser makes no JPEG.
   */
  async encode(
    video: HTMLVideoElement,
    { longest, quality }: { readonly longest: number; readonly quality: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const size = fitted({ width: video.videoWidth, height: video.videoHeight }, longest)
    this.#canvas ??= newCanvas()
    const canvas = this.#canvas
    // Setting it clears the canvas, and takes time.
    if (canvas.width !== size.width) canvas.width = size.width
    if (canvas.height !== size.height) canvas.height = size.height
    // The two kinds of canvas have types of their own for the same method.
    const paper = canvas.getContext('2d', { alpha: false }) as CanvasDrawImage | null
    paper?.drawImage(video, 0, 0, size.width, size.height)
    const blob = await jpegOf(canvas, quality)
    this.size = size
    return new Uint8Array(await blob.arrayBuffer())
  }
}

function newCanvas(): Canvas {
  const hasOffscreen = typeof OffscreenCanvas === 'function'
  return hasOffscreen ? new OffscreenCanvas(2, 2) : document.createElement('canvas')
}

async function jpegOf(canvas: Canvas, quality: number): Promise<Blob> {
  const type = 'image/jpeg'
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type, quality })
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality))
  if (!blob) throw new Error('Expected a JPEG of the picture, got none')
  return blob
}
