import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { Gate } from '../../src/frame/gate.ts'
import { piecesOf, replaced, scanOf, without, withSegments } from './anatomy.ts'
import { exifWithThumbnail } from './exifs.ts'
import { concat, exif, latin1, segment, tinyJpeg } from './jpegs.ts'
import { Decoder, encoded, hasLibjpeg, pixelsOf } from './libjpeg.ts'
import { dice } from './mutations.ts'
import { ffmpeg, testStream } from './real-streams.ts'
import { jfifWithThumbnail, withLateHeight } from './victims.ts'

/** What a webcam writes: baseline, colours at half the width, the standard tables. */
const webcam = () => encoded(['sampling=2x1', 'quality=80'], '160x120')

const kinds = [
  [''],
  ['sampling=1x1'],
  ['sampling=2x1'],
  ['sampling=1x2'],
  ['grey'],
  ['cmyk'],
  ['optimal'],
  ['apart'],
  ['restart=1'],
  ['restart=7 sampling=2x1'],
]

describe.skipIf(!hasLibjpeg)('a frame that was mended shows the same picture', () => {
  it.each(kinds)('when its end was missing, and nothing else: %s', (kind) => {
    for (const size of ['160x120', '61x43', '8x8']) {
      const whole = encoded(kind.split(' ').filter(Boolean), size)
      for (const padding of [[], new Uint8Array(33), [0xff, 0xff]]) {
        const mended = new Gate().pass(concat(whole.subarray(0, -2), padding)).jpeg
        expect(mended).toEqual(whole)
      }
    }
  })

  it.each([['sampling=2x1'], ['sampling=1x1'], ['grey'], ['apart'], ['restart=3']])(
    'when its Huffman tables were missing: %s',
    (kind) => {
      const whole = encoded([kind], '160x120')
      const bare = without(whole, 0xc4)
      const mended = new Gate().pass(bare).jpeg
      expect(piecesOf(mended).some(({ marker }) => marker === 0xc4)).toBe(true)
      const pixels = pixelsOf(mended)
      expect(pixels.length).toBeGreaterThan(0)
      expect(pixels).toEqual(pixelsOf(whole))
    },
  )

  it('when its height came behind the scan, which libjpeg does not take', () => {
    const whole = webcam()
    const late = withLateHeight(whole)
    expect(pixelsOf(late)).toHaveLength(0)
    expect(pixelsOf(new Gate().pass(late).jpeg)).toEqual(pixelsOf(whole))
  })

  it('when it had thumbnails of every kind', () => {
    const whole = webcam()
    const thumbnail = tinyJpeg({ shade: 9 })
    const carriers = [
      exifWithThumbnail(thumbnail, { orientation: 1 }),
      jfifWithThumbnail(),
      segment(0xe0, concat(latin1('JFXX\0'), [0x10], thumbnail)),
      segment(0xe2, latin1('MPF\0II*\0')),
      segment(0xed, concat(latin1('Photoshop 3.0\0'), thumbnail)),
      exif(thumbnail),
    ]
    for (const carrier of carriers) {
      const gate = new Gate()
      const mended = gate.pass(withSegments(whole, carrier)).jpeg
      expect(gate.counts.repaired.thumbnail).toBe(1)
      expect(countOf(mended, 0xd8)).toBe(1)
      expect(pixelsOf(mended)).toEqual(pixelsOf(whole))
    }
  })

  it('when another one lies behind its end, which is cut off: fields of AVI1, pictures of MPF', () => {
    const whole = webcam()
    const [avi, mpf] = [segment(0xe0, latin1('AVI1\x01\0')), segment(0xe2, latin1('MPF\0MM\0*'))]
    const fields = withSegments(whole, avi)
    expect(new Gate().pass(concat(fields, fields)).jpeg).toEqual(fields)
    expect(new Gate().pass(concat(withSegments(whole, mpf), whole)).jpeg).toEqual(whole)
  })
})

describe.skipIf(!needs('ffmpeg'))('ffmpeg', () => {
  const stream = () => testStream('mjpeg', 1, ['-pix_fmt', 'yuvj422p', '-huffman', 'default'])
  const grey = ['-pix_fmt', 'gray', '-f', 'rawvideo']

  it('sees the same picture where end, tables and thumbnail had to be mended', () => {
    const whole = stream()
    const damaged = withSegments(without(whole, 0xc4).slice(0, -2), exif(tinyJpeg()))
    const mended = new Gate().pass(damaged).jpeg
    const input = ['-f', 'mjpeg', '-i', '-', ...grey]
    expect(ffmpeg(input, mended)).toEqual(ffmpeg(input, whole))
  })

  it.each([
    [90, 'transpose=1'],
    [180, 'hflip,vflip'],
    [270, 'transpose=2'],
  ] as const)(
    'shows a frame that is turned by %i degrees as if its pixels were',
    (rotate, filter) => {
      const whole = stream()
      const turned = new Gate({ rotate }).pass(whole).jpeg
      const input = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-i', '-']
      const expected = ffmpeg([...input, '-vf', filter, ...grey], whole)
      expect(ffmpeg([...input, ...grey], turned)).toEqual(expected)
      expect(ffmpeg([...input, ...grey], whole)).not.toEqual(expected)
    },
  )

  it('shows it turned further where the camera had turned it already', () => {
    const whole = stream()
    const input = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-i', '-']
    const half = ffmpeg([...input, '-vf', 'hflip,vflip', ...grey], whole)
    for (const order of ['II', 'MM'] as const) {
      const carrier = exifWithThumbnail(tinyJpeg(), { orientation: 6, order })
      const turned = new Gate({ rotate: 90 }).pass(withSegments(whole, carrier)).jpeg
      expect(ffmpeg([...input, ...grey], turned)).toEqual(half)
    }
  })
})

describe.skipIf(!hasLibjpeg)('a frame that lost bytes', () => {
  let decoder: Decoder
  beforeAll(() => {
    decoder = new Decoder()
  })
  afterAll(() => decoder.close())

  it.each(kinds)('at its end is never mended, whatever lies in their place: %s', (kind) => {
    const whole = encoded(kind.split(' ').filter(Boolean), '160x120')
    const { from, to } = scanOf(whole)
    const roll = dice(5)
    for (let nth = 0; nth < 200; nth++) {
      const cut = from + roll(to - from)
      const torn = whole.subarray(0, cut)
      const pass = (jpeg: Uint8Array) => () => new Gate().pass(jpeg)
      expect(pass(torn), `cut at ${cut} of ${to}`).toThrow('Expected one complete JPEG')
      // What the last blocks lose is less than anybody sees.
      if (to - cut < 40) continue
      for (const fill of [0, 0xff]) {
        const filled = concat(torn, new Uint8Array(whole.length - cut).fill(fill))
        expect(pass(filled), `filled from ${cut} of ${to}`).toThrow('Expected one complete JPEG')
      }
    }
  })

  it.each(kinds)('from its middle is not shown where all are counted: %s', async (kind) => {
    const whole = encoded(kind.split(' ').filter(Boolean), '160x120')
    const { from, to } = scanOf(whole)
    const gate = new Gate({ countBlocks: 'always' })
    const roll = dice(6)
    let seen = 0
    for (let nth = 0; nth < 200; nth++) {
      const at = from + roll(to - from - 200)
      const torn = replaced(whole, at, at + 100 + roll(100))
      // Decoders notice nothing where the bytes they meet make sense by chance.
      if ((await decoder.judge(torn)).endsWith(' 0')) continue
      seen += 1
      expect(() => gate.pass(torn), `without ${at} on`).toThrow('Expected one complete JPEG')
    }
    expect(seen).toBeGreaterThan(100)
  })
})

/** How many markers of this kind a search for bytes finds. */
function countOf(jpeg: Uint8Array, marker: number): number {
  let count = 0
  for (let at = 0; at < jpeg.length; at++) {
    if (jpeg[at] === 0xff && jpeg[at + 1] === marker) count += 1
  }
  return count
}
