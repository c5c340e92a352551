/**
 * Faults that show when more than one watches, or one of them is slow.
 *
 * @module
 */
import { streaming } from './camera.mjs'
import { padded, pictures } from './pictures.mjs'
import { bytes } from './server.mjs'

/** @typedef {import('./camera.mjs').Viewer} Viewer */

const large = pictures.map(padded)

/**
 * A camera of 120 kB a frame: more than a slow reader takes, and than the kernel keeps for long. How it
 * treats a viewer is `send`.
 *
 * @param {import('./camera.mjs').Manner['send']} send
 */
export function heavy(send) {
  return streaming({ picture: (index) => large[index % large.length] ?? bytes(), send })
}

/**
 * Holds so many frames for a viewer who is slow, the oldest first, and throws new ones away.
 *
 * @param {number} most
 */
const queueing = (most) => (/** @type {Viewer} */ viewer, /** @type {Uint8Array} */ part) => {
  if (viewer.queue.length < most) viewer.queue.push(part)
  drain(viewer)
}

/**
 * Sends from the queue as the connection takes it.
 *
 * @param {Viewer} viewer
 */
function drain(viewer) {
  const { socket, queue } = viewer
  while (queue.length > 0 && !socket.writableNeedDrain) socket.write(queue.shift() ?? bytes())
  if (queue.length > 0 && socket.listenerCount('drain') === 0) {
    socket.once('drain', () => drain(viewer))
  }
}

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const audience = [
  {
    name: 'one-viewer',
    wrong: 'it has time for one viewer; others wait for ever',
    codes: ['ONE_VIEWER'],
    answer: streaming({
      send: ({ socket, all }, part) => {
        const [first] = all
        if (first?.socket === socket) socket.write(part)
      },
    }),
  },
  {
    name: 'viewers-starve',
    wrong: 'as soon as several watch, each gets one frame a second',
    codes: ['VIEWERS_STARVE'],
    answer: streaming({
      fps: 24,
      send: ({ socket, seen, all }, part) => {
        if (all.size === 1 || seen % 24 === 0) socket.write(part)
      },
    }),
  },
  {
    name: 'slow-queue',
    wrong: 'a slow reader is sent every frame, later and later',
    codes: ['SLOW_READER_LAGS'],
    isThorough: true,
    answer: heavy(({ socket }, part) => void socket.write(part)),
  },
  {
    name: 'slow-queue-of-64',
    wrong: 'a slow reader is kept 64 frames behind, and new ones are thrown away, as go2rtc does',
    codes: ['SLOW_READER_LAGS'],
    isThorough: true,
    answer: heavy(queueing(64)),
  },
  {
    name: 'slow-kernel',
    wrong: 'a slow reader misses frames, but what the kernel keeps for it is megabytes of the past',
    codes: ['SLOW_READER_KERNEL'],
    isThorough: true,
    answer: heavy(({ socket }, part) => void (socket.writableLength === 0 && socket.write(part))),
  },
  {
    name: 'slow-stalls',
    wrong: 'nobody gets a frame until the slowest has the one before',
    codes: ['SLOW_READER_STALLS'],
    isThorough: true,
    answer: heavy(({ socket, all }, part) => {
      if ([...all].every((viewer) => !viewer.socket.writableNeedDrain)) socket.write(part)
    }),
  },
  {
    name: 'slow-cut',
    wrong: 'a slow reader is cut off',
    codes: ['SLOW_READER_CUT'],
    isThorough: true,
    answer: heavy(({ socket }, part) => {
      // More than the frame before, and the kernel is full.
      if (socket.writableLength > part.length) socket.destroy()
      else socket.write(part)
    }),
  },
]
