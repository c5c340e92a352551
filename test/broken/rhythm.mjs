/**
 * Faults of time: when frames come, when they end, and the stamps they bear.
 *
 * @module
 */
import { partWith, stamp, streaming } from './camera.mjs'
import { picture } from './pictures.mjs'
import { bytes } from './server.mjs'

/** @typedef {import('./camera.mjs').Viewer} Viewer */

/**
 * A stream that gives a viewer so many frames, and does `then` with it.
 *
 * @param {number} most
 * @param {(viewer: Viewer) => void} then
 */
const ending = (most, then) =>
  streaming({
    send: (viewer, part) => {
      if (viewer.seen < most) viewer.socket.write(part)
      else then(viewer)
    },
  })

/**
 * A stream that gives a viewer the frames of these numbers, counted from when it came.
 *
 * @param {(seen: number) => boolean} has
 */
const giving = (has) =>
  streaming({ send: ({ socket, seen }, part) => void (has(seen) && socket.write(part)) })

/**
 * A stream whose parts bear this as their time.
 *
 * @param {() => string | number} time
 */
const stamping = (time) =>
  streaming({
    part: (jpeg) => {
      const length = `Content-Length: ${jpeg.length}`
      return partWith(jpeg, ['Content-Type: image/jpeg', length, `X-Timestamp: ${time()}`])
    },
  })

const OPENED = stamp()

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const rhythm = [
  {
    name: 'no-frame',
    wrong: 'it gives a head and no frame',
    codes: ['NO_FRAME'],
    answer: giving(() => false),
  },
  {
    name: 'slow-first-frame',
    wrong: 'the first frame comes after three seconds',
    codes: ['SLOW_FIRST_FRAME'],
    answer: giving((seen) => seen > 36),
  },
  {
    name: 'frozen',
    wrong: 'frames stop, and the connection stays',
    codes: ['FROZEN'],
    answer: ending(4, () => {}),
  },
  {
    name: 'ends-early',
    wrong: 'it ends the stream by itself after eight frames',
    codes: ['ENDS_EARLY'],
    answer: ending(8, ({ socket }) => void socket.end()),
  },
  {
    name: 'one-frame-each',
    wrong: 'it gives a single frame and ends: a snapshot that is called a stream',
    codes: ['ENDS_EARLY'],
    answer: ending(1, ({ socket }) => void socket.end()),
  },
  {
    name: 'reset',
    wrong: 'it ends by a reset after eight frames',
    codes: ['RESET'],
    answer: ending(8, ({ socket }) => void socket.resetAndDestroy()),
  },
  {
    name: 'gap',
    wrong: 'no frame comes for two and a half seconds, again and again',
    codes: ['LONG_GAP'],
    isThorough: true,
    answer: giving((seen) => seen % 42 < 12),
  },
  {
    name: 'bursts',
    wrong: 'frames come six at a time',
    codes: ['UNEVEN'],
    isThorough: true,
    answer: streaming({
      send: ({ socket, queue }, part) => {
        queue.push(part)
        if (queue.length === 6) socket.write(bytes(...queue.splice(0)))
      },
    }),
  },
  {
    name: 'still',
    wrong: 'every frame is the same',
    codes: ['STILL'],
    answer: streaming({ picture: () => picture(0) }),
  },
  {
    name: 'stamps-stuck',
    wrong: 'every frame bears the same time',
    codes: ['STAMPS_STUCK'],
    answer: stamping(() => OPENED),
  },
  {
    name: 'stamps-milliseconds',
    wrong: 'the time of the frames is in milliseconds',
    codes: ['STAMP_FORM'],
    answer: stamping(() => Date.now()),
  },
  {
    name: 'clock-off',
    wrong: 'the clock of the camera is an hour fast',
    codes: ['CLOCK_OFF'],
    answer: stamping(() => stamp(-3600)),
  },
  {
    name: 'old-frames',
    wrong: 'frames are three seconds old when they come',
    codes: ['OLD_FRAMES'],
    answer: stamping(() => stamp(3)),
  },
]
