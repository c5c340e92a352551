/**
 * Servers with nothing wrong: the camera that all faults are made from, others that do as they like
 * where it does no harm, and neighbours of faults, which must not be taken for them.
 *
 * @module
 */
import { heavy } from './audience.mjs'
import { partFields, partWith, STREAM, snapshots, stamp, streaming, UNCACHED } from './camera.mjs'
import { heldBehind } from './kernel.mjs'
import { DIGEST, guarded, knowsDigest } from './logins.mjs'
import { picture } from './pictures.mjs'
import { bytes, head } from './server.mjs'

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const sound = [
  { name: 'stream', wrong: 'nothing', answer: streaming() },
  { name: 'snapshot', wrong: 'nothing', path: '/snapshot', answer: snapshots() },
  {
    name: 'as-ustreamer',
    wrong: 'nothing: its boundary follows the type without a space, and is long',
    also: ['PROXY_BUFFERS'],
    answer: streaming({
      head: head('200 OK', [
        'Content-Type: multipart/x-mixed-replace;boundary=boundarydonotcross',
        ...UNCACHED,
        'Connection: close',
      ]),
      opening: '--boundarydonotcross\r\n',
      part: (jpeg) =>
        bytes(`${partFields(jpeg).join('\r\n')}\r\n\r\n`, jpeg, '\r\n--boundarydonotcross\r\n'),
    }),
  },
  {
    name: 'lower-case',
    wrong: 'nothing: the names of its header lines are in lower case',
    answer: streaming({
      head: head(
        '200 OK',
        STREAM.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase())),
      ),
    }),
  },
  {
    name: 'many-part-headers',
    wrong: 'nothing: its parts have twenty header lines more',
    answer: streaming({
      part: (jpeg) => {
        const more = Array.from({ length: 20 }, (_, at) => `X-Camera-${at}: ${at}`)
        return partWith(jpeg, [...partFields(jpeg), ...more])
      },
    }),
  },
  {
    name: 'unstamped',
    wrong: 'nothing: it does not tell when a frame was taken',
    answer: streaming({
      part: (jpeg) =>
        partWith(jpeg, ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`]),
    }),
  },
  {
    name: 'login-digest-known',
    wrong: 'nothing: it wants a digest, and gets it',
    as: 'me:secret',
    answer: guarded(DIGEST, knowsDigest),
  },
  {
    name: 'rare',
    wrong: 'nothing: it has two frames a second, which is no gap',
    answer: streaming({ fps: 2 }),
  },
  {
    name: 'late-first-frame',
    wrong: 'nothing: its camera starts in a second',
    answer: streaming({ send: ({ socket, seen }, part) => void (seen > 12 && socket.write(part)) }),
  },
  {
    name: 'twice',
    wrong: 'nothing: it sends each frame twice, with the time at which it was taken',
    answer: streaming({
      picture: (index) => picture(index >> 1),
      part: (() => {
        let [last, taken] = [picture(0), stamp()]
        return (/** @type {Uint8Array} */ jpeg) => {
          if (jpeg !== last) [last, taken] = [jpeg, stamp()]
          const length = `Content-Length: ${jpeg.length}`
          return partWith(jpeg, ['Content-Type: image/jpeg', length, `X-Timestamp: ${taken}`])
        }
      })(),
    }),
  },
  {
    name: 'slow-skips',
    wrong: 'nothing: its frames are as many and as large, and a slow reader misses most',
    isSlow: true,
    answer: heavy(({ socket }, part) => void (heldBehind(socket) === 0 && socket.write(part))),
  },
]
