/**
 * Servers with nothing wrong: the camera that all faults are made from, others that do as they like
 * where it does no harm, and neighbours of faults, which must not be taken for them.
 *
 * @module
 */
import sharp from 'sharp'
import { heavy } from './audience.mjs'
import {
  partFields,
  partWith,
  STREAM,
  showing,
  snapshots,
  stamp,
  streaming,
  UNCACHED,
} from './camera.mjs'
import { heldBehind } from './kernel.mjs'
import { DIGEST, guarded, knowsDigest } from './logins.mjs'
import { picture, pictures, withSegment } from './pictures.mjs'
import { bytes, head } from './server.mjs'

const EXIF = 0xe1
const COMMENT = 0xfe

const grey = await Promise.all(
  pictures.slice(0, 12).map((jpeg) => sharp(jpeg).grayscale().jpeg().toBuffer()),
)

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const sound = [
  { name: 'stream', wrong: 'nothing', codes: [], answer: streaming() },
  { name: 'snapshot', wrong: 'nothing', codes: [], path: '/snapshot', answer: snapshots() },
  {
    name: 'as-ustreamer',
    wrong: 'nothing: its boundary follows the type without a space, and is long',
    codes: ['PROXY_BUFFERS'],
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
    codes: [],
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
    codes: [],
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
    codes: [],
    answer: streaming({
      part: (jpeg) =>
        partWith(jpeg, ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`]),
    }),
  },
  {
    name: 'delimiter-inside',
    wrong: 'nothing: its frames have the delimiter in them, and tell their length',
    codes: [],
    answer: showing((jpeg) => withSegment(jpeg, COMMENT, bytes('of\r\n\r\n--frame\r\n'))),
  },
  {
    name: 'exif',
    wrong: 'nothing: its frames have EXIF, without a thumbnail',
    codes: [],
    answer: showing((jpeg) =>
      withSegment(jpeg, EXIF, bytes('Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0')),
    ),
  },
  {
    name: 'grey',
    wrong: 'nothing: its frames have no colours',
    codes: [],
    answer: streaming({ picture: (index) => grey[index % grey.length] ?? bytes() }),
  },
  {
    name: 'login-digest-known',
    wrong: 'nothing: it wants a digest, and gets it',
    codes: [],
    as: 'me:secret',
    answer: guarded(DIGEST, knowsDigest),
  },
  {
    name: 'rare',
    wrong: 'nothing: it has two frames a second, which is no gap',
    codes: [],
    answer: streaming({ fps: 2 }),
  },
  {
    name: 'late-first-frame',
    wrong: 'nothing: its camera starts in a second',
    codes: [],
    answer: streaming({ send: ({ socket, seen }, part) => void (seen > 12 && socket.write(part)) }),
  },
  {
    name: 'twice',
    wrong: 'nothing: it sends each frame twice, with the time at which it was taken',
    codes: [],
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
    codes: [],
    isThorough: true,
    answer: heavy(({ socket }, part) => void (heldBehind(socket) === 0 && socket.write(part))),
  },
]
