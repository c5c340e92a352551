import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colour } from '../../src/picture/colour.ts'
import { Font } from '../../src/picture/font.ts'
import { plain, shorten, wrap, write } from '../../src/picture/text.ts'

const font = new Font(10, 0.12)
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 20 }).map((words) => words.join(' ')),
)

describe('plain text', () => {
  test.each([
    ['Überströmtes Café', 'Uberstromtes Cafe'],
    ['“it’s”', '"it\'s"'],
    ['one\r\ntwo\tthree\u0007\u200b  four ', 'one two three four'],
    ['日本', '日本'],
  ])('of %j is %j', (text, expected) => {
    expect(plain(text)).toBe(expected)
  })
})

describe('lines', () => {
  test('are never wider than wished, and never more', () => {
    const widths = fc.integer({ min: 40, max: 600 })
    fc.assert(
      fc.property(texts, widths, fc.integer({ min: 1, max: 4 }), (text, width, most) => {
        const lines = wrap(text, font, width, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) expect(font.measure(line)).toBeLessThanOrEqual(width)
      }),
    )
  })

  test('have all of the text where it fits', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const whole = wrap(plain(text), font, 60, 1000).join('').replaceAll(' ', '')
        expect(whole).toBe(plain(text).replaceAll(' ', ''))
      }),
    )
  })

  test('break between words, and inside of one that is too long', () => {
    expect(wrap('the connection was refused', font, 100, 5)).toEqual([
      'the connection',
      'was refused',
    ])
    const [first, ...more] = wrap('abcdefghijklmnopqrstuvwxyz', font, 60, 9)
    expect(first).toMatch(/^abc/)
    expect(more.length).toBeGreaterThan(1)
  })

  test('end in dots where something is left out', () => {
    expect(wrap('one two three four five six seven', font, 60, 2).at(-1)).toMatch(/…$/)
    expect(shorten('seven', font, 1000)).toBe('seven')
    expect(shorten('seven', font, 30)).toMatch(/^s.*…$/)
  })
})

test('a line is written from its left edge, as wide as it measures', () => {
  const letters = write('ab c', font, 100, 50, colour('ffffff'))
  expect(letters).toHaveLength(3)
  const last = letters.at(-1)?.box
  expect(letters[0]?.box).toMatchObject({ x: 100, y: 50 })
  expect((last?.x ?? 0) + (last?.width ?? 0) - 100).toBe(font.measure('ab c'))
})
