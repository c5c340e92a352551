/**
 * JPEGs as ffmpeg sees them. ffmpeg is told to stop at the first thing it does not like, and a
 * warning counts as a failure.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'

/** A decoded picture's brightness. */
export interface Decoded {
  readonly width: number
  readonly height: number
  /** 0 to 255, in reading order. */
  readonly luma: Uint8Array
}

/** Decodes JPEGs that all have this size; throws when ffmpeg complains or gives another size. */
export function decode(jpegs: readonly Uint8Array[], width: number, height: number): Decoded[] {
  const input = ['-f', 'mjpeg', '-i', '-']
  // The JPEGs' own pixel format, so that no scaler comes in.
  const output = ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'yuvj420p', '-']
  const ffmpeg = spawnSync('ffmpeg', ['-v', 'warning', '-xerror', ...input, ...output], {
    input: Buffer.concat(jpegs),
    maxBuffer: 2 ** 30,
  })
  const complaints = ffmpeg.stderr.toString()
  if (ffmpeg.status !== 0 || complaints !== '') throw new Error(`ffmpeg: ${complaints}`)
  const size = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)
  if (ffmpeg.stdout.length !== jpegs.length * size) {
    throw new Error(`${ffmpeg.stdout.length} bytes, not ${jpegs.length} x ${width}x${height}`)
  }
  return jpegs.map((_, i) => ({
    width,
    height,
    luma: ffmpeg.stdout.subarray(i * size, i * size + width * height),
  }))
}
