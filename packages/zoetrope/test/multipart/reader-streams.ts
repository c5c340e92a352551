/**
 * Makes multipart streams, right ones and ones with the faults that servers have, and reads them.
 *
 * @module
 */
import { expect } from 'vitest'
import type { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { PartReader, type PartReaderOptions } from '../../src/multipart/reader.ts'
import { chunksOf } from '../frame/arbitraries.ts'
import { concat, latin1, named, tinyJpeg } from '../frame/jpegs.ts'

/** How a server writes its stream. */
export interface Layout {
  /** The delimiter without its dashes. @default 'frame' */
  boundary?: string
  /** What stands in front of the boundary in the body. @default '--' */
  dashes?: string
  /** @default '\r\n' */
  eol?: string
  /** What a part's Content-Length says, or `false` for none. @default its true length */
  length?: ((body: Bytes) => number | string) | false
  /** More header lines. @default [] */
  headers?: readonly string[]
  /** The Content-Type line. @default 'Content-Type: image/jpeg' */
  type?: string
}

/** One part: header block, body and line end, without a delimiter. */
export function part(body: Bytes, layout: Layout = {}): Bytes {
  const { eol = '\r\n', headers = [], type = 'Content-Type: image/jpeg' } = layout
  const { length = (bytes: Bytes) => bytes.length } = layout
  const announced = length === false ? [] : [`Content-Length: ${length(body)}`]
  const lines = [type, ...announced, ...headers].filter((line) => line !== '')
  const block = lines.map((line) => line + eol).join('')
  return concat(latin1(block + eol), body, latin1(eol))
}

/** A delimiter line. */
export function delimiter({ boundary = 'frame', dashes = '--', eol = '\r\n' }: Layout = {}): Bytes {
  return latin1(dashes + boundary + eol)
}

/** A stream with the delimiter in front of every part and behind the last. */
export function stream(bodies: readonly Bytes[], layout: Layout = {}): Bytes {
  const line = delimiter(layout)
  return concat(...bodies.flatMap((body) => [line, part(body, layout)]), line)
}

/** Three frames that differ in size and content. */
export const frames: { a: Bytes; b: Bytes; c: Bytes } = {
  a: tinyJpeg({ shade: 10 }),
  b: tinyJpeg({ shade: 200, width: 24, height: 16 }),
  c: tinyJpeg({ shade: 90, bytes: 300 }),
}

/** {@link frames} in order. */
export const abc: readonly Bytes[] = [frames.a, frames.b, frames.c]

/** What came of a stream: bodies by name, header fields, and the codes of what was told. */
export interface Reading {
  readonly bodies: string[]
  readonly headers: Record<string, string>[]
  readonly codes: string[]
}

/** Reads a stream in chunks to its end. Bodies that are none of {@link frames} are named by length. */
export function read(chunks: readonly Bytes[], options: PartReaderOptions = {}): Reading {
  const codes: string[] = []
  const onReject = (error: ZoetropeError) => codes.push(error.code)
  const reader = new PartReader({ ...options, onReject })
  const bodies: string[] = []
  const headers: Record<string, string>[] = []
  const take = (parts: ReturnType<PartReader['push']>) => {
    for (const { headers: fields, body } of parts) {
      bodies.push(named(body, { ...frames }))
      headers.push(Object.fromEntries(fields))
    }
  }
  for (const chunk of chunks) take(reader.push(chunk))
  take(reader.end())
  return { bodies, headers, codes }
}

/**
 * Reads a stream in one piece, byte by byte, and in two pieces at every place (at 250 in a
 * long stream): all must agree.
 */
export function readAnyhow(bytes: Bytes, options: PartReaderOptions = {}): Reading {
  const whole = read([bytes], options)
  const step = Math.ceil(bytes.length / 250)
  expect(read(chunksOf(bytes, [1]), options)).toEqual(whole)
  for (let at = 1; at < bytes.length; at += step) {
    expect(read([bytes.slice(0, at), bytes.slice(at)], options)).toEqual(whole)
  }
  return whole
}

/** After how many bytes of the stream each part came, when it comes byte by byte. */
export function arrivals(bytes: Bytes, options: PartReaderOptions = {}): number[] {
  const reader = new PartReader(options)
  return [...bytes].flatMap((byte, index) => reader.push(Uint8Array.of(byte)).map(() => index + 1))
}

/** Where in the stream each of {@link frames} that is in it ends. */
export function ends(bytes: Bytes, bodies: readonly Bytes[] = abc): number[] {
  const text = String.fromCharCode(...bytes)
  let from = 0
  return bodies.map((body) => {
    from = text.indexOf(String.fromCharCode(...body), from) + body.length
    return from
  })
}
