/**
 * The camera of the broken servers while nothing is wrong with it: one clock, moving pictures, and the
 * layout that breaks nobody. A fault is this camera with one thing changed.
 *
 * @module
 */
import { pictures } from './pictures.mjs'
import { bytes, head } from './server.mjs'

/**
 * What a camera's stream is made of; each fault changes one of these.
 *
 * @typedef {object} Manner
 * @property {string} status
 * @property {(asked: import('./server.mjs').Asked) => readonly string[]} fields of the head
 * @property {string} opening the first bytes of the body
 * @property {(jpeg: Uint8Array, index: number) => Uint8Array} part a frame with all that is around it
 * @property {(index: number) => Uint8Array} picture
 * @property {number} fps
 * @property {(viewer: Viewer, part: Uint8Array) => void} send
 */

/**
 * One connection that watches.
 *
 * @typedef {object} Viewer
 * @property {import('node:net').Socket} socket
 * @property {Uint8Array[]} queue what a server holds back for it
 * @property {number} seen frames that it was given
 * @property {ReadonlySet<Viewer>} all everybody who watches now
 */

/** What keeps caches out. */
export const UNCACHED = [
  'Cache-Control: no-store, no-cache, must-revalidate',
  'Pragma: no-cache',
  'Access-Control-Allow-Origin: *',
]

/** The head of a healthy stream. */
export const STREAM = [
  'Content-Type: multipart/x-mixed-replace; boundary=frame',
  'Connection: close',
  ...UNCACHED,
  'X-Accel-Buffering: no',
]

/**
 * The header lines of a healthy part.
 *
 * @param {Uint8Array} jpeg
 * @returns {string[]}
 */
export function partFields(jpeg) {
  return ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, `X-Timestamp: ${stamp()}`]
}

/** Seconds since 1970, as cameras stamp. */
export function stamp() {
  return (Date.now() / 1000).toFixed(6)
}

/**
 * A part with these header lines, and the delimiter behind it.
 *
 * @param {Uint8Array} jpeg
 * @param {readonly string[]} fields
 */
export function partWith(jpeg, fields) {
  return bytes(`${fields.join('\r\n')}\r\n\r\n`, jpeg, '\r\n--frame\r\n')
}

/** @type {Manner} */
const healthy = {
  status: '200 OK',
  fields: () => STREAM,
  opening: '--frame\r\n',
  part: (jpeg) => partWith(jpeg, partFields(jpeg)),
  picture: (index) => pictures[index % pictures.length] ?? new Uint8Array(),
  fps: 12,
  // Whoever is slow misses frames, and nobody waits for them.
  send: ({ socket }, part) => void (socket.writableLength === 0 && socket.write(part)),
}

/**
 * A camera that streams to whoever asks, with `changed` in place of what is healthy. Everybody sees the
 * same frame at the same time; its clock runs while somebody watches.
 *
 * @param {Partial<Manner>} changed
 * @returns {import('./server.mjs').Answer}
 */
export function streaming(changed = {}) {
  const manner = { ...healthy, ...changed }
  /** @type {Set<Viewer>} */
  const all = new Set()
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock
  let index = 0
  const tick = () => {
    index += 1
    for (const viewer of all) give(viewer)
  }
  /** @param {Viewer} viewer */
  const give = (viewer) => {
    manner.send(viewer, manner.part(manner.picture(index), index))
    viewer.seen += 1
  }
  return (asked, socket) => {
    const viewer = { socket, queue: [], seen: 0, all }
    socket.write(head(manner.status, manner.fields(asked)))
    if (asked.method === 'HEAD') return void socket.end()
    all.add(viewer)
    clock ??= setInterval(tick, 1000 / manner.fps)
    socket.once('close', () => {
      all.delete(viewer)
      if (all.size > 0) return
      clearInterval(clock)
      clock = undefined
    })
    if (manner.opening) socket.write(manner.opening)
    give(viewer)
  }
}

/**
 * A picture at each request, another one each time, with `lines` in its head besides its length.
 *
 * @param {(count: number) => Uint8Array} picture
 * @param {readonly string[]} lines
 * @returns {import('./server.mjs').Answer}
 */
export function snapshots(
  picture = healthy.picture,
  lines = ['Content-Type: image/jpeg', ...UNCACHED],
) {
  let count = 0
  return (asked, socket) => {
    const jpeg = picture(count++)
    const told = head('200 OK', [...lines, `Content-Length: ${jpeg.length}`, 'Connection: close'])
    socket.end(asked.method === 'HEAD' ? told : bytes(told, jpeg))
  }
}
