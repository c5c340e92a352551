import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { JpegWalk } from '../../src/frame/walk.ts'
import { chunksOf } from './arbitraries.ts'
import { concat, EOI, latin1, SOI, segment, tinyJpeg } from './jpegs.ts'

/** The events of a stream in chunks, each with its offset in the whole stream. */
function walk(stream: Bytes, size: number): string[] {
  const events: string[] = []
  const jpegs = new JpegWalk()
  let base = 0
  for (const chunk of chunksOf(stream, [size])) {
    let event = jpegs.advance(chunk, 0)
    while (event !== 'more') {
      events.push(`${event} ${base + jpegs.at}`)
      event = jpegs.advance(chunk, jpegs.at)
    }
    base += chunk.length
  }
  return events
}

const jpeg = tinyJpeg()

describe('a walk', () => {
  it.each([1, 2, 3, 10, 1000])('tells where each JPEG starts and ends, in chunks of %i', (size) => {
    const stream = concat([0, 0], jpeg, latin1('noise'), jpeg)
    const second = 7 + jpeg.length
    expect(walk(stream, size)).toEqual([
      'start 4',
      `end ${2 + jpeg.length}`,
      `start ${second + 2}`,
      `end ${second + jpeg.length}`,
    ])
  })

  it.each([1, 1000])('tells of a start inside a JPEG, in chunks of %i', (size) => {
    const torn = jpeg.subarray(0, -2)
    const expected = ['start 2', `start ${torn.length + 2}`, `end ${torn.length + jpeg.length}`]
    expect(walk(concat(torn, jpeg), size)).toEqual(expected)
  })

  it.each([
    ['a byte where a marker is due', concat(SOI, [0]), 2],
    ['a stuffed FF where a marker is due', concat(SOI, [0xff, 0]), 3],
    ['a restart marker outside of scans', concat(SOI, [0xff, 0xd0]), 3],
    ['an EOI without a scan', concat(SOI, EOI), 3],
    ['a length of 1', concat(SOI, [0xff, 0xfe, 0, 1]), 5],
    ['a scan header that is too long', concat(SOI, [0xff, 0xda, 0, 15]), 5],
    ['a frame header that is too long', concat(SOI, [0xff, 0xc0, 0, 21]), 5],
    ['SOI in the place of a length', concat(SOI, [0xff, 0xe1], SOI, [0xff]), 6],
    ['a reserved code in a scan', concat(jpeg.subarray(0, -2), [0xff, 5]), jpeg.length - 1],
  ])('breaks off at %s', (_, bytes, at) => {
    for (const size of [1, 1000]) expect(walk(bytes, size)).toEqual(['start 2', `broken ${at}`])
  })

  it('believes a length that is SOI by chance when no marker follows', () => {
    const odd = tinyJpeg({ segments: [segment(0xfe, new Uint8Array(0xffd8 - 2))] })
    expect(walk(odd, 4096)).toEqual(['start 2', `end ${odd.length}`])
  })

  it('suspects the segment that it crossed last, since the start of another may lie in it', () => {
    const jpegs = new JpegWalk()
    const bytes = concat(
      SOI,
      segment(0xe1, new Uint8Array(10)),
      segment(0xfe, new Uint8Array(4)),
      [0],
    )
    expect(jpegs.advance(bytes, 0)).toBe('start')
    expect(jpegs.advance(bytes, jpegs.at)).toBe('broken')
    expect(jpegs.suspectAt).toBe(2 + 14 + 2)
    expect(jpegs.mayHideThumbnail).toBe(false)
  })

  it('keeps what it suspects in sight from chunk to chunk', () => {
    const jpegs = new JpegWalk()
    jpegs.advance(SOI, 0)
    jpegs.advance(concat([0xff, 0xe1, 0, 10], new Uint8Array(3)), 0)
    jpegs.advance(new Uint8Array(2), 0)
    expect(jpegs.advance(new Uint8Array(20), 0)).toBe('broken')
    expect(jpegs.at).toBe(3)
    expect(jpegs.suspectAt).toBe(-7)
    expect(jpegs.mayHideThumbnail).toBe(true)
  })

  it('suspects all behind the first frame header when there is a second', () => {
    const jpegs = new JpegWalk()
    const header = segment(0xc0, Uint8Array.of(8, 0, 8, 0, 8, 1, 1, 0x11, 0))
    const bytes = concat(SOI, header, segment(0xfe, new Uint8Array(4)), header)
    jpegs.advance(bytes, 0)
    expect(jpegs.advance(bytes, jpegs.at)).toBe('broken')
    expect(jpegs.suspectAt).toBe(4)
  })

  it('suspects nothing in a scan, where no start can hide', () => {
    const jpegs = new JpegWalk()
    const bytes = concat(jpeg.subarray(0, -2), [1, 0xff, 5])
    jpegs.advance(bytes, 0)
    expect(jpegs.advance(bytes, jpegs.at)).toBe('broken')
    expect(jpegs.suspectAt).toBe(jpegs.at)
  })

  it('forgets its JPEG on demand', () => {
    const jpegs = new JpegWalk()
    jpegs.advance(jpeg, 0)
    jpegs.reset()
    expect(jpegs.advance(jpeg, 2)).toBe('more')
    expect(jpegs.advance(jpeg, 0)).toBe('start')
  })
})
