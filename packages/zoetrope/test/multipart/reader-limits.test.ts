import { describe, expect, it } from 'vitest'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { PartReader, type PartReaderOptions } from '../../src/multipart/reader.ts'
import { chunksOf } from '../frame/arbitraries.ts'
import { concat, latin1, tinyJpeg } from '../frame/jpegs.ts'
import {
  abc,
  delimiter,
  frames,
  type Layout,
  part,
  read,
  readAnyhow,
  stream,
} from './reader-streams.ts'

const boundary = 'frame'
const giant = tinyJpeg({ shade: 50, bytes: 5000 })

/** The most that a reader keeps between chunks of this size. */
function mostBuffered(bytes: Bytes, size: number, options: PartReaderOptions): number {
  const reader = new PartReader(options)
  return Math.max(
    ...chunksOf(bytes, [size]).map((chunk) => {
      reader.push(chunk)
      return reader.buffered
    }),
  )
}

/** The messages of what is told about a stream. */
function messages(bytes: Bytes, options: PartReaderOptions): string[] {
  const told: string[] = []
  const onReject = (error: ZoetropeError) => {
    expect(error).toBeInstanceOf(ZoetropeError)
    told.push(error.message)
  }
  const reader = new PartReader({ ...options, onReject })
  reader.push(bytes)
  reader.end()
  return told
}

describe('the limit of a body', () => {
  const options = { boundary, maxBytes: 1000 }

  it.each<[string, Layout]>([
    ['with its length', {}],
    ['without a length', { length: false }],
    ['with a length too small', { length: () => 100 }],
    ['with a length too large', { length: () => 100_000 }],
  ])('drops and names a giant %s, and loses no other', (_, layout) => {
    const bytes = stream([frames.a, giant, frames.b, giant, frames.c], layout)
    const reading = readAnyhow(bytes, options)
    expect(reading).toMatchObject({
      bodies: ['a', 'b', 'c'],
      codes: ['FRAME_TOO_LARGE', 'FRAME_TOO_LARGE'],
    })
  })

  it.each([
    ['a text', latin1('x'.repeat(5000))],
    ['a text of lines', latin1('line\r\n'.repeat(900))],
    ['a broken JPEG', concat(giant.subarray(0, 100), [0xff, 0], giant.subarray(102))],
  ])('holds for %s', (_, body) => {
    for (const layout of [{}, { length: false }] as const) {
      const bytes = stream([frames.a, body, frames.b], layout)
      expect(readAnyhow(bytes, options)).toMatchObject({
        bodies: ['a', 'b'],
        codes: ['FRAME_TOO_LARGE'],
      })
    }
  })

  it('lets a body of exactly that size pass', () => {
    for (const layout of [{}, { length: false }] as const) {
      const exact = { boundary, maxBytes: frames.c.length }
      expect(readAnyhow(stream(abc, layout), exact).bodies).toEqual(['a', 'b', 'c'])
      const short = { boundary, maxBytes: frames.c.length - 1 }
      expect(readAnyhow(stream(abc, layout), short)).toMatchObject({
        bodies: ['a', 'b'],
        codes: ['FRAME_TOO_LARGE'],
      })
    }
  })

  it('says what to do', () => {
    expect(messages(stream([giant]), options)).toEqual([
      'Dropped a part with a body of more than 1000 bytes; raise maxBytes if frames may be that large',
    ])
  })

  it('bounds what is kept', () => {
    const layouts: Layout[] = [{}, { length: false }, { length: () => 900 }]
    for (const layout of layouts) {
      for (const size of [1, 50, 999]) {
        const most = mostBuffered(stream([giant, giant], layout), size, options)
        expect(most).toBeLessThanOrEqual(1000 + 1024)
      }
    }
  })
})

describe('the limit of a header block', () => {
  const options = { boundary, maxHeaderBytes: 200 }

  it.each([
    ['one long line', [`X-Long: ${'x'.repeat(500)}`]],
    ['many lines', Array.from({ length: 50 }, (_, index) => `X-${index}: value`)],
    ['folded lines', Array.from({ length: 50 }, () => ' more')],
    ['lines that are no fields', Array.from({ length: 50 }, () => 'nonsense')],
  ])('ignores and names %s, and gives the frame without it', (_, headers) => {
    const bytes = concat(
      delimiter(),
      part(frames.a),
      delimiter(),
      part(frames.b, { headers }),
      stream([frames.c, frames.a]),
    )
    expect(readAnyhow(bytes, options)).toMatchObject({
      bodies: ['a', 'b', 'c', 'a'],
      codes: ['HEADER_TOO_LARGE'],
    })
  })

  it('lets a header block of exactly that size pass', () => {
    const base = part(frames.a, { headers: ['X-Pad: '] }).length - frames.a.length - 2
    const headers = (size: number) => ({ headers: [`X-Pad: ${'x'.repeat(size - base)}`] })
    expect(readAnyhow(stream([frames.a], headers(200)), options).bodies).toEqual(['a'])
    expect(readAnyhow(stream([frames.a], headers(203)), options).codes).toContain(
      'HEADER_TOO_LARGE',
    )
  })

  it('says what to do', () => {
    const bytes = stream([frames.a], { headers: ['x'.repeat(300)] })
    expect(messages(bytes, options)).toEqual([
      'Ignored a header block of more than 200 bytes; raise maxHeaderBytes if it is right',
    ])
  })

  it('bounds what is kept of lines that never end', () => {
    for (const start of ['', '--', '--frame\r\n', '--frame\r\nX: ', 'Content-Type: ', 'frame']) {
      const endless = latin1(start + 'y'.repeat(5000))
      for (const size of [1, 100]) {
        expect(mostBuffered(endless, size, options)).toBeLessThanOrEqual(200 + 1024)
      }
    }
  })
})

describe('a stream that is none', () => {
  it.each([
    ['binary noise', Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 251)],
    ['zeros', new Uint8Array(3_000_000)],
    ['lines', latin1('all work and no play\r\n'.repeat(150_000))],
    ['lines with dashes', latin1('--\r\n-- x\r\n-\r\n'.repeat(200_000))],
    ['FF upon FF', new Uint8Array(3_000_000).fill(0xff)],
  ])('is named once for %s, and nothing is kept', (_, bytes) => {
    for (const size of [65_536, 3_000_000]) {
      expect(read(chunksOf(bytes, [size]), { boundary })).toMatchObject({
        bodies: [],
        codes: ['INVALID_STREAM'],
      })
      expect(mostBuffered(bytes, size, { boundary })).toBeLessThan(20_000)
    }
  })

  it('is named at its end when it is short', () => {
    const page = latin1('<html>\n<!-- 404 -->\n</html>\n')
    expect(readAnyhow(page, { boundary })).toMatchObject({ bodies: [], codes: ['INVALID_STREAM'] })
    expect(messages(page, {})[0]).toContain('expected')
  })

  it('is not named when it is empty', () => {
    expect(read([])).toMatchObject({ codes: [] })
    expect(read([new Uint8Array(0)])).toMatchObject({ codes: [] })
  })

  it('may become one all the same', () => {
    const bytes = concat(new Uint8Array(2_000_000), latin1('\r\n'), stream(abc))
    expect(read(chunksOf(bytes, [65_536]), { boundary })).toMatchObject({
      bodies: ['a', 'b', 'c'],
      codes: ['INVALID_STREAM'],
    })
  })

  it('is not a stream whose frames are large', () => {
    const large = tinyJpeg({ bytes: 2_000_000 })
    const { bodies, codes } = read(chunksOf(stream([large, large]), [65_536]), { boundary })
    expect({ bodies, codes }).toEqual({
      bodies: ['2000000 other bytes', '2000000 other bytes'],
      codes: [],
    })
  })
})

describe('the end of a stream', () => {
  it.each([
    ['in a body with a length', {}],
    ['in a body without a length', { length: false }],
  ] as const)('%s drops and names it', (_, layout) => {
    const cut = stream([frames.a, frames.c], layout).subarray(0, -50)
    expect(readAnyhow(cut, { boundary })).toMatchObject({
      bodies: ['a'],
      codes: ['INVALID_FRAME'],
    })
  })

  it('in a header block, in a delimiter or behind one drops nothing', () => {
    for (const tail of [
      '--frame\r\nContent-Type: image/jp',
      '--fra',
      '--frame',
      '--frame--',
      '--frame\r\n\r\n',
    ]) {
      const bytes = concat(stream([frames.a]), latin1(tail))
      expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['a'], codes: [] })
    }
  })

  it('ends a text that nothing else ends', () => {
    const reader = new PartReader({ boundary })
    expect(reader.push(latin1('--frame\r\nContent-Type: text/plain\r\n\r\nhello\n'))).toEqual([])
    expect(reader.end().map(({ body }) => String.fromCharCode(...body))).toEqual(['hello\n'])
  })

  it('proves the length of a text', () => {
    const text = { type: 'Content-Type: text/plain' }
    const bytes = concat(delimiter(), part(latin1('hello'), text))
    expect(readAnyhow(bytes.subarray(0, -2), { boundary }).bodies).toEqual(['5 other bytes'])
  })

  it('gives an empty part whose header announced it as such', () => {
    const bytes = concat(delimiter(), part(new Uint8Array(0)))
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['0 other bytes'])
  })

  it('gives a whole JPEG whose length promised more', () => {
    const bytes = concat(stream([frames.a]), part(frames.b, { length: () => 5000 }))
    expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['a', 'b'], codes: [] })
  })

  it('gives the frames that a wrong length had hidden', () => {
    const hidden = concat(
      stream([frames.a]),
      part(concat(frames.b.subarray(0, 90)), { length: () => 5000 }),
      stream([frames.b, frames.c]),
    )
    const { bodies } = readAnyhow(hidden, { boundary })
    expect(bodies).toEqual(['a', '90 other bytes', 'b', 'c'])
  })

  it('keeps nothing', () => {
    const reader = new PartReader({ boundary })
    reader.push(stream(abc).subarray(0, 300))
    expect(reader.buffered).toBeGreaterThan(0)
    reader.end()
    expect(reader.buffered).toBeLessThan(200)
  })
})

describe('options', () => {
  it.each(['maxBytes', 'maxHeaderBytes'])('%s must be an integer from 1 up', (name) => {
    for (const value of [0, -1, 2.5, Number.NaN]) {
      expect(() => new PartReader({ [name]: value })).toThrow(
        `Expected ${name} to be an integer from 1 up, got ${value}`,
      )
    }
  })

  it('may be given as undefined', () => {
    const none = { boundary: undefined, maxBytes: undefined, maxHeaderBytes: undefined }
    expect(read([stream(abc)], none).bodies).toEqual(['a', 'b', 'c'])
  })
})
