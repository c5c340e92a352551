import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { JpegSplitter, type SplitterOptions } from '../../src/frame/split.ts'
import { chunksOf } from './arbitraries.ts'
import { concat, EOI, exif, latin1, named, SOI, segment, stuffed, tinyJpeg } from './jpegs.ts'

/** All frames of a stream that comes in `chunks`, copied as a publisher would, and what was told. */
function split(chunks: readonly Bytes[], options: SplitterOptions = {}) {
  const codes: string[] = []
  const splitter = new JpegSplitter({ ...options, onReject: (error) => codes.push(error.code) })
  const frames = chunks.flatMap((chunk) => splitter.push(chunk).map((frame) => frame.slice()))
  splitter.end()
  return { frames, codes }
}

/** Splits the stream in one piece, byte by byte, and in two pieces at every place: all must agree. */
function splitAnyhow(stream: Bytes) {
  const whole = split([stream])
  const known = Object.fromEntries(whole.frames.map((frame, index) => [`${index}`, frame]))
  const names = Object.keys(known)
  const check = (chunks: readonly Bytes[]) => {
    const { frames, codes } = split(chunks)
    expect(codes).toEqual(whole.codes)
    expect(frames.map((frame) => named(frame, known))).toEqual(names)
  }
  check(chunksOf(stream, [1]))
  for (let at = 1; at < stream.length; at += 1) check([stream.subarray(0, at), stream.subarray(at)])
  return whole
}

const first = tinyJpeg({ shade: 10 })
const second = tinyJpeg({ shade: 20, width: 16 })
const third = tinyJpeg({ shade: 30, height: 24 })

describe('frames end to end', () => {
  it('come out one by one, wherever the chunks are cut', () => {
    const { frames, codes } = splitAnyhow(concat(first, second, third))
    expect(frames).toEqual([first, second, third])
    expect(codes).toEqual([])
  })

  it('come out as soon as the last byte of EOI is in, not later', () => {
    const splitter = new JpegSplitter()
    const counts = [...first].map((byte) => splitter.push(Uint8Array.of(byte)).length)
    expect(counts.indexOf(1)).toBe(first.length - 1)
  })

  it('come out together when they came together', () => {
    const splitter = new JpegSplitter()
    expect(splitter.push(concat(first, second, third))).toHaveLength(3)
  })

  it('are views of the chunk when they lie inside it', () => {
    const chunk = concat(latin1('noise'), first, second)
    const frames = new JpegSplitter().push(chunk)
    expect(frames.map((frame) => frame.buffer)).toEqual([chunk.buffer, chunk.buffer])
    expect(frames.every((frame) => frame.buffer === chunk.buffer)).toBe(true)
    expect(frames.map((frame) => frame.byteOffset)).toEqual([5, 5 + first.length])
  })

  it('are put together when they came in pieces, from chunks whose buffer is used again', () => {
    const splitter = new JpegSplitter()
    const buffer = new Uint8Array(40)
    const frames: Bytes[] = []
    for (const chunk of chunksOf(concat(first, second), [40])) {
      buffer.set(chunk)
      frames.push(...splitter.push(buffer.subarray(0, chunk.length)).map((frame) => frame.slice()))
      buffer.fill(0xaa)
    }
    expect(frames).toEqual([first, second])
  })

  it('keep their bytes while the chunk that ended one frame begins the next', () => {
    const splitter = new JpegSplitter()
    const at = first.length - 10
    const stream = concat(first, second)
    splitter.push(stream.slice(0, at))
    const [frame] = splitter.push(stream.slice(at, at + 50))
    expect(frame).toEqual(first)
  })

  it('may come in the Buffers of Node, whose methods are their own', () => {
    const stream = Buffer.from(concat(first, second, third))
    const splitter = new JpegSplitter()
    const parts = [stream.subarray(0, 50), stream.subarray(50, 400), stream.subarray(400)]
    const frames = parts.flatMap((chunk) => splitter.push(chunk).map((frame) => frame.slice()))
    expect(frames.map((frame) => new Uint8Array(frame))).toEqual([first, second, third])
  })

  it('may be few and far between', () => {
    const splitter = new JpegSplitter()
    expect(splitter.push(new Uint8Array(0))).toEqual([])
    expect(splitter.push(new Uint8Array(1000))).toEqual([])
    expect(splitter.buffered).toBe(0)
    expect(splitter.push(first)).toEqual([first])
  })
})

describe('what a search for FF D9 takes for the end', () => {
  it.each([
    ['a thumbnail in APP1', [exif(tinyJpeg({ shade: 99 }))]],
    ['several thumbnails', [exif(tinyJpeg()), exif(tinyJpeg({ width: 160, height: 120 }))]],
    ['EOI inside a comment', [segment(0xfe, concat(EOI, EOI))]],
    ['EOI and SOI inside APP2', [segment(0xe2, concat(EOI, SOI, [0xff]))]],
    ['a payload that ends with FF', [segment(0xfe, Uint8Array.of(1, 0xff))]],
    ['empty segments', [segment(0xfe, new Uint8Array(0)), segment(0xe5, new Uint8Array(0))]],
    ['EOI as the payload of an otherwise empty segment', [segment(0xfe, EOI)]],
  ])('%s is skipped', (_, segments) => {
    const tricky = tinyJpeg({ segments })
    const { frames, codes } = splitAnyhow(concat(tricky, second))
    expect(frames).toEqual([tricky, second])
    expect(codes).toEqual([])
  })

  it('stuffed bytes and restart markers in a scan are no ends', () => {
    const scan = concat(
      [1, 0xff, 0xd0, 2, 0xff, 0xd7, 0xff, 0],
      stuffed(concat(EOI, SOI)),
      [0xff, 0],
    )
    const tricky = tinyJpeg({ scan })
    expect(splitAnyhow(concat(tricky, second)).frames).toEqual([tricky, second])
  })

  it('scans may follow each other, with tables between', () => {
    const sos = segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0))
    const table = segment(0xc4, concat([0x10, 1], new Uint8Array(15), [0]))
    const scan = concat([1, 2, 3], table, sos, [4, 5], sos, [6], segment(0xdc, Uint8Array.of(0, 8)))
    const progressive = tinyJpeg({ scan, sof: 0xc2 })
    expect(splitAnyhow(concat(progressive, second)).frames).toEqual([progressive, second])
  })

  it('fill bytes may stand in front of every marker', () => {
    const filled = concat(SOI, [0xff, 0xff], tinyJpeg().subarray(2, -2), [0xff, 0xff], EOI)
    expect(splitAnyhow(concat(filled, second)).frames).toEqual([filled, second])
  })
})

describe('garbage', () => {
  it.each([
    ['text', latin1('HTTP/1.0 200 OK\r\n\r\n')],
    ['zeros', new Uint8Array(50)],
    ['FF upon FF', new Uint8Array(51).fill(0xff)],
    ['lone FF D8', concat(SOI, [1], SOI, [2], SOI, [0])],
    ['an end of image', EOI],
    ['a part header', latin1('\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n')],
  ])('%s in front, between and behind is skipped without a word', (_, garbage) => {
    const stream = concat(garbage, first, garbage, second, garbage)
    const { frames, codes } = splitAnyhow(stream)
    expect(frames).toEqual([first, second])
    expect(codes).toEqual([])
  })
})
