/**
 * Faults of the answer's head: what is announced, before any frame.
 *
 * @module
 */
import { gzipSync } from 'node:zlib'
import { partFields, partWith, REST, STREAM, streaming, TYPE } from './camera.mjs'
import { bytes, except, head } from './server.mjs'

/**
 * A stream with these header lines.
 *
 * @param {readonly string[]} lines
 */
const headed = (lines) => streaming({ head: head('200 OK', lines) })

/**
 * A stream whose head names this type.
 *
 * @param {string} type
 */
const typed = (type) => headed([`Content-Type: ${type}`, ...REST])

/** A stream in chunks. */
const chunked = () =>
  streaming({
    head: head('200 OK', [...STREAM, 'Transfer-Encoding: chunked']),
    opening: '9\r\n--frame\r\n\r\n',
    part: (jpeg) => {
      const chunk = partWith(jpeg, partFields(jpeg))
      return bytes(`${chunk.length.toString(16)}\r\n`, chunk, '\r\n')
    },
  })

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const heads = [
  {
    name: 'boundary-dashes',
    wrong: 'the head names the boundary with the dashes that the delimiter has: boundary=--frame',
    codes: ['BOUNDARY_DASHES'],
    answer: typed('multipart/x-mixed-replace; boundary=--frame'),
  },
  {
    name: 'boundary-dashes-doubled',
    wrong: 'the boundary itself begins with dashes, so that delimiters have four',
    codes: ['BOUNDARY_DASHES'],
    answer: streaming({
      head: head('200 OK', ['Content-Type: multipart/x-mixed-replace; boundary=--frame', ...REST]),
      opening: '----frame\r\n',
      part: (jpeg) => bytes(`${partFields(jpeg).join('\r\n')}\r\n\r\n`, jpeg, '\r\n----frame\r\n'),
    }),
  },
  {
    name: 'boundary-not-last',
    wrong: 'a parameter stands behind the boundary',
    codes: ['BOUNDARY_NOT_LAST'],
    answer: typed('multipart/x-mixed-replace; boundary=frame; charset=utf-8'),
  },
  {
    name: 'boundary-quoted',
    wrong: 'the boundary stands in quotes',
    codes: ['BOUNDARY_QUOTED'],
    answer: typed('multipart/x-mixed-replace; boundary="frame"'),
  },
  {
    name: 'boundary-missing',
    wrong: 'the head names no boundary',
    codes: ['BOUNDARY_MISSING'],
    answer: typed('multipart/x-mixed-replace'),
  },
  {
    name: 'boundary-mismatch',
    wrong: 'the head names another boundary than the delimiters',
    codes: ['BOUNDARY_MISMATCH'],
    answer: typed('multipart/x-mixed-replace; boundary=other'),
  },
  {
    name: 'type-mixed',
    wrong: 'the stream is called multipart/mixed, whose parts do not replace each other',
    codes: ['TYPE_NOT_REPLACE'],
    answer: typed('multipart/mixed; boundary=frame'),
  },
  {
    name: 'cacheable',
    wrong: 'nothing keeps caches from keeping the stream',
    codes: ['CACHEABLE'],
    answer: headed([TYPE, 'Connection: close', 'X-Accel-Buffering: no']),
  },
  {
    name: 'proxy-buffers',
    wrong: 'nothing tells nginx to pass frames on at once',
    codes: ['PROXY_BUFFERS'],
    answer: headed(STREAM.filter((line) => line !== 'X-Accel-Buffering: no')),
  },
  {
    name: 'chunked',
    wrong: 'the body comes in chunks',
    codes: ['CHUNKED'],
    answer: except(chunked(), ({ version }) => version === '1.0', streaming()),
  },
  {
    name: 'chunked-to-1.0',
    wrong: 'the body comes in chunks to those as well who ask with HTTP/1.0, which has none',
    codes: ['CHUNKED', 'CHUNKED_TO_1_0'],
    answer: chunked(),
  },
  {
    name: 'length-of-stream',
    wrong: 'the endless body has a Content-Length, after which readers stop',
    codes: ['LENGTH_OF_STREAM'],
    answer: headed([...STREAM, 'Content-Length: 60000']),
  },
  {
    name: 'compressed',
    wrong: 'the body is packed with gzip, though nobody asked for it',
    codes: ['COMPRESSED'],
    answer: streaming({
      head: head('200 OK', [...STREAM, 'Content-Encoding: gzip']),
      opening: '',
      // Members of gzip may stand one behind the other.
      part: (jpeg) => gzipSync(bytes('--frame\r\n', partWith(jpeg, partFields(jpeg)))),
    }),
  },
  {
    name: 'head-line-ends',
    wrong: 'the lines of the head end with LF alone',
    codes: ['HEAD_LINE_ENDS'],
    answer: streaming({ head: head('200 OK', STREAM).replaceAll('\r\n', '\n') }),
  },
]
