import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { PartReader, type PartReaderOptions } from '../../src/multipart/reader.ts'
import { chunksOf, damage, jpeg, payload, sizes } from '../frame/arbitraries.ts'
import { concat, latin1, SOI, segment, tinyJpeg } from '../frame/jpegs.ts'
import { countReads } from '../frame/reads.ts'
import { delimiter, type Layout, part, stream } from './reader-streams.ts'

const boundary = 'frame'

/** Everything a reader says about a stream in chunks: parts in order, then what was told. */
function hear(chunks: readonly Bytes[], options: PartReaderOptions): string[] {
  const told: string[] = []
  const parts: string[] = []
  const onReject = (error: ZoetropeError) => {
    expect(error).toBeInstanceOf(ZoetropeError)
    told.push(error.code)
  }
  const reader = new PartReader({ ...options, onReject })
  const most = Math.max(options.maxBytes ?? 0, options.maxHeaderBytes ?? 16_384) + 1024
  const take = (all: ReturnType<PartReader['push']>) => {
    for (const { headers, body } of all) {
      parts.push(`${JSON.stringify([...headers])} ${body.length}: ${body.join(' ')}`)
    }
  }
  for (const chunk of chunks) {
    take(reader.push(chunk))
    expect(reader.buffered).toBeLessThanOrEqual(most)
  }
  take(reader.end())
  return [...parts, ...told]
}

/** The bodies of a stream in chunks, as text. */
function bodies(chunks: readonly Bytes[], options: PartReaderOptions): string[] {
  const reader = new PartReader(options)
  const name = ({ body }: { body: Bytes }) => `${body.length}: ${body.join(' ')}`
  return [...chunks.flatMap((chunk) => reader.push(chunk).map(name)), ...reader.end().map(name)]
}

const texts = (all: readonly Bytes[]) => all.map((body) => `${body.length}: ${body.join(' ')}`)
const frames = fc.array(jpeg, { minLength: 1, maxLength: 4 })

const layout: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom('\r\n', '\n'),
  dashes: fc.constantFrom('--', '----'),
  headers: fc.constantFrom([], ['X-Timestamp: 1700000000.000001'], ['x-a:b', 'X-Frame-Index : 7']),
  length: fc.constantFrom(false as const, (body: Bytes) => body.length),
})

describe('a part reader', () => {
  it('gives the same frames for any chunks of a stream in any layout', () => {
    const named = fc.constantFrom('frame', '--frame', undefined)
    fc.assert(
      fc.property(frames, layout, sizes, named, (all, chosen, cuts, name) => {
        const chunks = chunksOf(stream(all, chosen), cuts)
        expect(bodies(chunks, { boundary: name })).toEqual(texts(all))
      }),
    )
  })

  it('gives every frame with its last byte, in any layout', () => {
    fc.assert(
      fc.property(frames, layout, (all, chosen) => {
        const reader = new PartReader({ boundary })
        reader.push(delimiter(chosen))
        for (const body of all) {
          const tail = latin1(`${chosen.eol ?? ''}`)
          const bytes = part(body, chosen)
          const upTo = bytes.length - tail.length
          expect(reader.push(bytes.slice(0, upTo - 1))).toEqual([])
          expect(texts(reader.push(bytes.slice(upTo - 1, upTo)).map((one) => one.body))).toEqual(
            texts([body]),
          )
          reader.push(concat(tail, delimiter(chosen)))
        }
      }),
    )
  })

  it('loses no frame to wrong lengths, whatever they are', () => {
    const error = fc.oneof(
      fc.constant(0),
      fc.integer({ min: -20, max: 20 }),
      fc.integer({ min: 0, max: 100_000 }),
    )
    const pairs = fc.array(fc.tuple(jpeg, error), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(pairs, sizes, (all, cuts) => {
        // A wrong length that points at the boundary inside a picture is as good as a right one.
        const misled = ([body, by]: [Bytes, number]) =>
          by < 0 && String.fromCharCode(...body.slice(by).slice(0, 20)).includes('frame')
        fc.pre(!all.some(misled))
        const pieces = all.flatMap(([body, by]) => {
          const length = () => Math.max(0, body.length + by)
          return [delimiter(), part(body, { length })]
        })
        const expected = texts(all.map(([body]) => body))
        const chunks = chunksOf(concat(...pieces, delimiter()), cuts)
        expect(bodies(chunks, { boundary })).toEqual(expected)
      }),
    )
  })

  it('gives texts and pictures as they are when their lengths are right', () => {
    const body = fc.oneof(jpeg, payload)
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), sizes, (all, cuts) => {
        // What begins like a JPEG and is none, or like a line too many, may be cut otherwise.
        fc.pre(all.every((one) => one[0] !== 0xff && one[0] !== 13 && one[0] !== 10))
        expect(bodies(chunksOf(stream(all), cuts), { boundary })).toEqual(texts(all))
      }),
    )
  })

  it('says the same about any bytes, however they are cut', () => {
    const line = fc.constantFrom(
      ...[
        '--frame\r\n',
        '--frame--\r\n',
        '--x\n',
        '\r\n',
        '\n',
        'Content-Length: 160\r\n',
        'A: b\n',
      ],
      ...['Content-Type: image/jpeg\r\n\r\n', 'Content-Length: 3\r\n\r\n', '--', 'c', 'frame\n'],
    )
    const whole = fc
      .tuple(jpeg, layout)
      .map(([body, chosen]) => concat(delimiter(), part(body, chosen)))
    const piece = fc.oneof(whole, jpeg, payload, line.map(latin1))
    const bytes = fc.array(piece, { maxLength: 7 }).chain((all) => damage(concat(...all)))
    const options = fc.record({
      boundary: fc.constantFrom('frame', '--frame', undefined),
      maxBytes: fc.constantFrom(1, 3, 200, 1000, 100_000),
      maxHeaderBytes: fc.constantFrom(1, 10, 60, 16_384),
    })
    fc.assert(
      fc.property(bytes, sizes, options, (all, cuts, chosen) => {
        const heard = hear([all], chosen)
        expect(hear(chunksOf(all, cuts), chosen)).toEqual(heard)
        expect(hear(chunksOf(all, [1]), chosen)).toEqual(heard)
      }),
      { numRuns: 300 },
    )
  })
})

it('judges a header block at its limit the same, wherever it is cut', () => {
  const lines = [latin1('--frame\r\n'), Uint8Array.of(0xff, 0xd9), latin1('--frame\r\n')]
  const bytes = concat(...lines, tinyJpeg())
  const limits = { boundary, maxHeaderBytes: 10, maxBytes: 1 }
  expect(hear(chunksOf(bytes, [1]), limits)).toEqual(hear([bytes], limits))
})

describe('the work of a part reader', () => {
  const count = 400
  const header = 'Content-Type: image/jpeg\r\n\r\n'

  it.each<[string, () => Bytes]>([
    ['delimiters', () => latin1('--frame\r\n'.repeat(10 * count))],
    ['lines that look like delimiters', () => latin1('--frame x\r\n'.repeat(10 * count))],
    ['likely delimiters', () => latin1('--a\r\n'.repeat(10 * count))],
    ['empty lines', () => latin1('\r\n'.repeat(50 * count))],
    ['one long header line', () => latin1(`--frame\r\nX: ${'x'.repeat(100 * count)}`)],
    [
      'bodies that end in each other',
      () => latin1(`--frame\r\nContent-Length: 9999\r\n\r\n`.repeat(count)),
    ],
    ['broken JPEGs in each other', () => convergent(count)],
    [
      'torn JPEGs',
      () =>
        concat(
          ...Array.from({ length: count }, () =>
            concat(latin1(`\r\n${header}`), [0xff, 0xd8, 0xff]),
          ),
        ),
    ],
  ])('grows with the stream only, also for %s', (_, make) => {
    const bytes = make()
    const counted = countReads(bytes)
    const reader = new PartReader({ boundary })
    reader.push(counted.bytes)
    reader.end()
    expect(counted.reads() / bytes.length).toBeLessThan(12)
  })

  it('is no more for many small chunks than for one', () => {
    const bytes = concat(latin1('--frame\r\nX-Long: '), new Uint8Array(15_000).fill(0x61))
    const reader = new PartReader({ boundary })
    let reads = 0
    for (const chunk of chunksOf(bytes, [1])) {
      const counted = countReads(chunk)
      reader.push(counted.bytes)
      reads += counted.reads()
    }
    expect(reads / bytes.length).toBeLessThan(12)
  })
})

/** Parts that begin in each other's comments, which all end where one scan begins that breaks off. */
function convergent(count: number): Bytes {
  const head = concat(
    latin1('\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n'),
    SOI,
    segment(0xc0, Uint8Array.of(8, 0, 8, 0, 8, 1, 1, 0x11, 0)),
  )
  const parts = Array.from({ length: count }, (_, index) => {
    const length = (count - index - 1) * (head.length + 4) + 2
    return concat(head, [0xff, 0xfe, length >> 8, length & 0xff])
  })
  const scan = concat(segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)), new Uint8Array(30_000))
  return concat(...parts, scan, [0xff, 2], latin1('\r\n--frame\r\n\r\n'))
}
