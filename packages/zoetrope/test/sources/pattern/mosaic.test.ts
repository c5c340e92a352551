import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Moment } from '../../../src/sources/pattern/moment.ts'
import { Mosaic } from '../../../src/sources/pattern/mosaic.ts'
import { Picture } from '../../../src/sources/pattern/picture.ts'
import { scanOf } from '../../picture/segments.ts'
import { AFTERNOON, expose } from './exposed.ts'

/** The scan of one moment. */
function scan(mosaic: Mosaic, time: number, sequence: number): Uint8Array {
  const moment = new Moment()
  moment.set(time, sequence)
  const out = new Uint8Array(mosaic.choose(moment))
  expect(mosaic.write(out, 0)).toBe(out.length)
  return out
}

/** The same as text, which is quicker to compare. */
function shown(mosaic: Mosaic, time: number, sequence: number): string {
  return Buffer.from(scan(mosaic, time, sequence)).toString('latin1')
}

/** The second bytes of the markers in a scan. */
function markers(bytes: Uint8Array): number[] {
  return Array.from(bytes.entries())
    .filter(([at, byte]) => byte === 0xff && bytes[at + 1] !== 0)
    .map(([at]) => bytes[at + 1] ?? 0)
}

const moments = fc.array(fc.tuple(fc.nat(86_400_000), fc.nat(9_999_999)), {
  minLength: 1,
  maxLength: 12,
})

test.each([
  [64, 64, 16],
  [100, 70, 35],
  [320, 240, 300],
  [641, 479, 1230],
])(
  '%ix%i is %i tiles with a restart marker between any two, counted from 0 to 7',
  (width, height, tiles) => {
    const frames = expose([AFTERNOON, AFTERNOON + 333, AFTERNOON + 999], { width, height })
    for (const frame of frames) {
      expect(markers(scanOf(frame))).toEqual(
        Array.from({ length: tiles - 1 }, (_, i) => 0xd0 + (i % 8)),
      )
    }
  },
)

test('a moment looks the same whatever was shown before it', () => {
  const used = new Mosaic(new Picture(240, 176, 30))
  fc.assert(
    fc.property(moments, (before) => {
      const [time, sequence] = before.at(-1) ?? [0, 0]
      for (const moment of before) scan(used, ...moment)
      const fresh = new Mosaic(new Picture(240, 176, 30))
      expect(shown(used, time, sequence)).toBe(shown(fresh, time, sequence))
    }),
    { numRuns: 8 },
  )
})

test('a mosaic that has to forget its tiles shows the same', () => {
  const roomy = new Mosaic(new Picture(240, 176, 30))
  const forgetful = new Mosaic(new Picture(240, 176, 30), 0)
  for (let time = 0; time < 2000; time += 77) {
    expect(shown(forgetful, time, time)).toBe(shown(roomy, time, time))
  }
})
