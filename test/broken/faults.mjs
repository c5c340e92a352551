/**
 * The broken set: what cameras and their servers get wrong in the wild, one fault a server, with what
 * a look at it must find.
 *
 * | file | faults of |
 * |---|---|
 * | `arrival` | the way to the pictures: connection, status, login, redirects |
 * | `heads` | the head of the answer: type, boundary, length, coding |
 * | `parts` | the body between the frames: delimiters, line ends, the header lines of the parts |
 * | `frames` | the JPEGs themselves |
 * | `rhythm` | time: when frames come and when they end, and the stamps they bear |
 * | `requests` | the answers to other requests than a browser's: HEAD, Range, HTTP/1.0 ... |
 * | `audience` | more than one viewer, and slow ones |
 * | `stills` | snapshots, and addresses that give the one for the other |
 *
 * To add one: write an entry into the table that it belongs to, with the camera of `camera.mjs` as its
 * answer and the one thing changed that is wrong (`streaming({ opening: '' })`), and as `codes` all that
 * the probe must say of it. Look at it by hand: `node test/broken/serve.mjs NAME`. If the fault has a
 * neighbour that is right and looks much like it, put that one into `sound.mjs`.
 *
 * @module
 */
import { arrival } from './arrival.mjs'
import { audience } from './audience.mjs'
import { frames } from './frames.mjs'
import { heads } from './heads.mjs'
import { parts } from './parts.mjs'
import { requests } from './requests.mjs'
import { rhythm } from './rhythm.mjs'
import { openServer } from './server.mjs'
import { stills } from './stills.mjs'

/**
 * A server to look at.
 *
 * @typedef {object} Specimen
 * @property {string} name
 * @property {string} wrong what is wrong, for people
 * @property {readonly string[]} codes all that `zoetrope probe` must say of it, and nothing else
 * @property {import('./server.mjs').Answer} answer
 * @property {string | undefined} [path] `/stream` where none is named
 * @property {string | undefined} [as] user and password, for its address
 * @property {boolean} [isThorough] `--quick` may miss it: it takes a slow reader, or a longer look
 */

/** All of them. @type {readonly Specimen[]} */
export const faults = [
  ...[...arrival, ...heads, ...parts, ...frames],
  ...[...rhythm, ...requests, ...audience, ...stills],
]

/**
 * Opens the server, and tells the address to look at.
 *
 * @param {Pick<Specimen, 'answer' | 'path' | 'as'>} specimen
 */
export async function openSpecimen({ answer, path = '/stream', as }) {
  const server = await openServer(answer)
  const origin = as ? server.origin.replace('//', `//${as}@`) : server.origin
  return { url: origin + path, close: () => server.close() }
}

/**
 * With what a test is called after in front: the name, and what is wrong.
 *
 * @param {readonly Specimen[]} specimens
 * @returns {[name: string, wrong: string, specimen: Specimen][]}
 */
export function titled(specimens) {
  return specimens.map((specimen) => [specimen.name, specimen.wrong, specimen])
}
