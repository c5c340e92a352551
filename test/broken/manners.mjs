/**
 * Faults of behaviour: connections, rhythm, and what becomes of more than one viewer.
 *
 * @module
 */
import { STREAM, streaming } from './camera.mjs'
import { padded, picture, pictures } from './pictures.mjs'
import { bytes, head } from './server.mjs'

/** @typedef {import('./camera.mjs').Viewer} Viewer */

const healthy = streaming()

/**
 * A healthy camera but for the requests that `meets` says something of.
 *
 * @param {(asked: import('./server.mjs').Asked) => string | undefined} meets the status it refuses with
 * @returns {import('./server.mjs').Answer}
 */
function refusing(meets) {
  const camera = streaming()
  return (asked, socket) => {
    const status = meets(asked)
    if (status === undefined) return camera(asked, socket)
    socket.end(head(status, ['Content-Length: 0', 'Connection: close']))
  }
}

/**
 * A stream that gives frames as long as `may` says so, and does `then` with the viewer who had them.
 *
 * @param {number} most
 * @param {(viewer: Viewer) => void} then
 */
const ending = (most, then) =>
  streaming({
    send: (viewer, part) => {
      if (viewer.seen < most) viewer.socket.write(part)
      if (viewer.seen === most) then(viewer)
    },
  })

/** Frames of 60 kB, 25 a second: more than a slow reader takes, and than the kernel keeps for long. */
const heavy = {
  fps: 25,
  /** @param {number} index */
  picture: (index) => large[index % large.length] ?? bytes(),
}
const large = pictures.map((jpeg) => padded(jpeg, 60))

/**
 * Sends from the queue as the connection takes it.
 *
 * @param {Viewer} viewer
 */
function drain(viewer) {
  if (viewer.socket.writableNeedDrain) {
    if (viewer.socket.listenerCount('drain') === 0) viewer.socket.once('drain', () => drain(viewer))
    return
  }
  const part = viewer.queue.shift()
  if (!part) return
  viewer.socket.write(part)
  drain(viewer)
}

/** @type {readonly import('./faults.mjs').Fault[]} */
export const manners = [
  {
    name: 'never-answers',
    wrong: 'it takes the connection and says nothing',
    codes: ['NO_ANSWER'],
    breaks: ['everything'],
    answer: () => {},
  },
  {
    name: 'closes',
    wrong: 'it takes the connection and closes it',
    codes: ['CLOSED_WITHOUT_ANSWER'],
    breaks: ['everything'],
    answer: (_, socket) => void socket.end(),
  },
  {
    name: 'no-frame',
    wrong: 'it gives a head and no frame',
    codes: ['NO_FRAME'],
    breaks: ['everything'],
    answer: streaming({ send: () => {} }),
  },
  {
    name: 'frozen',
    wrong: 'frames stop, and the connection stays',
    codes: ['FROZEN'],
    breaks: ['everything'],
    answer: ending(4, () => {}),
  },
  {
    name: 'ends-early',
    wrong: 'it ends the stream by itself after eight frames',
    codes: ['ENDS_EARLY'],
    breaks: ['everything'],
    answer: ending(8, ({ socket }) => void socket.end()),
  },
  {
    name: 'one-frame-each',
    wrong: 'it gives a single frame and ends: a snapshot that is called a stream',
    codes: ['ENDS_EARLY'],
    breaks: ['everything'],
    answer: ending(1, ({ socket }) => void socket.end()),
  },
  {
    name: 'reset',
    wrong: 'it ends by a reset after eight frames',
    codes: ['RESET'],
    breaks: ['Chromium'],
    answer: ending(8, ({ socket }) => void socket.resetAndDestroy()),
  },
  {
    name: 'gap',
    wrong: 'no frame comes for a second and a half, again and again',
    codes: ['LONG_GAP'],
    breaks: [],
    answer: streaming({
      send: ({ socket, seen }, part) => void (seen % 30 < 12 && socket.write(part)),
    }),
  },
  {
    name: 'bursts',
    wrong: 'frames come three at a time',
    codes: ['UNEVEN'],
    breaks: [],
    answer: streaming({
      send: ({ socket, queue }, part) => {
        queue.push(part)
        if (queue.length === 3) socket.write(bytes(...queue.splice(0)))
      },
    }),
  },
  {
    name: 'still',
    wrong: 'every frame is the same',
    codes: ['STILL'],
    breaks: [],
    answer: streaming({ picture: () => picture(0) }),
  },
  {
    name: 'slow-first-frame',
    wrong: 'the first frame comes after three seconds',
    codes: ['SLOW_FIRST_FRAME'],
    breaks: [],
    answer: streaming({ send: ({ socket, seen }, part) => void (seen > 36 && socket.write(part)) }),
  },
  {
    name: 'head-hangs',
    wrong: 'HEAD is never answered',
    codes: ['HEAD_HANGS'],
    breaks: ['curl -I'],
    answer: (asked, socket) => asked.method !== 'HEAD' && healthy(asked, socket),
  },
  {
    name: 'head-refused',
    wrong: 'HEAD is refused, as Python’s http.server does',
    codes: ['HEAD_REFUSED'],
    breaks: [],
    answer: refusing(({ method }) => (method === 'HEAD' ? '501 Unsupported method' : undefined)),
  },
  {
    name: 'range-refused',
    wrong: 'who asks for a range is refused',
    codes: ['RANGE_REFUSED'],
    breaks: ['ffmpeg', 'OpenCV', 'mpv', 'VLC', 'motion'],
    answer: refusing(({ headers }) =>
      headers.has('range') ? '416 Range Not Satisfiable' : undefined,
    ),
  },
  {
    name: 'range-partial',
    wrong: 'who asks for a range is told to get a part of the endless',
    codes: ['RANGE_PARTIAL'],
    breaks: ['ffmpeg', 'OpenCV', 'mpv'],
    answer: (() => {
      const partial = streaming({
        status: '206 Partial Content',
        fields: () => [...STREAM, 'Content-Range: bytes 0-999999/1000000'],
      })
      return (asked, socket) => (asked.headers.has('range') ? partial : healthy)(asked, socket)
    })(),
  },
  {
    name: 'http-1.0-refused',
    wrong: 'who asks with HTTP/1.0 is refused',
    codes: ['HTTP10_REFUSED'],
    breaks: ['motion', 'curl --http1.0'],
    answer: refusing(({ version }) =>
      version === '1.0' ? '505 HTTP Version Not Supported' : undefined,
    ),
  },
  {
    name: 'upgrade-dropped',
    wrong: 'who offers another protocol (h2c) is cut off',
    codes: ['UPGRADE_REFUSED'],
    breaks: ['curl --http2'],
    answer: (asked, socket) => {
      if (asked.headers.has('upgrade')) socket.destroy()
      else healthy(asked, socket)
    },
  },
  {
    name: 'query-refused',
    wrong: 'a parameter that it does not know is refused',
    codes: ['QUERY_REFUSED'],
    breaks: ['Mainsail', 'Fluidd', 'OctoPrint'],
    answer: refusing(({ url }) => (url.search ? '400 Bad Request' : undefined)),
  },
  {
    name: 'one-viewer',
    wrong: 'it has time for one viewer; others wait for ever',
    codes: ['ONE_VIEWER'],
    breaks: ['everything'],
    answer: streaming({
      send: ({ socket, all }, part) => {
        const [first] = all
        if (first?.socket === socket) socket.write(part)
      },
    }),
  },
  {
    name: 'viewers-share',
    wrong: 'each frame goes to one viewer, so that many get few',
    codes: ['VIEWERS_STARVE'],
    breaks: ['everything'],
    answer: (() => {
      let turn = 0
      return streaming({
        send: ({ socket, all }, part) => {
          const place = [...all].findIndex((viewer) => viewer.socket === socket)
          if (place === 0) turn += 1
          if (turn % all.size === place) socket.write(part)
        },
      })
    })(),
  },
  {
    name: 'slow-queue',
    wrong: 'a slow reader is sent every frame, later and later',
    codes: ['SLOW_READER_LAGS'],
    breaks: [],
    isSlow: true,
    answer: streaming({ ...heavy, send: ({ socket }, part) => void socket.write(part) }),
  },
  {
    name: 'slow-queue-of-64',
    wrong: 'a slow reader is kept 64 frames behind, and new ones are thrown away, as go2rtc does',
    codes: ['SLOW_READER_LAGS'],
    breaks: [],
    isSlow: true,
    answer: streaming({
      ...heavy,
      send: (viewer, part) => {
        if (viewer.queue.length < 64) viewer.queue.push(part)
        drain(viewer)
      },
    }),
  },
  {
    name: 'slow-stalls',
    wrong: 'nobody gets a frame until the slowest has the one before',
    codes: ['SLOW_READER_STALLS'],
    also: ['SLOW_READER_LAGS'],
    breaks: ['everything'],
    isSlow: true,
    answer: streaming({
      ...heavy,
      send: ({ socket, all }, part) => {
        if ([...all].every((viewer) => !viewer.socket.writableNeedDrain)) socket.write(part)
      },
    }),
  },
]
