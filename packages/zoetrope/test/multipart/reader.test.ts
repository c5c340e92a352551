import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { PartReader } from '../../src/multipart/reader.ts'
import { chunksOf } from '../frame/arbitraries.ts'
import { concat, exif, latin1, segment, tinyJpeg } from '../frame/jpegs.ts'
import { abc, arrivals, ends, frames, part, read, readAnyhow, stream } from './reader-streams.ts'

const boundary = 'frame'

describe('a stream as it should be', () => {
  it('gives its parts in order, wherever the chunks are cut', () => {
    const { bodies, headers, codes } = readAnyhow(stream(abc), { boundary })
    expect(bodies).toEqual(['a', 'b', 'c'])
    expect(headers[0]).toEqual({
      'content-type': 'image/jpeg',
      'content-length': `${frames.a.length}`,
    })
    expect(codes).toEqual([])
  })

  it('gives each part with its last byte, not later', () => {
    const bytes = stream(abc)
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it('gives several parts that come in one chunk at once', () => {
    expect(new PartReader({ boundary }).push(stream(abc))).toHaveLength(3)
  })

  it('gives a part that lies inside a chunk as a view of it', () => {
    const bytes = stream(abc)
    const reader = new PartReader({ boundary })
    // A part from two chunks comes first, and moves nothing of the second chunk.
    const first = reader.push(bytes.slice(0, 100))
    const chunk = bytes.slice(100)
    const rest = reader.push(chunk)
    expect(first).toEqual([])
    expect(rest.map(({ body }) => body.buffer === chunk.buffer)).toEqual([false, true, true])
  })

  it('needs no copy of a chunk whose first line began in the one before', () => {
    const bytes = stream(abc)
    const cut = ends(bytes)[0] ?? 0
    const reader = new PartReader({ boundary })
    const parts = [...reader.push(bytes.slice(0, cut + 3)), ...reader.push(bytes.slice(cut + 3))]
    expect(parts.map(({ body }) => body)).toEqual(abc)
  })

  it('lets the buffer of a chunk be used again for the next', () => {
    const bytes = stream(abc)
    for (const size of [1, 7, 64, 500]) {
      const reader = new PartReader({ boundary })
      const buffer = new Uint8Array(size)
      const bodies = chunksOf(bytes, [size]).flatMap((chunk) => {
        buffer.fill(0xaa)
        buffer.set(chunk)
        return reader.push(buffer.subarray(0, chunk.length)).map(({ body }) => body.slice())
      })
      expect(bodies).toEqual(abc)
    }
  })

  it('may come in the Buffers of Node, whose methods are their own', () => {
    for (const length of [undefined, false] as const) {
      const bytes = Buffer.from(stream(abc, length === false ? { length } : {}))
      const chunks = [bytes.subarray(0, 60), bytes.subarray(60, 300), bytes.subarray(300)]
      expect(read(chunks, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
    }
  })

  it('may close with a delimiter, and go on all the same', () => {
    const closed = concat(stream(abc).subarray(0, -2), latin1('--\r\nbye\r\n'))
    expect(readAnyhow(closed, { boundary }).bodies).toEqual(['a', 'b', 'c'])
    const again = concat(closed, stream([frames.b]))
    expect(readAnyhow(again, { boundary })).toMatchObject({
      bodies: ['a', 'b', 'c', 'b'],
      codes: [],
    })
  })

  it('may end without any delimiter', () => {
    const bytes = stream(abc)
    const cut = bytes.subarray(0, (ends(bytes)[2] ?? 0) + 2)
    expect(readAnyhow(cut, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
  })

  it('may send its delimiter behind each part, with the header of the next', () => {
    const early = [latin1('--frame\r\nContent-Type: image/jpeg\r\n\r\n')]
    const behind = latin1('\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n')
    const bytes = concat(...early, ...abc.flatMap((body) => [body, behind]))
    expect(readAnyhow(bytes, { boundary })).toMatchObject({ bodies: ['a', 'b', 'c'], codes: [] })
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it('may carry other things than JPEGs', () => {
    const text = { type: 'Content-Type: text/plain' }
    const bytes = concat(
      stream([latin1('hello\r\n'), latin1(''), latin1('--\n-')], text),
      part(frames.a),
    )
    const reader = new PartReader({ boundary })
    const bodies = reader.push(bytes).map(({ body }) => String.fromCharCode(...body))
    expect(bodies.slice(0, 3)).toEqual(['hello\r\n', '', '--\n-'])
    expect(readAnyhow(bytes, { boundary }).bodies.at(-1)).toBe('a')
  })

  it('gives other things than JPEGs when the delimiter behind them proves their length', () => {
    const bytes = stream([latin1('hello'), latin1('world')], { type: 'Content-Type: text/plain' })
    const line = '\r\n--frame\r\n'.length
    expect(arrivals(bytes, { boundary })).toEqual(
      ends(bytes, [latin1('hello'), latin1('world')]).map((end) => end + line),
    )
  })
})

describe('what a search for delimiters takes for one', () => {
  const bait = latin1('\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\n')
  const closing = latin1('\r\n--frame--\r\n')
  const tricky: [string, Bytes][] = [
    ['in a comment', tinyJpeg({ segments: [segment(0xfe, concat(bait, closing))] })],
    ['in a scan', tinyJpeg({ scan: concat([1], bait, [2], closing, [3]) })],
    ['in a thumbnail', tinyJpeg({ segments: [exif(tinyJpeg({ scan: bait }))] })],
    ['at the very end', tinyJpeg({ scan: bait })],
  ]

  it.each(tricky)('stays in the body with a length: %s', (_, body) => {
    for (const bytes of [stream([body, frames.a, body]), stream([frames.a, body, frames.b])]) {
      const parts = new PartReader({ boundary }).push(bytes)
      expect(parts).toHaveLength(3)
      expect(parts.some((one) => Buffer.compare(one.body, body) === 0)).toBe(true)
      expect(readAnyhow(bytes, { boundary }).codes).toEqual([])
    }
  })

  it.each(tricky)('stays in the body without a length: %s', (_, body) => {
    const bytes = stream([body, frames.a, body], { length: false })
    expect(new PartReader({ boundary }).push(bytes).map((one) => one.body)).toEqual([
      body,
      frames.a,
      body,
    ])
    expect(readAnyhow(bytes, { boundary }).bodies[1]).toBe('a')
  })

  it.each([
    ['in mid-line', 'text --frame\r\nContent-Type: a/b\r\n\r\n'],
    ['with more behind the boundary', 'text\r\n--frames\r\nContent-Type: a/b\r\n\r\n'],
    ['with another boundary', 'text\r\n--fram\r\nContent-Type: a/b\r\n\r\n'],
    ['with no header block behind it', 'text\r\n--frame\r\nis the word\r\n'],
    ['with one dash', 'text\r\n-frame\r\nContent-Type: a/b\r\n\r\n'],
    ['in a long line', `text\r\n--frame${' '.repeat(300)}\r\nContent-Type: a/b\r\n\r\n`],
  ])('stays in a text without a length: %s', (_, text) => {
    const bytes = concat(
      stream([latin1(text)], { type: 'Content-Type: text/plain', length: false }),
      part(frames.a),
    )
    const { bodies } = readAnyhow(bytes, { boundary })
    expect(bodies).toEqual([`${text.length} other bytes`, 'a'])
  })
})

describe('a header block', () => {
  it('is read whatever its case and spacing', () => {
    const bytes = concat(
      latin1('--frame\r\nCONTENT-TYPE:image/jpeg\r\ncontent-length :\t'),
      latin1(`${frames.a.length}  \r\nX-Timestamp:1.5\r\nX-Empty:\r\n\r\n`),
      frames.a,
      latin1('\r\n--frame\r\n'),
    )
    expect(readAnyhow(bytes, { boundary }).headers).toEqual([
      {
        'content-type': 'image/jpeg',
        'content-length': `${frames.a.length}`,
        'x-timestamp': '1.5',
        'x-empty': '',
      },
    ])
  })

  it('may fold a line and repeat a field', () => {
    const headers = ['X-Note: one', '  two', '\tthree', 'X-Tag: a', 'x-tag: b']
    expect(readAnyhow(stream([frames.a], { headers }), { boundary }).headers[0]).toMatchObject({
      'x-note': 'one two three',
      'x-tag': 'a, b',
    })
  })

  it('may hold text beyond ASCII, colons in values, and lines that are no fields', () => {
    const text = 'X-Name: Küche: links\r\nno field\r\n: no name\r\n'
    const encoded: Bytes = new TextEncoder().encode(text)
    const bytes = concat(latin1('--frame\r\n'), encoded, part(frames.a))
    const { headers, bodies } = readAnyhow(bytes, { boundary })
    expect(headers[0]).toMatchObject({ 'x-name': 'Küche: links' })
    expect(bodies).toEqual(['a'])
  })

  it('may be empty', () => {
    const bytes = stream(abc, { type: '', length: false })
    expect(readAnyhow(bytes, { boundary })).toEqual({
      bodies: ['a', 'b', 'c'],
      headers: [{}, {}, {}],
      codes: [],
    })
    expect(arrivals(bytes, { boundary })).toEqual(ends(bytes))
  })

  it('may be missing together with its blank line', () => {
    const line = latin1('--frame\r\n')
    const bytes = concat(...abc.flatMap((body) => [line, body, latin1('\r\n')]), line)
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
  })

  it('may lack its blank line', () => {
    const header = latin1('--frame\r\nContent-Type: image/jpeg\r\n')
    const bytes = concat(...abc.flatMap((body) => [header, body, latin1('\r\n')]))
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
  })

  it('may begin with a blank line', () => {
    const header = latin1(`--${boundary}\r\n\r\nContent-Type: image/jpeg\r\n\r\n`)
    const bytes = concat(...abc.flatMap((body) => [header, body, latin1('\r\n')]))
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
  })

  it('may have a blank line too many', () => {
    const blank = abc.map((body) => concat(latin1('\r\n'), body))
    const length = (body: Bytes) => body.length - 2
    expect(readAnyhow(stream(blank, { length }), { boundary }).bodies).toEqual(['a', 'b', 'c'])
    expect(readAnyhow(stream(blank), { boundary }).bodies).toEqual(['a', 'b', 'c'])
    expect(readAnyhow(stream(blank, { length: false }), { boundary }).bodies).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('may begin with the delimiter twice', () => {
    const bytes = concat(latin1('--frame\r\n'), stream(abc))
    expect(readAnyhow(bytes, { boundary }).bodies).toEqual(['a', 'b', 'c'])
  })

  it('is each part its own', () => {
    const bytes = concat(
      stream([frames.a], { headers: ['X-One: 1'] }),
      part(frames.b, { headers: ['X-Two: 2'] }),
    )
    const { headers } = read([bytes], { boundary })
    expect(headers.map((fields) => Object.keys(fields).at(-1))).toEqual(['x-one', 'x-two'])
  })
})
