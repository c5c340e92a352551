import { expect, test } from 'vitest'
import { Font } from '../../src/picture/font.ts'
import { glyph } from '../../src/picture/glyph.ts'

const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
const BOX = glyph('語')

test('every character of ASCII can be written', () => {
  for (const character of ASCII) expect(glyph(character), character).not.toBe(BOX)
})

test('no two characters look the same', () => {
  const font = new Font(60, 0.12)
  const looks = ASCII.map(
    (character) => `${font.mask(character).width} ${font.mask(character).cover}`,
  )
  expect(new Set(looks).size).toBe(ASCII.length)
})

test.each(['語', '😀', 'constructor', '__proto__', ''])(
  'what nobody has drawn (%j) is a box',
  (text) => {
    expect(glyph(text)).toBe(BOX)
  },
)

test('nothing but a space is empty', () => {
  const font = new Font(20, 0.12)
  for (const character of [...ASCII, '…', '⚠', '⧗', '⦀', '語']) {
    const inked = font.mask(character).cover.some((cover) => cover > 0.5)
    expect(inked, character).toBe(character !== ' ')
  }
})
