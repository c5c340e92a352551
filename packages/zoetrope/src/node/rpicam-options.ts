/**
 * What may be asked of a Raspberry Pi's camera: the options of `rpicam-vid` that are about the
 * picture, each with its range, so that a typing error is told at once and not by a program that ends.
 *
 * Names and ranges are those of rpicam-apps 1.9 (core/options.cpp); all but the newest are in
 * libcamera-apps of 2022 as well.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** What to take from the camera. What is left out is the program's own choice, but for size, rate and quality. */
export interface RpicamOptions {
  /** Pixels, even. The sensor's nearest mode is scaled to it. @default 1280 */
  readonly width?: number | undefined
  /** Pixels, even. @default 720 */
  readonly height?: number | undefined
  /** Frames per second. In the dark the camera keeps to it. @default 30 */
  readonly fps?: number | undefined
  /** Of the JPEGs, 1 to 100. @default 80 */
  readonly quality?: number | undefined
  /** Which one, where there are several, from 0: `rpicam-hello --list-cameras` shows them. @default 0 */
  readonly camera?: number | undefined
  /** Degrees: 0 or 180, which the sensor does itself. @default 0 */
  readonly rotation?: number | undefined
  readonly hflip?: boolean | undefined
  readonly vflip?: boolean | undefined
  /** Further options by the program's own names: `{ 'autofocus-mode': 'continuous', ev: 0.5 }`. */
  readonly more?: Readonly<Record<string, string | number>> | undefined
}

/** Checked wishes. */
export interface RpicamSettings {
  /** Frames per second. */
  readonly fps: number
  /** The arguments that they make. */
  readonly args: readonly string[]
  /** The URI that they make. */
  readonly uri: string
}

/** One option: what it takes. */
interface Knob {
  readonly expected: string
  accepts(text: string): boolean
  /** The program's own name for it, where that is another. */
  readonly option?: string
}

/** What the program is told where nobody says otherwise: what suits a browser. */
const DEFAULTS = { width: '1280', height: '720', fps: '30', quality: '80' }

const KNOBS: Readonly<Record<string, Knob>> = {
  width: even(64, 9248),
  height: even(64, 6944),
  fps: { ...real(0.1, 1000), option: 'framerate' },
  quality: whole(1, 100),
  camera: whole(0, 15),
  rotation: oneOf('0', '180'),
  hflip: flag(),
  vflip: flag(),
  mode: pattern(/^\d+:\d+(:\d+(:[PU])?)?$/, 'WIDTH:HEIGHT:DEPTH:P such as 2304:1296:10:P'),
  roi: reals(4, 0, 1),
  shutter: whole(0, 999_999_999),
  gain: real(0, 1000),
  ev: real(-10, 10),
  metering: oneOf('centre', 'spot', 'average', 'custom'),
  exposure: oneOf('normal', 'sport', 'short', 'long', 'custom'),
  awb: oneOf(
    ...[
      'auto',
      'incandescent',
      'tungsten',
      'fluorescent',
      'indoor',
      'daylight',
      'cloudy',
      'custom',
    ],
  ),
  awbgains: reals(2, 0, 32),
  brightness: real(-1, 1),
  contrast: real(0, 15.99),
  saturation: real(0, 15.99),
  sharpness: real(0, 15.99),
  denoise: oneOf('auto', 'off', 'cdn_off', 'cdn_fast', 'cdn_hq'),
  hdr: oneOf('off', 'auto', 'sensor', 'single-exp'),
  'autofocus-mode': oneOf('default', 'manual', 'auto', 'continuous'),
  'autofocus-range': oneOf('normal', 'macro', 'full'),
  'autofocus-speed': oneOf('normal', 'fast'),
  'autofocus-window': reals(4, 0, 1),
  'lens-position': pattern(
    /^(default|\d{1,2}(\.\d+)?)$/,
    'default, or dioptres: 0 is far, 10 is 10 cm',
  ),
  'flicker-period': pattern(/^\d{1,6}us$/, 'microseconds such as 10000us, for 50 Hz'),
  'tuning-file': pattern(/^[^-]/, 'the path of a file'),
  'post-process-file': pattern(/^[^-]/, 'the path of a file'),
}

/** @throws {ZoetropeError} `INVALID_SOURCE` when there is no such option, or its value is out of range. */
export function rpicamSettings({ more = {}, ...options }: RpicamOptions): RpicamSettings {
  const wishes = new Map<string, string>()
  for (const [name, value] of Object.entries({ ...options, ...more })) {
    if (value !== undefined) wishes.set(name, String(value))
  }
  return settingsOf(wishes)
}

/**
 * Reads `rpicam:` and `rpicam:?width=1280&height=720&fps=30&rotation=180`; `size=1280x720` is both.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE`.
 */
export function rpicamFromUri(uri: string): RpicamSettings {
  const [, query] = /^rpicam:(?:\?(.*))?$/is.exec(uri) ?? []
  if (query === undefined && !/^rpicam:$/i.test(uri)) {
    throw invalid(`Expected rpicam: or rpicam:?..., got "${uri}"`)
  }
  const wishes = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    for (const [each, text] of name === 'size' ? sides(value) : [[name, value] as const]) {
      if (wishes.has(each)) throw invalid(`Expected ${each} once, got it twice`)
      wishes.set(each, text)
    }
  }
  return settingsOf(wishes)
}

function settingsOf(wishes: ReadonlyMap<string, string>): RpicamSettings {
  for (const [name, value] of wishes) check(name, value)
  const all = new Map([...Object.entries(DEFAULTS), ...wishes])
  const query = new URLSearchParams([...wishes]).toString()
  return {
    fps: Number(all.get('fps')),
    args: [...all].flatMap(([name, value]) => argument(name, value)),
    uri: query === '' ? 'rpicam:' : `rpicam:?${query}`,
  }
}

function check(name: string, value: string): void {
  const knob = Object.hasOwn(KNOBS, name) ? KNOBS[name] : undefined
  if (!knob) {
    const names = ['size', ...Object.keys(KNOBS)].join(', ')
    throw invalid(`There is no option "${name}" for rpicam:; expected one of ${names}`)
  }
  if (!knob.accepts(value)) throw invalid(`Expected ${name} to be ${knob.expected}, got "${value}"`)
}

function argument(name: string, value: string): string[] {
  if (name === 'hflip' || name === 'vflip') return isOn(value) ? [`--${name}`] : []
  // In one piece, or a value below zero would be taken for an option.
  return [`--${KNOBS[name]?.option ?? name}=${value}`]
}

function sides(size: string): [string, string][] {
  const [, width, height] = /^(\d+)x(\d+)$/i.exec(size) ?? []
  if (width !== undefined && height !== undefined)
    return [
      ['width', width],
      ['height', height],
    ]
  throw invalid(`Expected size to be WIDTHxHEIGHT such as 1280x720, got "${size}"`)
}

function real(min: number, max: number): Knob {
  return { expected: `a number from ${min} to ${max}`, accepts: (text) => isWithin(text, min, max) }
}

function whole(min: number, max: number): Knob {
  const accepts = (text: string): boolean => /^\d+$/.test(text) && isWithin(text, min, max)
  return { expected: `a whole number from ${min} to ${max}`, accepts }
}

/** Its colours have half the resolution: a side of an odd length would come out another. */
function even(min: number, max: number): Knob {
  const accepts = (text: string): boolean => /[02468]$/.test(text) && whole(min, max).accepts(text)
  return { expected: `an even number from ${min} to ${max}`, accepts }
}

function reals(count: number, min: number, max: number): Knob {
  const accepts = (text: string): boolean => {
    const parts = text.split(',')
    return parts.length === count && parts.every((part) => isWithin(part, min, max))
  }
  return { expected: `${count} numbers from ${min} to ${max} with commas between`, accepts }
}

function oneOf(...words: readonly string[]): Knob {
  return { expected: words.join(' or '), accepts: (text) => words.includes(text) }
}

function flag(): Knob {
  return oneOf('1', '0', 'true', 'false')
}

function isOn(value: string): boolean {
  return value === '1' || value === 'true'
}

function pattern(form: RegExp, expected: string): Knob {
  return { expected, accepts: (text) => form.test(text) }
}

function isWithin(text: string, min: number, max: number): boolean {
  const value = Number(text)
  return /^-?\d{1,9}(\.\d{1,9})?$/.test(text) && value >= min && value <= max
}

function invalid(reason: string): ZoetropeError {
  return new ZoetropeError('INVALID_SOURCE', reason)
}
