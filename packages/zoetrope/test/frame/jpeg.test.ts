import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { concat, EOI, exif, latin1, SOI, segment, stuffed, tinyJpeg } from './jpegs.ts'

const sos = segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0))
const table = segment(0xc4, concat([0x10, 1], new Uint8Array(15), [0]))

/** A frame header with these numbers in it. */
function sof(width: number, height: number, components = 1, marker = 0xc0): Bytes {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff]
  return segment(marker, concat([8], size, [components], new Uint8Array(3 * components)))
}

describe('a whole JPEG', () => {
  it('is told with its size in pixels and its length in bytes', () => {
    const jpeg = tinyJpeg({ width: 640, height: 480 })
    expect(inspectJpeg(jpeg)).toEqual({ ok: true, width: 640, height: 480, length: jpeg.length })
  })

  it.each([
    [1, 1],
    [65_535, 1],
    [1, 65_535],
    [4096, 2160],
  ])('may be %i x %i pixels large', (width, height) => {
    const jpeg = concat(SOI, sof(width, height), sos, [1], EOI)
    expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, width, height })
  })

  it.each([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])(
    'may have a frame header of kind %i',
    (kind) => {
      expect(inspectJpeg(tinyJpeg({ sof: kind }))).toMatchObject({ ok: true, width: 8, height: 8 })
    },
  )

  it('may have one to four components', () => {
    for (const components of [1, 2, 3, 4]) {
      const jpeg = concat(SOI, sof(8, 8, components), sos, EOI)
      expect(inspectJpeg(jpeg)).toMatchObject({ ok: true })
    }
  })

  it('may have padding behind it, which does not count', () => {
    const jpeg = tinyJpeg()
    for (const padding of [[0], [0xff, 0xff], EOI, jpeg]) {
      expect(inspectJpeg(concat(jpeg, padding))).toMatchObject({ ok: true, length: jpeg.length })
    }
  })

  it('may carry thumbnails, whose size and end are not its own', () => {
    const jpeg = tinyJpeg({
      width: 64,
      segments: [exif(tinyJpeg({ width: 16 })), exif(tinyJpeg())],
    })
    expect(inspectJpeg(jpeg)).toEqual({ ok: true, width: 64, height: 8, length: jpeg.length })
  })

  it('may have fill bytes in front of its markers', () => {
    const jpeg = concat(SOI, [0xff], sof(8, 8), [0xff, 0xff, 0xff], sos, [1, 0xff, 0xff], EOI)
    expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, length: jpeg.length })
  })

  it('may have stuffed bytes and restart markers in its scan', () => {
    const scan = concat(stuffed(concat(EOI, SOI)), [0xff, 0xd0, 7, 0xff, 0xd7], [0xff, 0, 0xff, 0])
    expect(inspectJpeg(tinyJpeg({ scan }))).toMatchObject({ ok: true })
  })

  it('may have several scans with tables between them', () => {
    const scan = concat(
      [1, 2],
      table,
      sos,
      [3, 0xff, 0],
      sos,
      segment(0xdd, Uint8Array.of(0, 4)),
      sos,
    )
    const jpeg = tinyJpeg({ scan, sof: 0xc2 })
    expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, length: jpeg.length })
  })

  it('may tell its height behind the first scan (DNL)', () => {
    const dnl = segment(0xdc, Uint8Array.of(0x01, 0xe0))
    const jpeg = concat(SOI, sof(640, 0), sos, [1, 2, 3], dnl, EOI)
    expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, width: 640, height: 480 })
  })

  it('keeps the height of its frame header when DNL says another', () => {
    const dnl = segment(0xdc, Uint8Array.of(0, 9))
    const jpeg = concat(SOI, sof(8, 16), sos, [1], dnl, EOI)
    expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, height: 16 })
  })

  it('need not have Huffman tables: many webcams leave them out', () => {
    expect(inspectJpeg(concat(SOI, sof(8, 8), sos, [1], EOI))).toMatchObject({ ok: true })
  })

  it('may be a view into a larger buffer', () => {
    const jpeg = tinyJpeg()
    const buffer = concat([1, 2, 3], jpeg, [4])
    expect(inspectJpeg(buffer.subarray(3, 3 + jpeg.length))).toMatchObject({ ok: true })
  })
})

describe('a flaw', () => {
  const head = concat(SOI, sof(8, 8))

  it.each<[string, Bytes, string, number]>([
    ['nothing at all', new Uint8Array(0), 'empty', 0],
    ['text', latin1('<html>'), 'no-soi', 0],
    ['a lone FF', Uint8Array.of(0xff), 'no-soi', 0],
    ['an SOI that is not first', concat([0], tinyJpeg()), 'no-soi', 0],
    ['an SOI alone', SOI, 'no-frame-header', 2],
    ['an SOI and an FF', concat(SOI, [0xff]), 'no-frame-header', 2],
    ['an SOI and an EOI', concat(SOI, EOI), 'no-frame-header', 2],
    ['a frame header and an end', concat(head, EOI), 'no-scan', head.length],
    ['a frame header and nothing else', head, 'no-scan', head.length],
    ['a scan before any frame header', concat(SOI, sos, [1], EOI), 'no-frame-header', 2],
    ['a byte where a marker is due', concat(head, [0], sos, EOI), 'bad-marker', head.length],
    ['a stuffed FF where a marker is due', concat(head, [0xff, 0]), 'bad-marker', head.length],
    ['a reserved marker', concat(head, [0xff, 0x02, 0, 2]), 'bad-marker', head.length],
    ['a restart marker outside of scans', concat(head, [0xff, 0xd0]), 'bad-marker', head.length],
    ['another SOI in the header', concat(head, SOI, head), 'second-soi', head.length],
    ['another SOI in the scan', concat(head, sos, [1, 2], SOI), 'second-soi', head.length + 12],
    [
      'a reserved marker in the scan',
      concat(head, sos, [0xff, 0x4f]),
      'bad-marker',
      head.length + 10,
    ],
    ['a length of 0', concat(head, [0xff, 0xfe, 0, 0], EOI), 'bad-length', head.length],
    ['a length of 1', concat(head, [0xff, 0xfe, 0, 1], EOI), 'bad-length', head.length],
    [
      'a DNL without a number',
      concat(head, sos, [0xff, 0xdc, 0, 2], EOI),
      'bad-length',
      head.length + 10,
    ],
    ['a segment without a length', concat(head, [0xff, 0xfe]), 'truncated-segment', head.length],
    ['half a length', concat(head, [0xff, 0xfe, 0]), 'truncated-segment', head.length],
    ['a segment cut short', concat(head, [0xff, 0xfe, 0, 9, 1]), 'truncated-segment', head.length],
    ['no components', concat(SOI, sof(8, 8, 0), sos, EOI), 'bad-frame-header', 2],
    ['five components', concat(SOI, sof(8, 8, 5), sos, EOI), 'bad-frame-header', 2],
    ['fewer components than told', segmentWithout(1), 'bad-frame-header', 2],
    ['an empty frame header', concat(SOI, [0xff, 0xc0, 0, 2], sos, EOI), 'bad-frame-header', 2],
    ['two frame headers', concat(head, sof(8, 8), sos, EOI), 'second-frame-header', head.length],
    ['no width', concat(SOI, sof(0, 8), sos, [1], EOI), 'zero-size', 6],
    ['no height', concat(SOI, sof(8, 0), sos, [1], EOI), 'zero-size', 6],
    ['a scan without an end', concat(head, sos, [1, 2, 3]), 'no-eoi', head.length + 13],
    ['a scan that ends with FF', concat(head, sos, [1, 0xff]), 'no-eoi', head.length + 11],
    [
      'a scan that ends with a stuffed FF',
      concat(head, sos, [0xff, 0]),
      'no-eoi',
      head.length + 12,
    ],
    ['nothing behind the scan header', concat(head, sos), 'no-eoi', head.length + 10],
  ])('of %s has a name and a place', (_, bytes, reason, at) => {
    expect(inspectJpeg(bytes)).toEqual({ ok: false, reason, at })
  })

  it('shows wherever a JPEG is cut, and never as something else than a cut', () => {
    const jpeg = tinyJpeg({ segments: [exif(tinyJpeg())] })
    const cuts = ['empty', 'no-soi', 'no-frame-header', 'truncated-segment', 'no-scan', 'no-eoi']
    for (let length = 0; length < jpeg.length; length += 1) {
      const found = inspectJpeg(jpeg.subarray(0, length))
      expect(found.ok ? 'ok' : found.reason).toBeOneOf(cuts)
    }
  })

  it('of a missing EOI alone mends by adding it where the flaw is', () => {
    for (const tail of [[], [0xff]]) {
      const bytes = concat(tinyJpeg().subarray(0, -2), tail)
      const found = inspectJpeg(bytes)
      if (found.ok || found.reason !== 'no-eoi') throw new Error('expected a missing EOI')
      const mended = concat(bytes.subarray(0, found.at), EOI)
      expect(inspectJpeg(mended)).toMatchObject({ ok: true, length: tinyJpeg().length })
    }
  })
})

describe('an observer', () => {
  /** What is seen of a JPEG: its segments, and the codes of its restart markers. */
  function observed(jpeg: Bytes) {
    const segments: [marker: number, from: number, to: number][] = []
    const restarts: [code: number, at: number][] = []
    const found = inspectJpeg(jpeg, {
      segment: (...segment) => segments.push(segment),
      restart: (...restart) => restarts.push(restart),
    })
    return { found, segments, restarts, markers: segments.map(([marker]) => marker) }
  }

  it('sees every segment in order, and they join without a gap up to the scan', () => {
    const jpeg = tinyJpeg({ segments: [exif(tinyJpeg()), segment(0xfe, latin1('x'))] })
    const { segments, markers } = observed(jpeg)
    expect(markers).toEqual([0xe1, 0xfe, 0xdb, 0xc0, 0xc4, 0xc4, 0xda])
    const starts = segments.map(([, from]) => from)
    const ends = segments.map(([, , to]) => to)
    expect(starts).toEqual([2, ...ends.slice(0, -1)])
  })

  it('sees the tables between scans, and what lies in front of a flaw', () => {
    const jpeg = tinyJpeg({ scan: concat([1, 2], table, sos, [3, 0xff, 0x05]) })
    const { found, markers } = observed(jpeg)
    expect(found).toMatchObject({ reason: 'bad-marker' })
    expect(markers.slice(-3)).toEqual([0xda, 0xc4, 0xda])
  })

  it('sees the restart markers of a scan with their places, and no stuffed or fill bytes', () => {
    const scan = concat([0xff, 0, 0xff, 0xd0, 7], [0xff, 0xff, 0xd1], [0xff, 0, 0xff, 0xd7])
    const { restarts } = observed(concat(SOI, sof(8, 8), sos, scan, EOI))
    const start = SOI.length + sof(8, 8).length + sos.length
    expect(restarts).toEqual([
      [0xd0, start + 2],
      [0xd1, start + 6],
      [0xd7, start + 10],
    ])
  })
})

/** A JPEG whose frame header says two components and describes one. */
function segmentWithout(missing: number): Bytes {
  const header = segment(0xc0, concat([8, 0, 8, 0, 8, 1 + missing], new Uint8Array(3)))
  return concat(SOI, header, sos, EOI)
}
