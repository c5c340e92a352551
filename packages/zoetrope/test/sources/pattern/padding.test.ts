import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../../test/needs.ts'
import { pad } from '../../../src/sources/pattern/padding.ts'
import { decode } from '../../picture/decoded.ts'
import { scanOf, segments } from '../../picture/segments.ts'
import { AFTERNOON, expose } from './exposed.ts'

/** A JPEG's opening, padding, and an SOS segment. */
function padded(length: number): Uint8Array {
  const bytes = new Uint8Array(2 + length + 4)
  bytes.set([0xff, 0xd8])
  bytes.set([0xff, 0xda, 0, 2], pad(bytes, 2, length))
  return bytes
}

const lengths = fc.oneof(
  fc.nat(20),
  fc.integer({ min: 65_530, max: 65_545 }),
  fc.integer({ min: 131_070, max: 131_090 }),
  fc.nat(400_000),
)

test('padding of any length is application segments up to the next marker', () => {
  fc.assert(
    fc.property(lengths, (length) => {
      const found = segments(padded(length))
      expect(found.at(-1)).toMatchObject({ marker: 0xda, at: 2 + length })
      for (const { marker } of found.slice(0, -1)) expect(marker).toBe(0xef)
    }),
    { numRuns: 60 },
  )
})

test('padding holds no byte that could be taken for a marker', () => {
  const found = segments(padded(70_000)).slice(0, -1)
  for (const { content } of found) expect(content.includes(0xff)).toBe(false)
})

describe('a frame', () => {
  const natural = expose([AFTERNOON])[0]?.length ?? 0

  test('takes exactly the wished bytes, from its natural size on', () => {
    for (const more of [0, 1, 4, 7, 8, 9, 100, 65_537, 65_538, 200_000]) {
      const [frame] = expose([AFTERNOON], { bytes: natural + more })
      expect(frame?.length).toBe(natural + more)
    }
  })

  test('stays as it is when fewer bytes are wished', () => {
    expect(expose([AFTERNOON], { bytes: natural - 1 })[0]?.length).toBe(natural)
  })

  test('shows the same with padding', () => {
    const [plain, large] = [0, 90_000].map((bytes) => expose([AFTERNOON], { bytes })[0])
    expect(scanOf(large ?? padded(0)).join()).toBe(scanOf(plain ?? padded(0)).join())
  })

  test.skipIf(!needs('ffmpeg'))('of any padding decodes without a warning', () => {
    const frames = [0, 1, 7, 8, 9, 100, 70_000].map((more) =>
      expose([AFTERNOON], { bytes: natural + more }),
    )
    expect(decode(frames.flat(), 320, 240)).toHaveLength(7)
  })
})
