import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { PartReader } from '../../src/multipart/reader.ts'
import { concat, EOI, exif, latin1, segment, tinyJpeg } from '../frame/jpegs.ts'
import {
  abc,
  arrivals,
  delimiter,
  ends,
  frames,
  part,
  readAnyhow,
  stream,
} from './reader-streams.ts'

const boundary = 'frame'

describe('a boundary', () => {
  it.each([
    ['bare in both', 'frame', '--'],
    ['with its dashes in the header', '--frame', '--'],
    ['with dashes in the header, doubled in the body', '--frame', '----'],
    ['without dashes in the body', 'frame', ''],
    ['with dashes in the header only', '--frame', ''],
    ['with one dash more', 'frame', '---'],
  ])('may come %s', (_, named, dashes) => {
    for (const length of [undefined, false] as const) {
      const layout = length === false ? { dashes, length } : { dashes }
      const reading = readAnyhow(stream(abc, layout), { boundary: named })
      expect(reading).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
    }
  })

  it.each([
    ['not named in the header', undefined],
    ['named wrong in the header', 'other'],
    ['named by dashes only', '--'],
    ['named by nothing', ''],
  ])('is learnt from the stream when it is %s', (_, named) => {
    for (const layout of [{}, { length: false }, { boundary: '--x y' }] as const) {
      const reading = readAnyhow(stream(abc, layout), { boundary: named })
      expect(reading).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
    }
  })

  it('is learnt where the part has no header at all', () => {
    const bytes = stream(abc, { type: '', length: false })
    expect(readAnyhow(bytes).bodies).toEqual(['a', 'b', 'c'])
  })

  it('is not learnt from a preamble that happens to begin with dashes', () => {
    const preamble = latin1('-- hello --\r\n--\r\n-- a\r\n\r\nmore\r\n-- b: c\r\n--x\r\ntext\r\n')
    const bytes = concat(preamble, stream(abc, { length: false }))
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
    expect(readAnyhow(bytes).bodies).toEqual(['a', 'b', 'c'])
  })

  it('may change in mid-stream, as when a server behind a proxy starts anew', () => {
    const bytes = concat(stream(abc), stream(abc, { boundary: 'other' }), stream(abc))
    const { bodies, codes } = readAnyhow(bytes, { boundary })
    expect(bodies).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'])
    expect(codes).toEqual([])
  })

  it('may consist of anything that RFC 2046 allows', () => {
    const odd = "0aZ'()+_,-./:=? x"
    expect(readAnyhow(stream(abc, { boundary: odd }), { boundary: odd }).bodies).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('may be followed by blanks', () => {
    const bytes = stream(abc, { boundary: 'frame \t' })
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
  })

  it('may be dashes only, since headers tell the parts as well', () => {
    const bytes = stream(abc, { boundary: '-----' })
    expect(readAnyhow(bytes, { boundary: '-------' }).bodies).toEqual(['a', 'b', 'c'])
  })
})

describe('delimiters', () => {
  it('may be missing in front of the first part', () => {
    const bytes = stream(abc).subarray(delimiter().length)
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
    expect(readAnyhow(bytes).bodies).toEqual(['a', 'b', 'c'])
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it('may be missing altogether', () => {
    const headed = concat(...abc.map((body) => part(body)))
    expect(readAnyhow(headed, { boundary }).bodies).toEqual(['a', 'b', 'c'])
    const bare = concat(...abc.map((body) => part(body, { length: false })))
    expect(readAnyhow(bare).bodies).toEqual(['a', 'b', 'c'])
  })

  it('and headers may be missing altogether: frames end to end are read, too', () => {
    const { bodies, headers, codes } = readAnyhow(concat(...abc))
    expect({ bodies, headers, codes }).toEqual({
      bodies: ['a', 'b', 'c'],
      headers: [{}, {}, {}],
      codes: [],
    })
  })

  it('may follow the body without a line end, or after several', () => {
    const lines = (eol: string) =>
      concat(...abc.flatMap((body) => [part(body).subarray(0, -2), latin1(`${eol}--frame\r\n`)]))
    for (const eol of ['', '\n', '\r\n\r\n', '\r\n\r\n\r\n']) {
      const bytes = concat(delimiter(), lines(eol))
      expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
    }
  })

  it('may come with LF for CRLF', () => {
    for (const length of [undefined, false] as const) {
      const layout = length === false ? { eol: '\n', length } : { eol: '\n' }
      const bytes = stream(abc, layout)
      expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
      expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
    }
  })

  it.each([
    ['nothing but line ends', '\r\n\r\n\n'],
    ['a note, as RFC 2046 has it', 'This is a multi-part message in MIME format.\r\n'],
    ['a note without a line end of its own', 'x\r\n'],
    [
      'a status line and header',
      'HTTP/1.0 200 OK\r\nServer: cam\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n',
    ],
    ['lines that begin like others', 'content\r\nframes\r\n-frame\r\nContent-Length\r\n'],
    ['binary noise', 'a\u0000\u00ff\u00fe\n\u00ff\u00d8\n\u00ff\u00d8\u0000\nb\r\n'],
  ])('may come behind a preamble of %s', (_, preamble) => {
    const bytes = concat(latin1(preamble), stream(abc))
    for (const named of [boundary, undefined]) {
      expect(readAnyhow(bytes, { boundary: named })).toMatchObject({
        bodies: ['a', 'b', 'c'],
        codes: [],
      })
    }
  })
})

describe('a missing length', () => {
  const bytes = stream(abc, { length: false })

  it('costs nothing: a JPEG tells its own end', () => {
    expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it('is made up for by thumbnails and padding being told apart', () => {
    const tricky = tinyJpeg({ segments: [exif(tinyJpeg()), segment(0xfe, EOI)] })
    const padded = concat(tricky, new Uint8Array(30))
    const reader = new PartReader({ boundary })
    const parts = reader.push(stream([padded, frames.a, padded, frames.b], { length: false }))
    expect(parts.map(({ body }) => body)).toEqual([tricky, frames.a, tricky, frames.b])
  })

  it('may follow parts that had one', () => {
    const mixed = concat(stream([frames.a]), part(frames.b, { length: false }), stream([frames.c]))
    expect(readAnyhow(mixed, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
  })
})

describe('a wrong length', () => {
  const wrong: [string, (body: Bytes) => number | string][] = [
    ['0', () => 0],
    ['1', () => 1],
    ['2 too few', (body) => body.length - 2],
    ['1 too few', (body) => body.length - 1],
    ['half', (body) => body.length >> 1],
    ['1 too many', (body) => body.length + 1],
    ['2 too many (it counts the line end)', (body) => body.length + 2],
    ['the delimiter too many', (body) => body.length + 13],
    ['the next header too many', (body) => body.length + 50],
    ['a part too many', (body) => body.length * 2],
    ['the same large number for all', () => 10_000_000],
    ['larger than any limit', () => 1e12],
    ['the length of the first frame for all', () => frames.a.length],
    ['not a number', () => 'many'],
    ['negative', () => -1],
    ['hexadecimal', (body) => `0x${body.length.toString(16)}`],
    ['repeated', (body) => `${body.length}, ${body.length}`],
  ]

  it.each(wrong)('of %s loses no frame', (_, length) => {
    expect(readAnyhow(stream(abc, { length }), { boundary })).toMatchObject({
      bodies: ['a', 'b', 'c'],
      codes: [],
    })
  })

  it.each(wrong)('of %s delays no frame when the stream begins with it', (_, length) => {
    const bytes = stream(abc, { length })
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it.each(wrong)('of %s loses no frame after right ones', (_, length) => {
    const bytes = concat(
      stream(abc),
      part(frames.b, { length }),
      delimiter(),
      part(frames.c, { length }),
      stream(abc),
    )
    const { bodies, codes } = readAnyhow(bytes, { boundary })
    expect(bodies).toEqual(['a', 'b', 'c', 'b', 'c', 'a', 'b', 'c'])
    expect(codes).toEqual([])
  })

  it('of a text is put right by the next delimiter', () => {
    const text = latin1('hello, world')
    // One or two too many would be the line end, which a text may well end with.
    for (const error of [-5, -1, 4, 40, 1e6]) {
      const layout = { type: 'Content-Type: text/plain', length: () => text.length + error }
      const bytes = concat(stream([text, text], layout), part(frames.a))
      const { bodies } = readAnyhow(bytes, { boundary })
      expect({ error, bodies }).toEqual({
        error,
        bodies: ['12 other bytes', '12 other bytes', 'a'],
      })
    }
  })
})

describe('a JPEG with padding behind it', () => {
  const padded = abc.map((body) => concat(body, new Uint8Array(40)))

  it('comes without the padding', () => {
    expect(readAnyhow(stream(padded), { boundary })).toMatchObject({
      bodies: ['a', 'b', 'c'],
      codes: [],
    })
  })

  it('comes with its own last byte, however long the padding', () => {
    const bytes = stream(padded)
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it('may have another picture for padding (MPF), which is no part of its own', () => {
    const double = concat(frames.c, frames.a)
    const whole = `${double.length} other bytes`
    const bytes = stream([double, frames.b, double, double])
    expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['c', 'b', whole, whole] })
  })
})

describe('a damaged JPEG', () => {
  const cut = frames.c.subarray(0, -2)
  const torn = frames.c.subarray(0, 200)
  const broken = concat(frames.c.subarray(0, 100), [0xff, 0x00], frames.c.subarray(102))

  it.each([
    ['without an end', cut],
    ['cut in its headers', torn],
    ['broken in its headers', broken],
    ['of two bytes', Uint8Array.of(0xff, 0xd8)],
  ])('%s is given as it came, for the gate to judge, and the next is not lost', (_, body) => {
    for (const length of [undefined, false] as const) {
      const layout = length === false ? { length } : {}
      const bytes = stream([frames.a, body, frames.b, body, frames.a], layout)
      expect(readAnyhow(bytes, { boundary })).toMatchObject({
        bodies: ['a', `${body.length} other bytes`, 'b', `${body.length} other bytes`, 'a'],
        codes: [],
      })
    }
  })

  it('without an end comes with the delimiter behind it, not with the next frame', () => {
    const bytes = stream([frames.a, cut, frames.b])
    const [, second] = arrivals(bytes, { boundary })
    expect(second).toBe((ends(bytes, [frames.a, cut])[1] ?? 0) + '\r\n--frame\r\n'.length)
  })

  it('that is shorter than announced does not swallow the next', () => {
    const length = () => frames.c.length
    for (const body of [cut, torn]) {
      const bytes = concat(
        stream([frames.a]),
        part(body, { length }),
        stream([frames.b, frames.c, frames.a]),
      )
      const { bodies } = readAnyhow(bytes, { boundary })
      expect(bodies.slice(-3)).toEqual(['b', 'c', 'a'])
    }
  })

  it('among frames without any headers is named and dropped', () => {
    const { bodies, codes } = readAnyhow(concat(frames.a, cut, frames.b, frames.c))
    expect(bodies).toEqual(['a', 'b', 'c'])
    expect(codes).toEqual(['INVALID_FRAME'])
  })
})
