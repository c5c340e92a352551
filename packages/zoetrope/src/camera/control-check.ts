/**
 * Whether a control may be set to a value, what the value means, and in which order several are
 * set: questions that the list alone answers, before any device is touched.
 *
 * @module
 */
import {
  type Choice,
  type Control,
  ControlError,
  type ControlType,
  type ControlValue,
  type ControlValues,
} from './control.ts'

/**
 * What `value` means for one of `controls`: the item's number for a menu's label, `true` for a 1.
 *
 * @throws {ControlError} when there is no such control, or it cannot have that value.
 */
export function checkControl(
  controls: readonly Control[],
  name: string,
  value: unknown,
): ControlValue {
  const control = controls.find((each) => each.name === name)
  if (!control) {
    const names = controls.map((each) => each.name).join(', ') || 'none'
    throw new ControlError(name.slice(0, 100), {
      value,
      expected: `a control of this camera (${names})`,
    })
  }
  const refuse = (expected: string): ControlError => new ControlError(name, { value, expected })
  if (control.readOnly) throw refuse('left alone: it is read-only')
  const { means, words } = KINDS[control.type]
  const meant = means(control, value)
  if (meant === undefined) throw refuse(words(control))
  return meant
}

/**
 * Checks several values at once.
 *
 * @throws {ControlError} for the first that cannot be, and for one that would be without effect
 * because nothing among `values` could make it active.
 */
export function checkControls(controls: readonly Control[], values: ControlValues): ControlValues {
  const entries = Object.entries(values).map(([name, value]): [string, ControlValue] => [
    name,
    checkControl(controls, name, value),
  ])
  const named = new Map(controls.map((control) => [control.name, control]))
  const frees = ([name]: [string, unknown]): boolean => isGovernor(named.get(name))
  for (const entry of entries) {
    const [name, value] = entry
    const hope = entries.some((other) => other !== entry && frees(other))
    if (named.get(name)?.inactive && !hope) throw governed(name, value)
  }
  return Object.fromEntries(entries)
}

/** The error for a control that another one governs. */
export function governed(name: string, value: ControlValue): ControlError {
  const expected = 'active: another control governs it, perhaps an automatic; set that one as well'
  return new ControlError(name, { value, expected })
}

/**
 * The values in the groups in which they have to be set, one after the other: first switches and
 * menus, because an automatic has to be off before its manual value can be set; buttons at the end.
 */
export function inOrder(controls: readonly Control[], values: ControlValues): ControlValues[] {
  const ranks = new Map(controls.map((control) => [control.name, rank(control)]))
  return [0, 1, 2, 3]
    .map((wanted) => Object.entries(values).filter(([name]) => ranks.get(name) === wanted))
    .filter((group) => group.length > 0)
    .map((group) => Object.fromEntries(group))
}

function rank(control: Control): number {
  if (isGovernor(control)) return control.inactive ? 1 : 0
  return control.type === 'button' ? 3 : 2
}

/** Whether a control may make others active. Drivers do not say; all that do are of these types. */
function isGovernor(control: Control | undefined): boolean {
  return control?.type === 'boolean' || control?.type === 'menu'
}

/** What the values of one type are. */
interface Kind {
  /** The value that a control would have; `undefined` where it cannot have it. */
  means(control: Control, value: unknown): ControlValue | undefined
  /** What is expected, in words. */
  words(control: Control): string
}

const KINDS: Readonly<Record<ControlType, Kind>> = {
  integer: {
    means: (control, value) => (isInteger(value) && inRange(control, value) ? value : undefined),
    words: (control) => `a whole number ${range(control)}`,
  },
  boolean: {
    means: (_, value) => (isBoolean(value) ? Boolean(value) : undefined),
    words: () => 'true or false',
  },
  menu: {
    means: itemOf,
    words: ({ choices = [] }) =>
      `one of ${choices.map(({ value, label }) => `${value} (${label})`).join(', ')}`,
  },
  button: {
    means: (_, value) => (value === true || value === 1 ? true : undefined),
    words: () => 'true, which presses it',
  },
  bitmask: {
    means: ({ max = 0 }, value) => (isInteger(value) && isWithin(value, max) ? value : undefined),
    words: ({ max = 0 }) => `a whole number with no other bits than those of 0x${max.toString(16)}`,
  },
  string: {
    means: (control, value) =>
      typeof value === 'string' && isFitting(control, value) ? value : undefined,
    words: (control) => `plain characters, in number ${range(control)}`,
  },
}

function range({ min = 0, max = 0, step = 1 }: Control): string {
  return `from ${min} to ${max}${step > 1 ? ` in steps of ${step}` : ''}`
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isBoolean(value: unknown): boolean {
  return value === true || value === false || value === 0 || value === 1
}

function inRange({ min = 0, max = 0, step = 1 }: Control, value: number): boolean {
  // Some drivers have a step of 0.
  return value >= min && value <= max && (step < 2 || (value - min) % step === 0)
}

function isWithin(value: number, mask: number): boolean {
  return value >= 0 && value <= 0xffffffff && (BigInt(value) & ~BigInt(mask)) === 0n
}

function isFitting(control: Control, text: string): boolean {
  return /^[ -~]*$/.test(text) && inRange(control, text.length)
}

/** A menu's item by its number; by its label, in any case; or by its number as text. */
function itemOf({ choices = [] }: Control, wanted: unknown): number | undefined {
  const numbered = (number: unknown): Choice | undefined =>
    choices.find(({ value }) => value === number)
  if (typeof wanted !== 'string') return numbered(wanted)?.value
  const text = wanted.trim().toLowerCase()
  const labelled = choices.find(({ label }) => label.trim().toLowerCase() === text)
  return (labelled ?? (/^\d+$/.test(text) ? numbered(Number(text)) : undefined))?.value
}
