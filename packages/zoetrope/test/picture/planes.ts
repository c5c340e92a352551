/**
 * JPEGs from real encoders, and what ffmpeg sees in JPEGs: whole planes, in the pixel format they are
 * stored in, so that no scaler comes in.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { segments } from './segments.ts'

/** A way to sample colours, by ffmpeg's name. */
export type Format = 'yuvj420p' | 'yuvj422p' | 'yuvj444p' | 'yuvj411p' | 'yuvj440p' | 'gray'

/** A decoded picture. */
export interface Planes {
  readonly width: number
  readonly height: number
  /** 0 to 255, in reading order. */
  readonly luma: Uint8Array
  /** The same, of both colours; empty where there are none. */
  readonly blue: Uint8Array
  readonly red: Uint8Array
}

/** What a test asks for. */
export interface Wish {
  readonly width?: number
  readonly height?: number
  readonly format?: Format
  /** Restart markers after every row of MCUs. */
  readonly restarts?: boolean
  /** ffmpeg's scale, 2 (finest) to 31. */
  readonly coarseness?: number
  /** Without Huffman tables, as webcams give frames. */
  readonly bare?: boolean
  /** A source of lavfi, without its size. */
  readonly scene?: string
}

/** One frame of ffmpeg's own encoder, which knows 4:2:0, 4:2:2 and 4:4:4. */
export function encode({
  width = 320,
  height = 240,
  format = 'yuvj420p',
  restarts = false,
  coarseness = 3,
  bare = false,
  scene = 'testsrc2',
}: Wish = {}): Uint8Array<ArrayBuffer> {
  const input = [
    '-f',
    'lavfi',
    '-i',
    `${scene}${scene.includes('=') ? ':' : '='}size=${width}x${height}`,
  ]
  const shape = ['-frames:v', '1', '-pix_fmt', format, '-q:v', `${coarseness}`]
  const slices = restarts ? ['-slices', '4', '-threads', '2', '-thread_type', 'slice'] : []
  const tables = bare ? ['-huffman', 'default'] : []
  const words = ['-v', 'error', ...input, ...shape, ...slices, ...tables, '-f', 'mjpeg', '-']
  const jpeg = run('ffmpeg', words)
  return bare ? withoutTables(jpeg) : jpeg
}

/** One frame of GStreamer's encoder (libjpeg), which also knows grey (GRAY8) and 4:1:1 (Y41B). */
export function encodeGst(format: string, width: number, height: number): Uint8Array<ArrayBuffer> {
  const caps = `video/x-raw,format=${format},width=${width},height=${height}`
  const source = ['videotestsrc', 'num-buffers=1', 'pattern=zone-plate', 'kx2=20', 'ky2=20']
  return run('gst-launch-1.0', ['-q', ...source, '!', caps, '!', 'jpegenc', '!', 'fdsink'])
}

/** Decodes one JPEG as it is stored; throws when ffmpeg says a word. */
export function planesOf(
  jpeg: Uint8Array,
  format: Format,
  { turned = false }: { turned?: boolean } = {},
): Planes {
  const input = [...(turned ? [] : ['-noautorotate']), '-f', 'mjpeg', '-i', '-']
  const output = ['-f', 'rawvideo', '-pix_fmt', format, '-']
  const raw = run('ffmpeg', ['-v', 'warning', '-xerror', ...input, ...output], jpeg)
  if (jpeg.at(-2) !== 0xff || jpeg.at(-1) !== 0xd9) throw new Error('no end of image')
  const stored = sizeOf(jpeg)
  const exchanged = turned && raw.length > 0 && isExchanged(jpeg)
  const width = exchanged ? stored.height : stored.width
  const height = exchanged ? stored.width : stored.height
  const colour = format === 'gray' ? 0 : colourSize(format, width, height)
  if (raw.length !== width * height + 2 * colour) {
    throw new Error(`${raw.length} bytes are no ${width}x${height} in ${format}`)
  }
  return {
    ...{ width, height },
    luma: raw.subarray(0, width * height),
    blue: raw.subarray(width * height, width * height + colour),
    red: raw.subarray(width * height + colour),
  }
}

/** The size in the frame header. */
export function sizeOf(jpeg: Uint8Array): { width: number; height: number } {
  const header = segments(jpeg).find(({ marker }) => marker >= 0xc0 && marker <= 0xc2)
  if (!header) throw new Error('no frame header')
  const [, high = 0, low = 0, wideHigh = 0, wideLow = 0] = header.content
  return { width: wideHigh * 256 + wideLow, height: high * 256 + low }
}

/** The mean of a plane, or of the part of it that `where` is true for. */
export function mean(
  values: ArrayLike<number>,
  where: (at: number) => boolean = () => true,
): number {
  const chosen = Array.from(values).filter((_, at) => where(at))
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length
}

/** How far two lists of the same length go together: 1 for the same shape, 0 for none. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const middleA = mean(a)
  const middleB = mean(b)
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] ?? 0) - my), 0)
  const spread = product(a, middleA, a, middleA) * product(b, middleB, b, middleB)
  return product(a, middleA, b, middleB) / Math.sqrt(spread)
}

function colourSize(format: Format, width: number, height: number): number {
  const across = { yuvj411p: 4, yuvj420p: 2, yuvj422p: 2, yuvj440p: 1, yuvj444p: 1, gray: 1 }[
    format
  ]
  const down = { yuvj411p: 1, yuvj420p: 2, yuvj422p: 1, yuvj440p: 2, yuvj444p: 1, gray: 1 }[format]
  return Math.ceil(width / across) * Math.ceil(height / down)
}

/** Whether an Exif segment of ours turns it on its side. */
function isExchanged(jpeg: Uint8Array): boolean {
  const exif = segments(jpeg).find(({ marker }) => marker === 0xe1)
  return (exif?.content[25] ?? 1) >= 5
}

function run(
  program: string,
  words: readonly string[],
  input: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const { status, stdout, stderr } = spawnSync(program, words, { input, maxBuffer: 2 ** 28 })
  // ffmpeg 5 says it of its own frames too, where the last scan has but one stuffed byte.
  const complaints = stderr.toString().replace(/^.*EOI missing, emulating\n/gm, '')
  if (status !== 0 || complaints !== '') throw new Error(`${program}: ${complaints}`)
  return new Uint8Array(stdout)
}

function withoutTables(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const tables = segments(jpeg).filter(({ marker }) => marker === 0xc4)
  const isTable = (at: number) =>
    tables.some((table) => at >= table.at && at < table.at + 4 + table.content.length)
  return Uint8Array.from(jpeg).filter((_, at) => !isTable(at))
}
