/**
 * The broken set: what cameras and their servers get wrong in the wild, one fault a server, with what
 * a look at it must find and who suffers from it.
 *
 * @module
 */
import { frames } from './frames.mjs'
import { heads } from './heads.mjs'
import { manners } from './manners.mjs'
import { parts } from './parts.mjs'
import { openServer } from './server.mjs'
import { stills } from './stills.mjs'

/**
 * One fault.
 *
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} wrong what is wrong, for people
 * @property {readonly string[]} codes what `zoetrope probe` must say of it
 * @property {readonly string[]} [also] what it may say besides, since one fault may look like another
 * @property {readonly string[]} breaks readers that show nothing, or something else, because of it
 * @property {import('./server.mjs').Answer} answer
 * @property {string | undefined} [path] `/stream` where none is named
 * @property {string | undefined} [as] user and password, for its address
 * @property {boolean} [isSlow] only a slow reader meets it
 */

/** All of them. @type {readonly Fault[]} */
export const faults = [...heads, ...parts, ...frames, ...manners, ...stills]

/**
 * Opens the server of one fault, and tells the address to look at.
 *
 * @param {Pick<Fault, 'answer' | 'path' | 'as'>} fault
 */
export async function openFault({ answer, path = '/stream', as }) {
  const server = await openServer(answer)
  const origin = as ? server.origin.replace('//', `//${as}@`) : server.origin
  return { url: origin + path, close: () => server.close() }
}
