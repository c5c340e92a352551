/**
 * The controls of a V4L2 device, read from what `v4l2-ctl --list-ctrls-menus` prints. Text in, facts
 * out.
 *
 * What has no single value (matrices, areas, the parameters of codecs) is left out: no camera needs
 * it to be set by hand.
 *
 * @module
 */
import type { Choice, Control, ControlType, ControlValue } from '../camera/control.ts'

/** Reads what v4l2-ctl prints, of v4l-utils 1.16 to 1.32. */
export function parseControls(text: string): Control[] {
  const found = new Map<string, Draft>()
  let group: string | undefined
  let last: Draft | undefined
  for (const line of text.split('\n')) {
    const item = ITEM.exec(line)
    if (item) {
      last?.choices.push(choice(item, last))
    } else if (HEADING.test(line) && !FAILURE.test(line)) {
      group = plain(line)
    } else if (line.trim() !== '') {
      last = draft(line, group)
      if (last) found.set(last.name, last)
    }
  }
  return Array.from(found.values(), finish)
}

const TYPES: Readonly<Record<string, ControlType>> = {
  int: 'integer',
  int64: 'integer',
  bool: 'boolean',
  menu: 'menu',
  intmenu: 'menu',
  button: 'button',
  bitmask: 'bitmask',
  str: 'string',
}

const HEADING = /^\S/
/** `error 5 getting ext_ctrl Focus, Absolute`: some cameras list what they cannot tell. */
const FAILURE = /^error \d+ getting /
const CONTROL = /^\s+(\w+)(?: (0x[\da-f]+))? \((\w+)\)\s*:\s*(.*)$/
const ITEM = /^\s+(\d+): (.*)$/
const ARRAY = /\bdims=|(?:^|\s)\[\d+\]/
/** `grabbed` is one that cannot be set while the device runs. */
const UNSETTABLE = ['read-only', 'grabbed', 'disabled']
const FLAGS = /(?:^|\s)flags=([\w, -]*)$/

/** A control whose menu may still follow. */
interface Draft extends Omit<Control, 'choices'> {
  /** As v4l2-ctl calls it. */
  readonly kind: string
  readonly choices: Choice[]
}

function draft(line: string, group: string | undefined): Draft | undefined {
  const [, name = '', id, kind = '', text = ''] = CONTROL.exec(line) ?? []
  const type = TYPES[kind]
  const [ranges = '', ...rest] = text.split('value=')
  if (!type || ARRAY.test(ranges)) return undefined
  const flags = FLAGS.exec(text)?.[1]?.split(', ') ?? []
  const unreadable = type === 'button' || flags.includes('write-only')
  return {
    ...{ name, kind, type, group, label: labelOf(name), choices: [] },
    id: id === undefined ? undefined : Number(id),
    value: unreadable ? undefined : valueIn(type, rest.join('value=')),
    default: type === 'button' ? undefined : valueIn(type, field(ranges, 'default')),
    ...limits(type, ranges),
    inactive: flags.includes('inactive'),
    readOnly: UNSETTABLE.some((flag) => flags.includes(flag)),
    volatile: flags.includes('volatile'),
  }
}

function limits(type: ControlType, ranges: string): Pick<Control, 'min' | 'max' | 'step'> {
  const [min, max, step] = ['min', 'max', 'step'].map((name) => numberOf(field(ranges, name)))
  if (type === 'bitmask') return { max }
  // A menu's are those of its items, of which some may be missing in between.
  return type === 'integer' || type === 'string' ? { min, max, step: step || undefined } : {}
}

function finish({ kind, choices, ...control }: Draft): Control {
  return control.type === 'menu' ? { ...control, choices } : control
}

/** Of an integer menu v4l2-ctl adds each number once more, in hexadecimal. */
function choice([, number, text = '']: RegExpExecArray, { kind }: Draft): Choice {
  const label = kind === 'intmenu' ? text.replace(/ \(0x[\da-f]+\)$/, '') : text
  return { value: Number(number), label: plain(label) }
}

function field(text: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}=(\\S*)`).exec(text)?.[1] ?? ''
}

/** A value in v4l2-ctl's words, which may have more words behind it: `3 (Menu Item 3) flags=update`. */
function valueIn(type: ControlType, text: string): ControlValue | undefined {
  if (type === 'string') return stringOf(text)
  const number = numberOf(text)
  if (type === 'boolean') return number === undefined ? undefined : number !== 0
  // v4l-utils 1.22 to 1.30 print bitmasks as signed numbers.
  return type === 'bitmask' && number !== undefined ? number >>> 0 : number
}

function numberOf(text: string): number | undefined {
  const [digits] = /^(?:0x[\da-f]+|-?\d+)/i.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits)
}

function stringOf(text: string): string | undefined {
  const inside = /^'(.*)'(?:\sflags=[\w, -]*)?$/.exec(text)?.[1]
  return inside?.replace(/\\([nrf\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', f: '\f', '\\': '\\' }

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

// The device writes them, and whoever shows them may be a terminal.
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').trim()
}
