/**
 * The camera of the broken servers while nothing is wrong with it: one clock, moving pictures, and the
 * layout that breaks nobody. A fault is this camera with one thing changed.
 *
 * @module
 */
import { picture } from './pictures.mjs'
import { bytes, head } from './server.mjs'

/**
 * What a camera's stream is made of; each fault changes one of these.
 *
 * @typedef {object} Manner
 * @property {string} head of the answer, as it goes out
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
 * @property {number} since the index of the frame that it was given first
 * @property {number} seen frames that there were since then
 * @property {ReadonlySet<Viewer>} all everybody who watches now
 */

/** What keeps caches out. */
export const UNCACHED = [
  'Cache-Control: no-store, no-cache, must-revalidate',
  'Pragma: no-cache',
  'Access-Control-Allow-Origin: *',
]

/** The type of a healthy stream. */
export const TYPE = 'Content-Type: multipart/x-mixed-replace; boundary=frame'

/** The header lines of a healthy stream but its type. */
export const REST = ['Connection: close', ...UNCACHED, 'X-Accel-Buffering: no']

/** The header lines of a healthy stream. */
export const STREAM = [TYPE, ...REST]

/**
 * The header lines of a healthy part.
 *
 * @param {Uint8Array} jpeg
 * @returns {string[]}
 */
export function partFields(jpeg) {
  return ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, `X-Timestamp: ${stamp()}`]
}

/**
 * Seconds since 1970, as cameras stamp.
 *
 * @param {number} [ago] so many seconds
 */
export function stamp(ago = 0) {
  return (Date.now() / 1000 - ago).toFixed(6)
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
  head: head('200 OK', STREAM),
  opening: '--frame\r\n',
  part: (jpeg) => partWith(jpeg, partFields(jpeg)),
  picture,
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
  const began = performance.now()
  // By the time that went by: a machine that is busy costs frames, and delays nothing.
  const now = () => Math.floor(((performance.now() - began) * manner.fps) / 1000)
  const tick = () => {
    const index = now()
    const part = manner.part(manner.picture(index), index)
    for (const viewer of all) {
      // The one that it was given when it came.
      if (index === viewer.since + viewer.seen) continue
      viewer.seen = index - viewer.since
      manner.send(viewer, part)
    }
  }
  return ({ method }, socket) => {
    socket.write(manner.head)
    if (method === 'HEAD') return void socket.end()
    const viewer = { socket, queue: [], since: now(), seen: 0, all }
    all.add(viewer)
    clock ??= setInterval(tick, 1000 / manner.fps)
    socket.once('close', () => {
      all.delete(viewer)
      if (all.size > 0) return
      clearInterval(clock)
      clock = undefined
    })
    if (manner.opening) socket.write(manner.opening)
    manner.send(viewer, manner.part(manner.picture(viewer.since), viewer.since))
  }
}

/**
 * A camera that streams what `make` makes of each frame.
 *
 * @param {(jpeg: Uint8Array, index: number) => Uint8Array} make
 */
export function showing(make) {
  return streaming({ picture: (index) => make(picture(index), index) })
}

/**
 * A picture at each request, another one each time, with `lines` in its head besides its length.
 *
 * @param {(count: number) => Uint8Array} make
 * @param {readonly string[]} lines
 * @returns {import('./server.mjs').Answer}
 */
export function snapshots(make = picture, lines = ['Content-Type: image/jpeg', ...UNCACHED]) {
  let count = 0
  return ({ method }, socket) => {
    const jpeg = make(count++)
    const told = head('200 OK', [...lines, `Content-Length: ${jpeg.length}`, 'Connection: close'])
    socket.end(method === 'HEAD' ? told : bytes(told, jpeg))
  }
}
