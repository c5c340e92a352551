import { describe, expect, test } from 'vitest'
import type { Control } from 'zoetrope'
import { changeLines, controlTable } from '../../src/cli/control-table.ts'
import { paint } from '../../src/cli/paint.ts'

function control(init: Partial<Control> & Pick<Control, 'name' | 'type'>): Control {
  return { label: init.name, group: 'User Controls', ...init }
}

const brightness = control({
  name: 'brightness',
  type: 'integer',
  ...{ min: -64, max: 64, step: 1, default: 0, value: 12 },
})
const flicker = control({
  name: 'power_line_frequency',
  type: 'menu',
  ...{ default: 2, value: 1 },
  choices: ['Disabled', '50 Hz', '60 Hz'].map((label, value) => ({ value, label })),
})
const automatic = control({ name: 'gain_automatic', type: 'boolean', value: true, default: true })
const gain = control({
  name: 'gain',
  type: 'integer',
  ...{ min: 0, max: 250, step: 5, default: 100, value: 100, inactive: true },
})
const privacy = control({ name: 'privacy', type: 'boolean', value: false, readOnly: true })
const reset = control({ name: 'reset', type: 'button', group: 'Camera Controls' })
const bits = control({ name: 'bits', type: 'bitmask', max: 0xff, value: 16, group: undefined })
const words = control({
  name: 'words',
  type: 'string',
  min: 0,
  max: 8,
  value: 'a b',
  group: undefined,
})

describe('the table of controls', () => {
  test('says how each is, and what it can be, below the device’s headings', () => {
    const all = [brightness, flicker, automatic, gain, privacy, reset, bits, words]
    expect(controlTable(all, paint(false))).toBe(`
User Controls
  brightness               12  -64..64, default 0
  power_line_frequency  50 Hz  0 Disabled, 1 50 Hz, 2 60 Hz, default 60 Hz
  gain_automatic           on
  gain                    100  0..250 in steps of 5, governed by another control
  privacy                 off  read-only

Camera Controls
  reset                     -  press it with =1
  bits                   0x10  bits of 0xff
  words                 "a b"  0 to 8 characters

`)
  })

  test('wraps a long menu between its items', () => {
    const choices = Array.from({ length: 22 }, (_, value) => ({ value, label: `Pattern ${value}` }))
    const long = control({ name: 'test_pattern', type: 'menu', value: 7, default: 7, choices })
    const lines = controlTable([long], paint(false)).split('\n')
    expect(lines.join(' ')).toContain('21 Pattern 21')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('what has changed', () => {
  test('is told with how it was, also of controls that nobody has set', () => {
    const after = [
      { ...brightness, value: 13 },
      { ...flicker, value: 2 },
      { ...automatic, value: false },
    ]
    expect(changeLines([brightness, flicker, automatic], after)).toBe(
      'brightness: 12 -> 13\npower_line_frequency: 50 Hz -> 60 Hz\ngain_automatic: on -> off\n',
    )
  })

  test('leaves out what changes by itself', () => {
    const after = [
      { ...gain, value: 7, volatile: true },
      { ...privacy, value: true },
    ]
    expect(changeLines([gain, privacy], after)).toBe('Nothing has changed.\n')
  })
})
