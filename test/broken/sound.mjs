/**
 * Servers with nothing wrong: the camera that all faults are made from, and others that do as they
 * like where it does no harm. A probe that complains of one of them is wrong.
 *
 * @module
 */
import { partFields, STREAM, snapshots, streaming, UNCACHED } from './camera.mjs'
import { DIGEST, guarded, knowsDigest } from './heads.mjs'
import { bytes } from './server.mjs'

const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`

/** @type {readonly Omit<import('./faults.mjs').Fault, 'codes' | 'breaks'>[]} */
export const sound = [
  { name: 'stream', wrong: 'nothing', answer: streaming() },
  { name: 'snapshot', wrong: 'nothing', path: '/snapshot', answer: snapshots() },
  {
    name: 'as-ustreamer',
    wrong: 'nothing: its boundary follows the type without a space, and is long',
    answer: streaming({
      fields: () => [
        'Content-Type: multipart/x-mixed-replace;boundary=boundarydonotcross',
        ...UNCACHED,
        'Connection: close',
      ],
      opening: '--boundarydonotcross\r\n',
      part: (jpeg) =>
        bytes(`${partFields(jpeg).join('\r\n')}\r\n\r\n`, jpeg, '\r\n--boundarydonotcross\r\n'),
    }),
  },
  {
    name: 'lower-case',
    wrong: 'nothing: the names of its header lines are in lower case',
    answer: streaming({
      fields: () => STREAM.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase())),
    }),
  },
  {
    name: 'many-part-headers',
    wrong: 'nothing: its parts have twenty header lines more',
    answer: streaming({
      part: (jpeg) => {
        const more = Array.from({ length: 20 }, (_, at) => `X-Camera-${at}: ${at}`)
        const lines = [...partFields(jpeg), ...more]
        return bytes(`${lines.join('\r\n')}\r\n\r\n`, jpeg, '\r\n--frame\r\n')
      },
    }),
  },
  {
    name: 'unstamped',
    wrong: 'nothing: it does not tell when a frame was taken',
    answer: streaming({
      part: (jpeg) =>
        bytes(
          `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`,
          jpeg,
          '\r\n--frame\r\n',
        ),
    }),
  },
  {
    name: 'login-basic-known',
    wrong: 'nothing: it wants a password, and gets it',
    as: 'me:secret',
    answer: guarded('Basic realm="camera"', (authorization) => authorization === basic),
  },
  {
    name: 'login-digest-known',
    wrong: 'nothing: it wants a digest, and gets it',
    as: 'me:secret',
    answer: guarded(DIGEST, knowsDigest),
  },
]
