/**
 * What may be asked of the pattern, as options or in a URI, checked in one place.
 *
 * @module
 */
import { ZoetropeError } from '../../errors.ts'

/** What a pattern should look like. */
export interface PatternOptions {
  /** Pixels, 64 to 3840. @default 640 */
  readonly width?: number | undefined
  /** Pixels, 64 to 2160. @default 480 */
  readonly height?: number | undefined
  /** Frames per second, 0.1 to 240. @default 30 */
  readonly fps?: number | undefined
  /**
   * Bytes of every frame, up to 16 MiB: filled up to exactly this many. A frame that takes more by
   * itself stays as it is. @default as many as it takes
   */
  readonly bytes?: number | undefined
}

/** Checked options, with the defaults in place. */
export interface PatternSettings {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly bytes?: number
}

const MAX_BYTES = 16 * 1024 * 1024
const PARAMETERS = ['size', 'fps', 'bytes']
const EXAMPLE = 'such as pattern:?size=1280x720&fps=30&bytes=47000'

/** @throws {ZoetropeError} `INVALID_SOURCE` when a value is out of range. */
export function settingsOf(options: PatternOptions): PatternSettings {
  const { width = 640, height = 480, fps = 30, bytes } = options
  if (!within(width, 64, 3840) || !within(height, 64, 2160)) {
    throw invalid(`Expected a size of 64x64 to 3840x2160 pixels, got ${width}x${height}`)
  }
  if (!(fps >= 0.1 && fps <= 240)) {
    throw invalid(`Expected fps to be 0.1 to 240 frames per second, got ${fps}`)
  }
  if (bytes === undefined) return { width, height, fps }
  if (!within(bytes, 1, MAX_BYTES)) {
    throw invalid(`Expected bytes to be a whole number from 1 to ${MAX_BYTES}, got ${bytes}`)
  }
  return { width, height, fps, bytes }
}

/** Reads `pattern:?size=1280x720&fps=30&bytes=47000`. @throws {ZoetropeError} `INVALID_SOURCE` */
export function settingsFromUri(uri: string): PatternSettings {
  const [, query] = /^pattern:(?:\?(.*))?$/is.exec(uri) ?? []
  if (query === undefined && !/^pattern:$/i.test(uri)) {
    throw invalid(`Expected pattern: or pattern:?..., got ${JSON.stringify(uri)}`)
  }
  const parameters = new URLSearchParams(query)
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name)) {
      throw invalid(`Unknown parameter ${JSON.stringify(name)}: pattern: takes size, fps and bytes`)
    }
    if (parameters.getAll(name).length > 1) throw invalid(`Expected ${name} once, got it twice`)
  }
  return settingsOf({
    ...size(parameters.get('size')),
    fps: number('fps', parameters.get('fps')),
    bytes: number('bytes', parameters.get('bytes')),
  })
}

/** The URI of these settings, complete and without credentials. */
export function uriOf({ width, height, fps, bytes }: PatternSettings): string {
  const padding = bytes === undefined ? '' : `&bytes=${bytes}`
  return `pattern:?size=${width}x${height}&fps=${fps}${padding}`
}

function size(text: string | null): PatternOptions {
  if (text === null) return {}
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/i.exec(text) ?? []
  if (width === undefined || height === undefined) {
    throw invalid(`Expected size to be WIDTHxHEIGHT in pixels, got ${JSON.stringify(text)}`)
  }
  return { width: Number(width), height: Number(height) }
}

function number(name: string, text: string | null): number | undefined {
  if (text === null) return undefined
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text)
  throw invalid(`Expected ${name} to be a number, got ${JSON.stringify(text)}`)
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function invalid(reason: string): ZoetropeError {
  return new ZoetropeError('INVALID_SOURCE', `${reason} (${EXAMPLE})`)
}
