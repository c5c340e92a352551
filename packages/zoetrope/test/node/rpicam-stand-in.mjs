/**
 * Stands in for `rpicam-vid`: takes the same options, refuses what that refuses in the same words, and
 * writes what that writes: JPEGs one after the other, of the size and at the rate asked for, which ffmpeg
 * makes. After rpicam-apps 1.9: core/options.cpp, core/video_options.hpp, core/rpicam_app.cpp.
 *
 * `STAND_IN_FAULT` says what is wrong with the camera, `STAND_IN_LOG` where its arguments are noted.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { appendFileSync, writeSync } from 'node:fs'

/** Options whose value is a number. */
const numbers = `camera verbose width height rotation analoggain gain ev wrap brightness contrast saturation
  sharpness framerate viewfinder-width viewfinder-height lores-width lores-height buffer-count intra
  quality segment circular frames`
/** Options whose value is a text. */
const texts = `config info-text timeout output post-process-file post-process-libs preview preview-libs roi
  shutter metering exposure awb awbgains ccm denoise tuning-file mode viewfinder-mode autofocus-mode
  autofocus-range autofocus-speed autofocus-window lens-position hdr metadata metadata-format
  flicker-period bitrate profile level codec encoder-libs save-pts initial`
/** Options that may stand alone. */
const flags = `help version list-cameras nopreview fullscreen qt-preview hflip vflip flush no-raw inline
  listen keypress signal split`

const words = (text) => new Set(text.split(/\s+/))
const kinds = { numbers: words(numbers), texts: words(texts), flags: words(flags) }

/** Values that are looked up in a table, and what is said of those that are not in it. */
const tables = {
  metering: ['Invalid metering mode: ', 'centre spot average matrix custom'],
  exposure: ['Invalid exposure mode:', 'normal sport short long custom'],
  awb: [
    'Invalid AWB mode: ',
    'auto normal incandescent tungsten fluorescent indoor daylight cloudy custom',
  ],
  denoise: ['Invalid denoise mode ', 'auto off cdn_off cdn_fast cdn_hq'],
  hdr: ['Invalid HDR option provided: ', 'off auto sensor single-exp'],
  'autofocus-mode': ['Invalid AfMode:', 'default manual auto continuous'],
  'autofocus-range': ['Invalid AfRange mode:', 'normal macro full'],
  'autofocus-speed': ['Invalid afSpeed mode:', 'normal fast'],
  codec: ['unrecognised codec ', 'h264 libav mjpeg yuv420'],
}

/** What each fault says, and nothing is written then. */
const faults = {
  absent: 'no cameras available',
  other: 'selected camera is not available',
  busy: 'failed to acquire camera /base/soc/i2c0mux/i2c@1/imx219@10',
  dead: 'failed to start camera',
  memory: 'failed to allocate capture buffers for stream',
  odd: 'failed to generate video configuration',
}

function fail(reason) {
  writeSync(2, `ERROR: *** ${reason} ***\n`)
  process.exit(255)
}

function parse(args) {
  const options = new Map()
  for (const arg of args) {
    const [, name, value] =
      /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? fail(`too many positional options`)
    const kind = Object.keys(kinds).find((each) => kinds[each].has(name))
    if (!kind) fail(`unrecognised option '${arg}'`)
    if (kind !== 'flags' && !value) fail(`the required argument for option '--${name}' is missing`)
    if (kind === 'numbers' && Number.isNaN(Number(value))) {
      fail(`the argument ('${value}') for option '--${name}' is invalid`)
    }
    if (options.has(name)) fail(`option '--${name}' cannot be specified more than once`)
    options.set(name, value ?? '1')
  }
  return options
}

function check(options) {
  for (const [name, [complaint, allowed]] of Object.entries(tables)) {
    const value = options.get(name)
    if (value !== undefined && !words(allowed).has(value)) fail(complaint + value)
  }
  const rotation = options.get('rotation') ?? '0'
  if (rotation === '90' || rotation === '270') fail('transforms requiring transpose not supported')
  if (rotation !== '0' && rotation !== '180') fail('illegal rotation value')
  if (!/^-?[\d.]+,-?[\d.]+$/.test(options.get('awbgains') ?? '0,0')) fail('Invalid AWB gains')
  if (!/^(\d+(us|ms|s|min|sec)?)$/.test(options.get('timeout') ?? '5sec')) {
    fail('Invalid time string provided')
  }
}

const options = parse(process.argv.slice(2))
check(options)
if (process.env.STAND_IN_LOG) {
  appendFileSync(process.env.STAND_IN_LOG, `${JSON.stringify(process.argv.slice(2))}\n`)
}
const fault = process.env.STAND_IN_FAULT
if (fault === 'silent') {
  writeSync(2, 'ERROR: Device timeout detected, attempting a restart!!!\n')
  setInterval(() => {}, 1000)
} else if (fault && fault !== 'h264') {
  fail(faults[fault])
} else {
  const size = `${options.get('width') ?? 640}x${options.get('height') ?? 480}`
  const rate = options.get('framerate') ?? '30'
  const lavfi = ['-re', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`]
  const h264 = fault === 'h264' || options.get('codec') !== 'mjpeg'
  const codec = h264 ? ['-c:v', 'libx264', '-f', 'h264'] : ['-c:v', 'mjpeg', '-f', 'mjpeg']
  // Five seconds are the default, for ever is 0.
  const time = options.get('timeout') === '0' ? [] : ['-t', '5']
  const end = [...time, '-flush_packets', '1', options.get('output') === '-' ? '-' : '/dev/null']
  spawn('ffmpeg', ['-v', 'error', ...lavfi, ...codec, ...end], { stdio: 'inherit' }).on(
    'exit',
    (code) => process.exit(code ?? 255),
  )
}
