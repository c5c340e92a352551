/**
 * Faults of snapshots, and of addresses that give the one for the other.
 *
 * @module
 */
import { REST, snapshots, streaming, UNCACHED } from './camera.mjs'
import { picture, withThumbnail } from './pictures.mjs'
import { bytes, head } from './server.mjs'

const PATH = '/snapshot.jpg'

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const stills = [
  {
    name: 'snapshot-type',
    wrong: 'a snapshot is not called image/jpeg',
    codes: ['SNAPSHOT_TYPE'],
    path: PATH,
    answer: snapshots(picture, ['Content-Type: application/octet-stream', ...UNCACHED]),
  },
  {
    name: 'snapshot-cacheable',
    wrong: 'nothing keeps caches from keeping a snapshot',
    codes: ['CACHEABLE'],
    path: PATH,
    answer: snapshots(picture, ['Content-Type: image/jpeg']),
  },
  {
    name: 'snapshot-stale',
    wrong: 'it gives the same picture at every request',
    codes: ['SNAPSHOT_STALE'],
    path: PATH,
    answer: snapshots(() => picture(0)),
  },
  {
    name: 'snapshot-thumbnail',
    wrong: 'a snapshot carries a smaller picture of itself',
    codes: ['THUMBNAIL'],
    path: PATH,
    answer: snapshots((index) => withThumbnail(picture(index))),
  },
  {
    name: 'snapshot-several',
    wrong: 'a snapshot is two pictures, one behind the other',
    codes: ['SNAPSHOT_SEVERAL'],
    path: PATH,
    answer: snapshots((index) => bytes(picture(index), picture(index + 1))),
  },
  {
    name: 'snapshot-without-length',
    wrong: 'a snapshot does not tell its length',
    codes: ['SNAPSHOT_LENGTH'],
    path: PATH,
    answer: untold(() => []),
  },
  {
    name: 'snapshot-cut',
    wrong: 'a snapshot is shorter than it says, and not whole',
    codes: ['SNAPSHOT_LENGTH', 'JPEG_CUT'],
    path: PATH,
    answer: untold((jpeg) => [`Content-Length: ${jpeg.length}`], 0.7),
  },
  {
    name: 'snapshot-streams',
    wrong: 'the path of a snapshot gives a stream',
    codes: ['WRONG_KIND'],
    path: PATH,
    answer: streaming(),
  },
  {
    name: 'stream-is-snapshot',
    wrong: 'the path of a stream gives a single picture',
    codes: ['WRONG_KIND'],
    path: '/stream.mjpg',
    answer: snapshots(),
  },
  {
    name: 'stream-called-picture',
    wrong: 'a stream is called image/jpeg',
    codes: ['TYPE_NOT_REPLACE', 'SNAPSHOT_TYPE'],
    answer: streaming({ head: head('200 OK', ['Content-Type: image/jpeg', ...REST]) }),
  },
]

/**
 * Snapshots without a length, or without all that they promise.
 *
 * @param {(jpeg: Uint8Array) => string[]} lengths
 * @param {number} share of each picture that is sent
 * @returns {import('./server.mjs').Answer}
 */
function untold(lengths, share = 1) {
  let count = 0
  return (asked, socket) => {
    const jpeg = picture(count++)
    const lines = ['Content-Type: image/jpeg', ...UNCACHED, ...lengths(jpeg), 'Connection: close']
    socket.write(head('200 OK', lines))
    socket.end(asked.method === 'HEAD' ? '' : jpeg.subarray(0, Math.floor(jpeg.length * share)))
  }
}
