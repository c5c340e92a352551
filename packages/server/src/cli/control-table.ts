/**
 * Controls as text: how each is, and what it can be.
 *
 * @module
 */
import type { Control, ControlValue } from 'zoetrope'
import type { Paint } from './paint.ts'

/** Columns of an ordinary terminal. */
const WIDTH = 80

/** A line for each control, below the device's headings. */
export function controlTable(controls: readonly Control[], paint: Paint): string {
  const columns = {
    name: Math.max(...controls.map(({ name }) => name.length)),
    value: Math.max(...controls.map((control) => valueText(control).length)),
  }
  const lines = controls.flatMap((control, at) => {
    const { group } = control
    const heading = group !== undefined && group !== controls[at - 1]?.group
    return [...(heading ? ['', paint.bold(group)] : []), ...rows(control, columns, paint)]
  })
  return `${lines.join('\n')}\n\n`
}

/** What is otherwise than before, a line each. */
export function changeLines(before: readonly Control[], after: readonly Control[]): string {
  const old = new Map(before.map((control) => [control.name, control]))
  const lines = after.flatMap((control) => {
    const was = old.get(control.name)
    // It changes by itself.
    if (control.volatile || control.readOnly) return []
    const [from, to] = [was ? valueText(was) : '', valueText(control)]
    return from === to ? [] : [`${control.name}: ${from} -> ${to}\n`]
  })
  return lines.join('') || 'Nothing has changed.\n'
}

function rows(
  control: Control,
  columns: { readonly name: number; readonly value: number },
  paint: Paint,
): string[] {
  const value = valueText(control).padStart(columns.value)
  const head = `  ${control.name.padEnd(columns.name)}  `
  const indent = head.length + columns.value + 2
  const [first = '', ...others] = wrapped(wordsOf(control), WIDTH - indent)
  const dimmed = control.inactive || control.readOnly
  const shown = dimmed ? paint.dim(`${head}${value}`) : `${head}${paint.green(value)}`
  return [
    `${shown}  ${paint.dim(first)}`.trimEnd(),
    ...others.map((line) => `${' '.repeat(indent)}${paint.dim(line)}`),
  ]
}

function wordsOf(control: Control): string[] {
  const words = rangeOf(control)
  const preset = control.default
  if (preset !== undefined && preset !== control.value) {
    words.push(`default ${textOf(control, preset)}`)
  }
  if (control.inactive) words.push('governed by another control')
  if (control.readOnly) words.push('read-only')
  return words
}

function rangeOf({ type, min, max, step = 1, choices = [] }: Control): string[] {
  switch (type) {
    case 'integer':
      return [`${min}..${max}${step > 1 ? ` in steps of ${step}` : ''}`]
    case 'string':
      return [`${min} to ${max} characters`]
    case 'menu':
      return choices.map(({ value, label }) => `${value} ${label}`)
    case 'bitmask':
      return [`bits of 0x${(max ?? 0).toString(16)}`]
    case 'button':
      return ['press it with =1']
    case 'boolean':
      return []
  }
}

/** Words with commas between, in lines of at most `width` where words allow it. */
function wrapped(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const [at, word] of words.entries()) {
    const piece = at < words.length - 1 ? `${word},` : word
    const last = lines.at(-1)
    const joined = last === undefined ? piece : `${last} ${piece}`
    if (last === undefined || joined.length > width) lines.push(piece)
    else lines[lines.length - 1] = joined
  }
  return lines
}

function valueText(control: Control): string {
  return control.value === undefined ? '-' : textOf(control, control.value)
}

function textOf({ type, choices }: Control, value: ControlValue): string {
  if (type === 'boolean') return value ? 'on' : 'off'
  if (type === 'bitmask') return `0x${value.toString(16)}`
  if (type === 'string') return JSON.stringify(value)
  return choices?.find((choice) => choice.value === value)?.label ?? String(value)
}
