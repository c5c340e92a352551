import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, commonAspect, type Room } from '../../web/layout.ts'

function makeRoom(width: number, height: number): Room {
  return { width, height, gap: 16, caption: 44, aspect: 4 / 3, least: 280 }
}

describe('the layout of the wall', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 2],
    [7, 4],
    [12, 4],
  ])('puts %i cameras in %i columns on a desktop', (count, columns) => {
    expect(arrange(count, makeRoom(1400, 800)).columns).toBe(columns)
  })

  it('puts all cameras in one column on a phone', () => {
    for (const count of [1, 2, 3, 7, 16]) {
      expect(arrange(count, makeRoom(366, 720))).toEqual({ columns: 1, tile: 366 })
    }
  })

  it('rather scrolls than make tiles too small', () => {
    const { columns, tile } = arrange(40, makeRoom(1400, 800))
    expect(tile).toBeGreaterThanOrEqual(280)
    expect(columns).toBe(4)
  })

  it('lets a single camera fill the window', () => {
    expect(arrange(1, makeRoom(1400, 800)).tile).toBe(Math.floor((800 - 44) * (4 / 3)))
  })

  it('never makes a row wider than the room', () => {
    const length = fc.integer({ min: 300, max: 4000 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), length, length, (count, width, height) => {
        const { columns, tile } = arrange(count, makeRoom(width, height))
        expect(columns * tile + (columns - 1) * 16).toBeLessThanOrEqual(width)
        expect(tile).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the common aspect', () => {
  it('is 4:3 while no size is known', () => {
    expect(commonAspect([])).toBe(4 / 3)
    expect(commonAspect([{ width: 0, height: 0 }])).toBe(4 / 3)
  })

  it('is that of most cameras', () => {
    const wide = { width: 1280, height: 720 }
    expect(commonAspect([wide, { width: 640, height: 480 }, wide])).toBe(16 / 9)
  })
})
