import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colour } from '../../src/picture/colour.ts'
import { Column, LEAST_SIZE, type Paragraph } from '../../src/placeholder/column.ts'

function paragraph(text: string, wishes: Partial<Paragraph> = {}): Paragraph {
  return { text, size: 20, weight: 0.12, colour: colour('ffffff'), lines: 1, ...wishes }
}

/** What all letters take up. */
function extent(column: Column, middle: number, top: number) {
  const boxes = column.layers(middle, top).map(({ box }) => box)
  return {
    left: Math.min(...boxes.map(({ x }) => x)),
    right: Math.max(...boxes.map(({ x, width }) => x + width)),
    top: Math.min(...boxes.map(({ y }) => y)),
  }
}

describe('a column', () => {
  test('stays within its width, and its letters in the middle of it', () => {
    const sizes = fc.integer({ min: LEAST_SIZE, max: 60 })
    const words = fc.stringMatching(/^[A-Za-z0-9 .:-]{1,80}$/).filter((text) => text.trim() !== '')
    fc.assert(
      fc.property(words, sizes, fc.integer({ min: 1, max: 3 }), (text, size, lines) => {
        const column = new Column([paragraph(text, { size, lines })], 300, 1000)
        expect(column.width).toBeLessThanOrEqual(300)
        const { left, right } = extent(column, 500, 0)
        expect(left).toBeGreaterThanOrEqual(500 - 151)
        expect(right).toBeLessThanOrEqual(500 + 151)
        expect(Math.abs(left - 500 - (500 - right))).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('begins where it is put, its paragraphs below one another', () => {
    const column = new Column([paragraph('one'), paragraph('two')], 300, 300)
    expect(extent(column, 150, 40).top).toBeGreaterThanOrEqual(40)
    expect(column.height).toBeGreaterThan(40)
    const one = new Column([paragraph('one')], 300, 300)
    expect(column.layers(150, 40)[0]?.box).toEqual(one.layers(150, 40)[0]?.box)
  })

  test('makes a paragraph of one line smaller until it fits, and then shortens it', () => {
    const wide = new Column([paragraph('a name of many words', { size: 40 })], 200, 300)
    expect(wide.height).toBeLessThan(40)
    expect(wide.width).toBeLessThanOrEqual(200)
    const narrow = new Column([paragraph('a name of many words', { size: 40 })], 40, 300)
    expect(narrow.height).toBe(LEAST_SIZE)
  })

  test('leaves out the last paragraphs where there is no room', () => {
    const all = ['one', 'two', 'three'].map((text) => paragraph(text))
    const heights = [0, 20, 70, 200].map((height) => new Column(all, 300, height).height)
    expect(heights[0]).toBe(0)
    expect(heights[1]).toBe(20)
    expect(heights[2]).toBeGreaterThan(40)
    expect(heights[3]).toBeGreaterThan(heights[2] ?? 0)
  })

  test('breaks a paragraph into lines of about the same length', () => {
    const text = 'the connection was refused is it on'
    const [first, ...more] = new Column([paragraph(text, { lines: 3, size: 10 })], 180, 200).layers(
      0,
      0,
    )
    const second = more.filter(({ box }) => box.y > (first?.box.y ?? 0) + 5)
    expect(second.length).toBeGreaterThan(9)
  })
})
