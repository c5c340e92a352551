/**
 * A log line for people: time, level, camera, text, and the facts that the text leaves out.
 *
 * @module
 */
import type { Paint } from './paint.ts'

/** Turns one JSON line of the log into one for people; both end with a line feed. */
export function humanLine(line: string, paint: Paint): string {
  const { time, level, camera, msg, err, from, to, reason, ...facts } = parse(line)
  const told = to === undefined ? text(msg) : state(text(to), paint)
  const words = [
    `${paint.dim(clock(text(time)))} ${mark(text(level), paint)}`,
    camera === undefined ? '' : paint.bold(text(camera)),
    reason === undefined ? told : `${told}: ${text(reason)}`,
    paint.dim(factsText(facts)),
  ]
  const stack = err === undefined ? '' : `${stackOf(err)}\n`
  return `${words.filter((word) => word !== '').join('  ')}\n${stack}`
}

function parse(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function state(name: string, paint: Paint): string {
  if (name === 'live') return paint.green(name)
  if (name === 'lost') return paint.red(name)
  return name === 'stalled' ? paint.yellow(name) : name
}

function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(' ')
}

/** Hours, minutes and seconds here, where the reader is. */
function clock(time: string): string {
  return new Date(time).toTimeString().slice(0, 8)
}

function mark(level: string, paint: Paint): string {
  const tint = { warn: paint.yellow, error: paint.red, fatal: paint.red }[level] ?? paint.dim
  return tint(level.padEnd(5))
}

function quoted(value: unknown): string {
  const plain = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[^\s"=]+$/.test(plain) ? plain : JSON.stringify(plain)
}

function stackOf(error: unknown): string {
  const stack = typeof error === 'object' && error !== null ? Reflect.get(error, 'stack') : error
  return text(stack ?? '').replace(/^/gm, '    ')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
