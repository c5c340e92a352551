import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { pattern, type Source } from 'zoetrope'
import { without } from '../../../zoetrope/test/frame/anatomy.ts'
import { exif, tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { examinePicture } from '../../src/probe/picture.ts'

const DHT = 0xc4

/** The codes of what is wrong with a picture. */
function flaws(jpeg: Uint8Array): string[] {
  return examinePicture(jpeg).flaws.map(({ code }) => code)
}

/** The first frame of a source. */
async function frameOf(source: Source): Promise<Uint8Array> {
  const stopped = new AbortController()
  for await (const frame of source.open(stopped.signal)) {
    stopped.abort()
    if (frame instanceof Uint8Array) return frame
    if ('jpeg' in frame && frame.jpeg instanceof Uint8Array) return frame.jpeg
    throw new TypeError('Expected bytes, got another kind of frame')
  }
  throw new Error('Expected a frame, got none')
}

describe('a picture', () => {
  test('without a flaw has its size, and none', () => {
    const seen = examinePicture(tinyJpeg({ width: 32, height: 16 }))
    expect(seen).toMatchObject({ width: 32, height: 16, flaws: [] })
  })

  test.each([
    ['has a thumbnail', tinyJpeg({ segments: [exif(tinyJpeg())] }), ['THUMBNAIL']],
    ['has bytes behind its end', Buffer.concat([tinyJpeg(), Buffer.alloc(9)]), ['TRAILING_BYTES']],
    ['has no end', tinyJpeg().subarray(0, -2), ['JPEG_CUT']],
    ['is cut in its scan', tinyJpeg({ width: 64, height: 64 }).subarray(0, -9), ['JPEG_CUT']],
    ['is cut in its headers', tinyJpeg().subarray(0, 40), ['JPEG_DAMAGED']],
    ['is text', Buffer.from('<html>not found</html>'), ['NOT_JPEG']],
    ['is nothing', Buffer.alloc(0), ['NOT_JPEG']],
    ['is arithmetically coded', tinyJpeg({ sof: 0xc9 }), ['JPEG_UNSHOWABLE']],
  ])('that %s is known', (_what, jpeg, codes) => {
    expect(flaws(jpeg)).toEqual(codes)
  })

  test('that has no Huffman tables is known', async () => {
    expect(flaws(without(await frameOf(pattern()), DHT))).toEqual(['HUFFMAN_MISSING'])
  })

  test('that is progressive is known', async () => {
    const raw = { width: 32, height: 16, channels: 3 } as const
    const picture = sharp(Buffer.alloc(32 * 16 * 3, 90), { raw })
    expect(flaws(await picture.jpeg({ progressive: true }).toBuffer())).toEqual([
      'JPEG_PROGRESSIVE',
    ])
    expect(flaws(await picture.jpeg({ progressive: false }).toBuffer())).toEqual([])
  })

  test('has the same print as the same bytes, and as no others', () => {
    const print = (shade: number): string => examinePicture(tinyJpeg({ shade })).print
    expect(print(1)).toBe(print(1))
    expect(print(1)).not.toBe(print(2))
  })
})
