import { describe, expect, it } from 'vitest'
import {
  endOfScan,
  hasLength,
  isFrameHeader,
  isScanByte,
  longestSegment,
} from '../../src/frame/marker.ts'

const codes = Array.from({ length: 256 }, (_, code) => code)

describe('marker codes', () => {
  it('are followed by a length from SOF0 to APP15 and for a comment, but for those that stand alone', () => {
    const without = [0xc8, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9]
    const expected = codes.filter((code) => code >= 0xc0 && code <= 0xef && !without.includes(code))
    expect(codes.filter(hasLength)).toEqual([...expected, 0xfe])
  })

  it('of frame headers are SOF0 to SOF15, among which DHT, JPG and DAC stand', () => {
    const expected = codes.filter((code) => code >> 4 === 0xc && ![4, 8, 12].includes(code & 15))
    expect(codes.filter(isFrameHeader)).toEqual(expected)
  })

  it('that may stand in a scan are the stuffed zero and the eight restart markers', () => {
    expect(codes.filter(isScanByte)).toEqual([0, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7])
  })

  it('of headers allow segments for four components, not more', () => {
    expect([0xda, 0xc0, 0xc2, 0xc4, 0xe1].map(longestSegment)).toEqual([14, 20, 20, 65_535, 65_535])
  })
})

describe('the end of a scan', () => {
  it.each([
    ['a marker', [1, 2, 0xff, 0xd9], 2],
    ['a marker at once', [0xff, 0xd9], 0],
    ['a marker behind stuffed bytes', [0xff, 0, 0xff, 0, 0xff, 0xda], 4],
    ['a marker behind a restart', [0xff, 0xd3, 5, 0xff, 0xc4], 3],
    ['the last of several fill bytes', [1, 0xff, 0xff, 0xff, 0xd9], 3],
    ['an FF that waits for its code', [1, 2, 0xff], 2],
    ['the end of the bytes', [1, 2, 3], 3],
    ['the end of the bytes behind a stuffed FF', [1, 0xff, 0], 3],
    ['the end of the bytes behind a restart', [0xff, 0xd0], 2],
    ['the end of no bytes', [], 0],
    ['a reserved code', [0, 0xff, 1], 1],
  ])('is %s', (_, bytes, end) => {
    expect(endOfScan(Uint8Array.from(bytes), 0)).toBe(end)
  })

  it('is looked for from an offset on', () => {
    const bytes = Uint8Array.of(0xff, 0xd9, 1, 0xff, 0xd9)
    expect(endOfScan(bytes, 2)).toBe(3)
    expect(endOfScan(bytes, 4)).toBe(5)
    expect(endOfScan(bytes, 5)).toBe(5)
  })
})
