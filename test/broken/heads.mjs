/**
 * Faults of the answer's head: what is announced, before any frame.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { partFields, partWith, STREAM, streaming, UNCACHED } from './camera.mjs'
import { pictures } from './pictures.mjs'
import { bytes, head } from './server.mjs'

const [, ...REST] = STREAM
const PLAYERS = ['ffmpeg', 'GStreamer', 'OpenCV', 'mpv', 'VLC']

/**
 * A stream whose head names this type.
 *
 * @param {string} type
 */
const typed = (type) => streaming({ fields: () => [`Content-Type: ${type}`, ...REST] })

/**
 * @param {string} status
 * @param {...string} lines
 * @returns {import('./server.mjs').Answer}
 */
const refusal =
  (status, ...lines) =>
  (_, socket) =>
    socket.end(head(status, [...lines, 'Content-Length: 0', 'Connection: close']))

/**
 * A stream in chunks, towards those who `may` have it so.
 *
 * @param {(asked: import('./server.mjs').Asked) => boolean} may
 * @returns {import('./server.mjs').Answer}
 */
function chunked(may) {
  /** @param {Uint8Array} piece */
  const chunk = (piece) => bytes(`${piece.length.toString(16)}\r\n`, piece, '\r\n')
  const fields = [...STREAM, 'Transfer-Encoding: chunked']
  const inChunks = streaming({
    fields: () => fields,
    opening: '9\r\n--frame\r\n\r\n',
    part: (jpeg) => chunk(partWith(jpeg, partFields(jpeg))),
  })
  const plain = streaming()
  return (asked, socket) => (may(asked) ? inChunks : plain)(asked, socket)
}

/**
 * @param {string} scheme what `WWW-Authenticate` says
 * @param {(authorization: string) => boolean} knows
 * @returns {import('./server.mjs').Answer}
 */
export function guarded(scheme, knows) {
  const inside = streaming()
  const turnAway = refusal('401 Unauthorized', `WWW-Authenticate: ${scheme}`)
  return (asked, socket) =>
    (knows(asked.headers.get('authorization') ?? '') ? inside : turnAway)(asked, socket)
}

/** What a digest asks: https://www.rfc-editor.org/rfc/rfc7616 without `qop`, as cameras do. */
export const DIGEST = 'Digest realm="camera", nonce="0123456789abcdef", algorithm=MD5'

/**
 * Whether somebody knows that the user is `me` and the password `secret`.
 *
 * @param {string} authorization
 */
export function knowsDigest(authorization) {
  const uri = /uri="([^"]*)"/.exec(authorization)?.[1] ?? ''
  const given = /response="([0-9a-f]{32})"/.exec(authorization)?.[1]
  /** @param {string} text */
  const md5 = (text) => createHash('md5').update(text).digest('hex')
  const secret = md5('me:camera:secret')
  return ['GET', 'HEAD'].some(
    (method) => given === md5(`${secret}:0123456789abcdef:${md5(`${method}:${uri}`)}`),
  )
}

/** @type {readonly import('./faults.mjs').Fault[]} */
export const heads = [
  {
    name: 'boundary-dashes',
    wrong: 'the head names the boundary with the dashes that the delimiter has: boundary=--frame',
    codes: ['BOUNDARY_DASHES'],
    breaks: ['ffmpeg strict', 'aiohttp'],
    answer: typed('multipart/x-mixed-replace; boundary=--frame'),
  },
  {
    name: 'boundary-dashes-doubled',
    wrong: 'the boundary itself begins with dashes, so that delimiters have four',
    codes: ['BOUNDARY_DASHES'],
    breaks: ['aiohttp'],
    answer: streaming({
      fields: () => ['Content-Type: multipart/x-mixed-replace; boundary=--frame', ...REST],
      opening: '----frame\r\n',
      part: (jpeg) => bytes(`${partFields(jpeg).join('\r\n')}\r\n\r\n`, jpeg, '\r\n----frame\r\n'),
    }),
  },
  {
    name: 'boundary-not-last',
    wrong: 'a parameter stands behind the boundary',
    codes: ['BOUNDARY_NOT_LAST'],
    breaks: ['VLC', 'motion'],
    answer: typed('multipart/x-mixed-replace; boundary=frame; charset=utf-8'),
  },
  {
    name: 'boundary-quoted',
    wrong: 'the boundary stands in quotes',
    codes: ['BOUNDARY_QUOTED'],
    breaks: [],
    answer: typed('multipart/x-mixed-replace; boundary="frame"'),
  },
  {
    name: 'boundary-missing',
    wrong: 'the head names no boundary',
    codes: ['BOUNDARY_MISSING'],
    breaks: PLAYERS,
    answer: typed('multipart/x-mixed-replace'),
  },
  {
    name: 'boundary-mismatch',
    wrong: 'the head names another boundary than the delimiters',
    codes: ['BOUNDARY_MISMATCH'],
    breaks: ['Chromium', 'Firefox', 'aiohttp'],
    answer: typed('multipart/x-mixed-replace; boundary=other'),
  },
  {
    name: 'type-mixed',
    wrong: 'the stream is called multipart/mixed, whose parts do not replace each other',
    codes: ['TYPE_NOT_REPLACE'],
    breaks: ['Chromium', 'Firefox', 'Safari'],
    answer: typed('multipart/mixed; boundary=frame'),
  },
  {
    name: 'cacheable',
    wrong: 'nothing keeps caches from keeping the stream',
    codes: ['CACHEABLE'],
    breaks: [],
    answer: streaming({ fields: () => [STREAM[0] ?? '', 'Connection: close'] }),
  },
  {
    name: 'chunked',
    wrong: 'the body comes in chunks',
    codes: ['CHUNKED'],
    breaks: ['Chromium'],
    answer: chunked(({ version }) => version === '1.1'),
  },
  {
    name: 'chunked-to-1.0',
    wrong: 'the body comes in chunks to those as well who ask with HTTP/1.0, which has none',
    codes: ['CHUNKED', 'CHUNKED_TO_1_0'],
    breaks: ['motion'],
    answer: chunked(() => true),
  },
  {
    name: 'length-of-stream',
    wrong: 'the endless body has a Content-Length, after which readers stop',
    codes: ['LENGTH_OF_STREAM'],
    also: ['FROZEN'],
    breaks: ['Chromium', 'Firefox', 'curl'],
    answer: streaming({ fields: () => [...STREAM, 'Content-Length: 60000'] }),
  },
  {
    name: 'compressed',
    wrong: 'the body is packed with gzip, though nobody asked for it',
    codes: ['COMPRESSED'],
    also: ['NO_FRAME'],
    breaks: PLAYERS,
    answer: streaming({
      fields: () => [...STREAM, 'Content-Encoding: gzip'],
      opening: '',
      // Members of gzip may stand one behind the other.
      part: (jpeg) => gzipSync(bytes('--frame\r\n', partWith(jpeg, partFields(jpeg)))),
    }),
  },
  {
    name: 'head-line-ends',
    wrong: 'the lines of the head end with LF alone',
    codes: ['HEAD_LINE_ENDS'],
    breaks: ['aiohttp'],
    answer: rawHead((lines) => `${lines.join('\n')}\n\n`),
  },
  {
    name: 'http-0.9',
    wrong: 'there is no head at all: the body begins at once',
    codes: ['NOT_HTTP'],
    breaks: ['everything'],
    answer: rawHead(() => ''),
  },
  {
    name: 'page',
    wrong: 'a page about the camera, not its stream',
    codes: ['NOT_A_STREAM'],
    breaks: ['everything'],
    answer: (asked, socket) => {
      const page = '<!doctype html><title>Camera</title><img src="/video.mjpg">'
      const lines = ['Content-Type: text/html', `Content-Length: ${page.length}`, ...UNCACHED]
      socket.end(head('200 OK', lines) + (asked.method === 'HEAD' ? '' : page))
    },
  },
  {
    name: 'not-found',
    wrong: 'there is nothing under this path',
    codes: ['STATUS_BAD'],
    breaks: ['everything'],
    answer: refusal('404 Not Found'),
  },
  {
    name: 'unavailable',
    wrong: 'the server has no camera at the moment',
    codes: ['STATUS_BAD'],
    breaks: ['everything'],
    answer: refusal('503 Service Unavailable'),
  },
  {
    name: 'login-basic',
    wrong: 'a password is wanted',
    codes: ['LOGIN_NEEDED'],
    breaks: [],
    answer: guarded('Basic realm="camera"', () => false),
  },
  {
    name: 'login-digest',
    wrong: 'a password is wanted, and may not travel as it is',
    codes: ['LOGIN_NEEDED'],
    breaks: [],
    answer: guarded(DIGEST, knowsDigest),
  },
  {
    name: 'login-refused',
    wrong: 'another password is wanted',
    codes: ['LOGIN_REFUSED'],
    breaks: ['everything'],
    as: 'me:wrong',
    answer: guarded(DIGEST, knowsDigest),
  },
  {
    name: 'redirect-loop',
    wrong: 'it sends everybody in a circle',
    codes: ['REDIRECT_LOOP'],
    breaks: ['everything'],
    answer: ({ url }, socket) => {
      const next = url.pathname === '/there' ? '/stream' : '/there'
      refusal('302 Found', `Location: ${next}`)(
        { method: '', target: '', url, version: '1.1', headers: new Map() },
        socket,
      )
    },
  },
]

/**
 * A stream whose head is written otherwise.
 *
 * @param {(lines: readonly string[]) => string} write
 * @returns {import('./server.mjs').Answer}
 */
function rawHead(write) {
  return (asked, socket) => {
    socket.write(write(['HTTP/1.1 200 OK', ...STREAM]))
    if (asked.method === 'HEAD') return void socket.end()
    let index = 0
    socket.write('--frame\r\n')
    const timer = setInterval(() => {
      const jpeg = pictures[index++ % pictures.length] ?? bytes()
      if (socket.writableLength === 0) socket.write(partWith(jpeg, partFields(jpeg)))
    }, 80)
    socket.once('close', () => clearInterval(timer))
  }
}
