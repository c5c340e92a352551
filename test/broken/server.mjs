/**
 * A server that is nothing but the bytes a fault gives it: no HTTP library stands between a camera's
 * bad manners and whoever looks at them. Plain JavaScript, so that it also runs by hand.
 *
 * @module
 */
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * One request as it came in.
 *
 * @typedef {object} Asked
 * @property {string} method
 * @property {string} target the path and the query, as they were sent
 * @property {URL} url
 * @property {'1.0' | '1.1'} version of HTTP that was asked with
 * @property {ReadonlyMap<string, string>} headers by their names in lower case
 */

/**
 * What a server does with a request: it writes what it likes.
 *
 * @callback Answer
 * @param {Asked} asked
 * @param {import('node:net').Socket} socket
 * @returns {void}
 */

/**
 * A running server.
 *
 * @typedef {object} Broken
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {() => Promise<void>} close ends every connection, too
 */

const MOST = 65_536

/**
 * Listens on a free port of this machine. A connection carries one request after the other, until an
 * answer ends it.
 *
 * @param {Answer} answer
 * @returns {Promise<Broken>}
 */
export async function openServer(answer) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  const server = createServer((socket) => {
    sockets.add(socket)
    // Whoever looks may leave at any moment, and some faults are resets.
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let text = ''
    socket.on('data', (data) => {
      text += data.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (text.length > MOST) socket.destroy()
      if (end < 0) return
      const asked = parse(text.slice(0, end))
      text = text.slice(end + 4)
      answer(asked, socket)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('Expected a port, got none')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/**
 * @param {string} head
 * @returns {Asked}
 */
function parse(head) {
  const [first = '', ...lines] = head.split('\r\n')
  const [method = '', target = '/', protocol = ''] = first.split(' ')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const url = new URL(target, 'http://127.0.0.1')
  return { method, target, url, version: protocol === 'HTTP/1.0' ? '1.0' : '1.1', headers }
}

/**
 * A head: status line and header lines, closed by an empty one.
 *
 * @param {string} status
 * @param {readonly string[]} lines
 */
export function head(status, lines) {
  return `${[`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n')}`
}

/**
 * An answer of this status and these header lines, and nothing else.
 *
 * @param {string} status
 * @param {...string} lines
 * @returns {Answer}
 */
export function nothingBut(status, ...lines) {
  return (_, socket) =>
    socket.end(head(status, [...lines, 'Content-Length: 0', 'Connection: close']))
}

/**
 * A server with two faces: requests of which `meets` holds get the `other` answer.
 *
 * @param {Answer} usual
 * @param {(asked: Asked) => boolean} meets
 * @param {Answer} other
 * @returns {Answer}
 */
export function except(usual, meets, other) {
  return (asked, socket) => (meets(asked) ? other : usual)(asked, socket)
}

/**
 * Bytes of text (one a character) and bytes.
 *
 * @param {...(string | Uint8Array)} pieces
 * @returns {Buffer}
 */
export function bytes(...pieces) {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  )
}
