/**
 * Cameras as text: what each is called, what it offers, and the command that shows it.
 *
 * @module
 */
import type { Device, DeviceFormat, DeviceSize } from 'zoetrope/node'
import type { Paint } from './paint.ts'
import { commandLine } from './quoting.ts'

/** Columns of an ordinary terminal. */
const WIDTH = 80

/** Formats of a group that are named. */
const MOST = 8

/** The command that serves a camera, by the path that stays its own. */
export function deviceCommand({ byId, byPath, path }: Device): string {
  return commandLine(['zoetrope', byId ?? byPath ?? path])
}

/** A block of lines for each camera. */
export function deviceTable(devices: readonly Device[], paint: Paint): string {
  return devices.map((device) => `\n${block(device, paint)}\n`).join('')
}

function block(device: Device, paint: Paint): string {
  const { name, path, driver, bus, formats } = device
  const origin = [path, driver, bus].filter((word) => word !== '').join(', ')
  const lines = [
    paint.bold(name || path),
    `  ${paint.dim(origin)}`,
    ...caution(device).map((text) => `  ${paint.dim(text)}`),
    ...alike(formats).flatMap((group) => formatLines(group, paint)),
    ...(formats.length > 0 ? [] : ['  it does not say which formats it has']),
    `  ${paint.green(deviceCommand(device))}`,
  ]
  return lines.join('\n')
}

/** What may change when things are plugged in another way. */
function caution({ byId, byPath }: Device): string[] {
  if (byId) return []
  if (byPath) return ['it cannot be told from others like it: the path is that of its socket']
  return ['no path of its own: the number may change with the cables']
}

/** Formats in groups that offer the same sizes and rates: raw ones come by the dozen. */
function alike(formats: readonly DeviceFormat[]): DeviceFormat[][] {
  const groups = new Map<string, DeviceFormat[]>()
  for (const format of formats) {
    const offer = JSON.stringify(format.sizes)
    groups.set(offer, [...(groups.get(offer) ?? []), format])
  }
  return [...groups.values()]
}

function formatLines(formats: readonly DeviceFormat[], paint: Paint): string[] {
  const lines = sizeLines(formats[0]?.sizes ?? [])
  const names = formats.map(({ fourcc }) => fourcc.padEnd(4))
  const rest = names.length > MOST ? ` and ${names.length - MOST} more` : ''
  const title = `${paint.cyan(names.slice(0, MOST).join(' '))}${rest}`
  const [first = '', ...others] = formats.length === 1 ? lines : ['', ...lines]
  return [`  ${title}  ${first}`.trimEnd(), ...others.map((line) => `        ${line}`)]
}

function sizeLines(sizes: readonly DeviceSize[]): string[] {
  // A driver may list the same size twice, for two flavours of a format.
  const byRate = new Map<string, Set<string>>()
  for (const size of sizes) {
    const rate = rateText(size)
    byRate.set(rate, (byRate.get(rate) ?? new Set()).add(sizeText(size)))
  }
  return [...byRate].flatMap(([rate, texts]) => wrapped([...texts], rate))
}

/** Sizes that share a rate, in as many lines as they need. */
function wrapped(sizes: readonly string[], rate: string): string[] {
  const lines: string[] = []
  let line = rate.padEnd(10)
  for (const size of sizes) {
    if (line.length + size.length + 10 > WIDTH) {
      lines.push(line)
      line = ' '.repeat(10)
    }
    line += ` ${size}`
  }
  return [...lines, line]
}

function sizeText({ width, height, from }: DeviceSize): string {
  const largest = `${width}x${height}`
  return from ? `${from.width}x${from.height}..${largest}` : largest
}

function rateText({ rates, anyRate }: DeviceSize): string {
  const rounded = rates.map((rate) => Math.round(rate * 10) / 10)
  const [fastest] = rounded
  if (fastest === undefined) return ''
  return `${anyRate ? `${rounded.at(-1)}..` : ''}${fastest} fps`
}

/** What to do where there are none. @param forbidden are devices that this user may not open. */
export function noDevices(platform: NodeJS.Platform, forbidden: readonly string[]): string {
  const reason = forbidden.length > 0 ? permissionText(forbidden) : absenceText(platform)
  return `${reason}
A camera need not be plugged in here:
  zoetrope http://192.168.4.1:81/stream        an ESP32-CAM, or another server
  zoetrope rtsp://user:password@10.0.0.7/live  a network camera
  zoetrope rpicam:                             a Raspberry Pi's camera module
  zoetrope                                     the test pattern
`
}

function permissionText(forbidden: readonly string[]): string {
  const verb = forbidden.length === 1 ? 'is' : 'are'
  return `There ${verb} ${forbidden.join(', ')}, but you may not open ${forbidden.length === 1 ? 'it' : 'them'}.
Join the group video, then log in again:  sudo usermod -aG video $USER
`
}

function absenceText(platform: NodeJS.Platform): string {
  if (platform === 'linux') {
    return `No camera is plugged into this machine. A container or a virtual machine sees
one only if it is passed in (docker run --device /dev/video0).
`
  }
  const example = {
    darwin: `'ffmpeg:-f avfoundation -framerate 30 -i 0'`,
    win32: '"ffmpeg:-f dshow -i video=NAME"',
  }
  const input = platform === 'darwin' || platform === 'win32' ? example[platform] : undefined
  const advice = input ? `; here ffmpeg opens it:\n  zoetrope ${input}` : '.'
  return `Plugged-in cameras are listed on Linux only${advice}\n`
}
