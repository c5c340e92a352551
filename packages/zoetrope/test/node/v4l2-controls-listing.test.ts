import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Control } from '../../src/camera/control.ts'
import { parseControls } from '../../src/node/v4l2-controls-listing.ts'
import { listing } from './listing.ts'

function find(text: string, name: string): Control | undefined {
  return parseControls(text).find((control) => control.name === name)
}

const namesOf = (text: string): string[] => parseControls(text).map(({ name }) => name)

/** One line as v4l2-ctl prints it. */
const only = (line: string): Control | undefined => parseControls(`\n${line}\n`)[0]

describe('the list of vivid, by v4l-utils 1.22', () => {
  const text = listing('controls-vivid')

  it('has everything with a single value, in order, below its headings', () => {
    const controls = parseControls(text)
    expect(controls).toHaveLength(53)
    expect(controls.map(({ name }) => name).slice(0, 3)).toEqual([
      'brightness',
      'contrast',
      'saturation',
    ])
    expect(new Set(controls.map(({ group }) => group))).toEqual(
      new Set(['User Controls', 'Vivid Controls']),
    )
    const compound = ['u32_1_element_array', 'u16_8x16_matrix', 'area', 'u8_pixel_array']
    for (const name of compound) expect(namesOf(text)).not.toContain(name)
  })

  it('has the numbers by which V4L2 knows them', () => {
    expect(find(text, 'brightness')?.id).toBe(0x00980900)
    expect(only(' focus (int) : min=0 max=9 step=1 default=0 value=0')?.id).toBeUndefined()
  })

  it.each<[string, Partial<Control>]>([
    ['hue', { type: 'integer', label: 'Hue', min: -128, max: 128, step: 1, default: 0, value: 0 }],
    ['mute', { type: 'boolean', default: false, value: false }],
    ['gain_automatic', { type: 'boolean', default: true, value: true, inactive: false }],
    ['gain', { type: 'integer', value: 18, inactive: true, volatile: true, readOnly: false }],
    ['button', { type: 'button', value: undefined, default: undefined }],
    ['string', { type: 'string', min: 2, max: 4, step: 1, value: '  ' }],
    ['bitmask', { type: 'bitmask', max: 0x80402010, default: 0x80002000, value: 0x80002000 }],
    ['read_only_integer_32_bits', { type: 'integer', readOnly: true }],
    ['alpha_component', { label: 'Alpha component', group: 'User Controls' }],
  ])('tells all of %s', (name, expected) => {
    expect(find(text, name)).toMatchObject(expected)
  })

  it('leaves out the items that a menu does not have', () => {
    expect(find(text, 'menu')).toMatchObject({
      value: 3,
      choices: [
        { value: 1, label: 'Menu Item 1' },
        { value: 3, label: 'Menu Item 3' },
        { value: 4, label: 'Menu Item 4' },
      ],
    })
    expect(find(text, 'y_cbcr_encoding')?.choices?.map(({ value }) => value)).not.toContain(5)
  })

  it('labels the items of a menu of integers with the integers', () => {
    expect(find(text, 'integer_menu')?.choices?.at(-1)).toEqual({ value: 8, label: '42' })
    expect(find(text, 'integer_menu')).toMatchObject({ type: 'menu', value: 4, default: 4 })
  })
})

describe('the list of a webcam', () => {
  it('of v4l-utils 1.16 has no headings, and menus without words', () => {
    const text = listing('controls-brio')
    expect(namesOf(text)).toHaveLength(17)
    expect(find(text, 'exposure_auto')).toMatchObject({
      group: undefined,
      value: 3,
      choices: [
        { value: 1, label: 'Manual Mode' },
        { value: 3, label: 'Aperture Priority Mode' },
      ],
    })
    expect(find(text, 'white_balance_temperature')).toMatchObject({ step: 10, inactive: true })
    expect(find(text, 'pan_absolute')).toMatchObject({ min: -36_000, max: 36_000, step: 3600 })
  })

  it('of v4l-utils 1.32 has flags and types that are new, and what the camera cannot tell', () => {
    const text = listing('controls-usb')
    expect(namesOf(text)).not.toContain('region_of_interest_rectangle')
    expect(find(text, 'privacy')).toMatchObject({ group: 'Camera Controls', readOnly: true })
    expect(find(text, 'exposure_time_absolute')).toMatchObject({ value: 625, inactive: true })
    expect(find(text, 'region_of_interest_auto_ctrls')).toMatchObject({ value: 1, max: 1 })
    expect(find(text, 'power_line_frequency')).toMatchObject({ value: 1, default: 2 })
  })

  it('of a Raspberry Pi has a button without a value, and negative numbers in a menu', () => {
    const text = listing('controls-pi')
    expect(find(text, 'force_key_frame')).toMatchObject({ type: 'button', group: 'Codec Controls' })
    expect(find(text, 'auto_exposure_bias')?.choices).toEqual([
      { value: 0, label: '-4000' },
      { value: 1, label: '-3667' },
      { value: 12, label: '0' },
      { value: 13, label: '333' },
    ])
    expect(find(text, 'compression_quality')?.group).toBe('JPEG Compression Controls')
  })
})

describe('a line', () => {
  it.each<[string, Partial<Control> | undefined]>([
    // Before 1.14 there was no number of the control.
    ['  brightness (int)    : min=0 max=9 step=1 default=1 value=2 flags=slider', { value: 2 }],
    [
      "  text 0x0098f905 (str)    : min=0 max=32 step=1 value='it''s value=3 \\\\ flags=none\\n' flags=has-payload",
      { value: "it''s value=3 \\ flags=none\n" },
    ],
    ["  text 0x0098f905 (str)    : min=0 max=32 step=1 value=''", { value: '' }],
    [
      '  mode 0x1 (menu)   : min=0 max=1 default=0 value=1 (min=5 flags=inactive) flags=update',
      { value: 1, inactive: false },
    ],
    [
      '  mask 0x1 (bitmask): max=0xffffffff default=0x00000000 value=0x80000000',
      { value: 2 ** 31 },
    ],
    ['  mask 0x1 (bitmask): max=0xffffffff default=0x00000000 value=-1', { value: 2 ** 32 - 1 }],
    ['  speed 0x1 (int)    : min=0 max=0 step=0 default=0 value=0', { step: undefined, value: 0 }],
    [
      '  zoom 0x1 (int)    : min=-9 max=9 step=1 default=0 value=0 flags=write-only',
      { value: undefined },
    ],
    [
      '  size 0x1 (int)    : min=1 max=2 step=1 default=1 value=1 flags=grabbed',
      { readOnly: true },
    ],
    [
      '  gone 0x1 (int)    : min=0 max=0 step=0 default=0 value=3 flags=disabled',
      { readOnly: true },
    ],
    ['  list 0x1 (u32)    : min=16 max=131072 step=1 default=24 [1] flags=has-payload', undefined],
    ['  list 0x1 (int)    : min=0 max=9 step=1 default=2 dims=[4]', undefined],
    ['  what 0x1 (unknown): type=107 value=unsupported payload type flags=has-payload', undefined],
    ['Cannot open device /dev/video0, exiting.', undefined],
    ['error 19 getting ctrl Brightness', undefined],
    ['', undefined],
  ])('%j is read for what it says', (line, expected) => {
    const control = only(line)
    if (expected) expect(control).toMatchObject(expected)
    else expect(control).toBeUndefined()
  })

  it('keeps control characters of the device from a terminal', () => {
    const menu =
      '  mode 0x1 (menu)   : min=0 max=0 default=0 value=0\n\t\t\t\t0: \u001b[31mred\u0007'
    expect(parseControls(menu)[0]?.choices).toEqual([{ value: 0, label: '[31mred' }])
  })

  it('of a name that comes twice counts once, as for v4l2-ctl itself: the last one', () => {
    const twice = [0, 1].map(
      (value) => `  gain 0x${value} (int)    : min=0 max=1 step=1 default=0 value=${value}`,
    )
    expect(parseControls(twice.join('\n'))).toMatchObject([{ name: 'gain', value: 1 }])
  })
})

describe('whatever is printed', () => {
  it('any text is read without failing', () => {
    const pieces = fc.constantFrom(
      ...['min=', 'max=', 'value=', "'", ' (int)', ' (menu)   :', '0x', '-', '\n', '\t\t', ': '],
      ...['flags=', 'a', '9', ' ', '(', ')', '\\'],
    )
    fc.assert(
      fc.property(fc.array(pieces), (words) => {
        for (const { name, type } of parseControls(words.join(''))) {
          expect(name).toMatch(/^\w+$/)
          expect(type).not.toBe('')
        }
      }),
    )
  })

  it('an integer is read as it was written', () => {
    const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    fc.assert(
      fc.property(integer, integer, integer, fc.boolean(), (min, max, value, inactive) => {
        const flags = inactive ? ' flags=inactive, slider' : ''
        const line = `   x 0x00980900 (int)    : min=${min} max=${max} step=1 default=${min} value=${value}${flags}`
        expect(only(line)).toMatchObject({ min, max, value, default: min, inactive })
      }),
    )
  })

  it('a string is read as it was written', () => {
    const text = fc.string({ maxLength: 20 }).filter((each) => !/[\p{Cc}]/u.test(each))
    fc.assert(
      fc.property(text, (value) => {
        const escaped = value.replaceAll('\\', '\\\\')
        const line = `   x 0x1 (str)    : min=0 max=32 step=1 value='${escaped}' flags=has-payload`
        expect(only(line)?.value).toBe(value)
      }),
    )
  })
})
