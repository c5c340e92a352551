import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Control, ControlError, type ControlValue } from '../../src/camera/control.ts'
import { checkControl, checkControls, inOrder } from '../../src/camera/control-check.ts'

function control(init: Partial<Control> & Pick<Control, 'name' | 'type'>): Control {
  return { label: init.name, ...init }
}

const brightness = control({ name: 'brightness', type: 'integer', min: -64, max: 64, step: 1 })
const pan = control({ name: 'pan', type: 'integer', min: -36_000, max: 36_000, step: 3600 })
const automatic = control({ name: 'gain_automatic', type: 'boolean', value: true })
const gain = control({ name: 'gain', type: 'integer', min: 0, max: 255, step: 1, inactive: true })
const exposure = control({
  name: 'auto_exposure',
  type: 'menu',
  choices: [
    { value: 1, label: 'Manual Mode' },
    { value: 3, label: 'Aperture Priority Mode' },
  ],
})
const bias = control({
  name: 'bias',
  type: 'menu',
  choices: [
    { value: 0, label: '-4000' },
    { value: 1, label: '0' },
    { value: 2, label: '4000' },
  ],
})
const button = control({ name: 'reset', type: 'button' })
const mask = control({ name: 'mask', type: 'bitmask', max: 0x80402010 })
const text = control({ name: 'text', type: 'string', min: 2, max: 6, step: 2 })
const fixed = control({ name: 'fixed', type: 'integer', min: 0, max: 9, step: 1, readOnly: true })
const all = [brightness, pan, automatic, gain, exposure, bias, button, mask, text, fixed]

/** What `value` means for a control; the words for what was expected where it means nothing. */
function meaning(name: string, value: unknown): ControlValue {
  try {
    return checkControl(all, name, value)
  } catch (error) {
    if (error instanceof ControlError) return `!${error.expected}`
    throw error
  }
}

describe('a value for a control', () => {
  it.each<[string, unknown, ControlValue]>([
    ['brightness', -64, -64],
    ['brightness', 64, 64],
    ['pan', -36_000, -36_000],
    ['pan', 7200, 7200],
    ['gain_automatic', false, false],
    ['gain_automatic', 1, true],
    ['auto_exposure', 3, 3],
    ['auto_exposure', 'Manual Mode', 1],
    ['auto_exposure', ' aperture priority mode ', 3],
    ['auto_exposure', '3', 3],
    ['bias', 0, 0],
    ['bias', '0', 1],
    ['bias', '-4000', 0],
    ['bias', '2', 2],
    ['reset', true, true],
    ['reset', 1, true],
    ['mask', 0, 0],
    ['mask', 0x80000010, 0x80000010],
    ['text', 'ab', 'ab'],
    ['text', 'abcd', 'abcd'],
  ])('%s takes %j', (name, value, meant) => {
    expect(meaning(name, value)).toBe(meant)
  })

  it.each<[string, unknown, string]>([
    ['brightness', 65, 'a whole number from -64 to 64'],
    ['brightness', 1.5, 'a whole number from -64 to 64'],
    ['brightness', '12', 'a whole number from -64 to 64'],
    ['brightness', true, 'a whole number from -64 to 64'],
    ['brightness', Number.NaN, 'a whole number from -64 to 64'],
    ['pan', 3601, 'a whole number from -36000 to 36000 in steps of 3600'],
    ['gain_automatic', 2, 'true or false'],
    ['gain_automatic', 'on', 'true or false'],
    ['auto_exposure', 2, 'one of 1 (Manual Mode), 3 (Aperture Priority Mode)'],
    ['auto_exposure', 'Auto', 'one of 1 (Manual Mode), 3 (Aperture Priority Mode)'],
    ['reset', false, 'true, which presses it'],
    ['mask', 1, 'a whole number with no other bits than those of 0x80402010'],
    ['mask', -1, 'a whole number with no other bits than those of 0x80402010'],
    ['text', 'a', 'plain characters, in number from 2 to 6 in steps of 2'],
    ['text', 'abc', 'plain characters, in number from 2 to 6 in steps of 2'],
    ['text', 'a\n', 'plain characters, in number from 2 to 6 in steps of 2'],
    ['fixed', 1, 'left alone: it is read-only'],
  ])('%s does not take %j', (name, value, expected) => {
    expect(meaning(name, value)).toBe(`!${expected}`)
  })

  it('is refused with the names there are, where there is no such control', () => {
    expect(() => checkControl([brightness, pan], 'britness', 1)).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONTROL',
        control: 'britness',
        message: 'Expected britness to be a control of this camera (brightness, pan), got 1',
      }),
    )
    expect(() => checkControl([], '__proto__', 1)).toThrow('a control of this camera (none)')
  })

  it('is one that the control lists, whatever is asked for', () => {
    const value = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.anything())
    fc.assert(
      fc.property(fc.constantFrom(...all), value, ({ name }, wanted) => {
        const meant = meaning(name, wanted)
        if (typeof meant === 'string' && meant.startsWith('!')) return
        // What was granted once is granted again, and means itself.
        expect(meaning(name, meant)).toBe(meant)
        if (name === 'pan') expect(Number(meant) % 3600).toBe(0)
        if (name === 'bias') expect([0, 1, 2]).toContain(meant)
      }),
    )
  })

  it('of an integer is granted exactly where it is in range and on a step', () => {
    const range = fc.record({
      min: fc.integer({ min: -1000, max: 1000 }),
      span: fc.integer({ min: 0, max: 1000 }),
      step: fc.integer({ min: 0, max: 50 }),
      value: fc.integer({ min: -2500, max: 2500 }),
    })
    fc.assert(
      fc.property(range, ({ min, span, step, value }) => {
        const one = control({ name: 'x', type: 'integer', min, max: min + span, step })
        const steps = Array.from({ length: span + 1 }, (_, up) => min + up).filter(
          (each) => step < 2 || (each - min) % step === 0,
        )
        const check = (): ControlValue => checkControl([one], 'x', value)
        if (steps.includes(value)) expect(check()).toBe(value)
        else expect(check).toThrow(ControlError)
      }),
    )
  })
})

describe('several values', () => {
  it('are all checked before any is granted', () => {
    expect(checkControls(all, { brightness: 1, auto_exposure: 'manual mode' })).toEqual({
      brightness: 1,
      auto_exposure: 1,
    })
    expect(() => checkControls(all, { brightness: 1, pan: 1 })).toThrow('Expected pan to be')
  })

  it('that would have no effect are refused, unless an automatic is set beside them', () => {
    expect(() => checkControls(all, { gain: 7 })).toThrow(
      'Expected gain to be active: another control governs it',
    )
    expect(() => checkControls(all, { gain: 7, brightness: 1 })).toThrow(ControlError)
    expect(checkControls(all, { gain: 7, gain_automatic: false })).toEqual({
      gain: 7,
      gain_automatic: false,
    })
  })

  it('of which one governs only itself are refused too', () => {
    const rate = control({ name: 'dynamic_framerate', type: 'boolean', inactive: true })
    expect(() => checkControls([rate], { dynamic_framerate: true })).toThrow('to be active')
  })

  it('are set in the order in which they free one another', () => {
    const rate = control({ name: 'rate', type: 'boolean', inactive: true })
    const wishes = { reset: true, gain: 7, rate: true, gain_automatic: false, brightness: 1 }
    expect(inOrder([...all, rate], wishes)).toEqual([
      { gain_automatic: false },
      { rate: true },
      { gain: 7, brightness: 1 },
      { reset: true },
    ])
    expect(inOrder(all, {})).toEqual([])
  })
})
