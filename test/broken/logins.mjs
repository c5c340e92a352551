/**
 * Cameras behind a login: the user is `me`, the password is `secret`.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { streaming } from './camera.mjs'
import { except, nothingBut } from './server.mjs'

/** A challenge to tell the password as it is. */
export const BASIC = 'Basic realm="camera"'

/** What a digest asks: https://www.rfc-editor.org/rfc/rfc7616 without `qop`, as cameras do. */
export const DIGEST = 'Digest realm="camera", nonce="0123456789abcdef", algorithm=MD5'

/**
 * A camera for those who know.
 *
 * @param {string} challenge what `WWW-Authenticate` says to all others
 * @param {(authorization: string) => boolean} knows
 */
export function guarded(challenge, knows) {
  const turnAway = nothingBut('401 Unauthorized', `WWW-Authenticate: ${challenge}`)
  return except(streaming(), ({ headers }) => !knows(headers.get('authorization') ?? ''), turnAway)
}

/** @param {string} authorization */
export function knowsBasic(authorization) {
  return authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`
}

/** @param {string} authorization */
export function knowsDigest(authorization) {
  const uri = /uri="([^"]*)"/.exec(authorization)?.[1] ?? ''
  const given = /response="([0-9a-f]{32})"/.exec(authorization)?.[1]
  const secret = md5('me:camera:secret')
  return ['GET', 'HEAD'].some(
    (method) => given === md5(`${secret}:0123456789abcdef:${md5(`${method}:${uri}`)}`),
  )
}

/** @param {string} text */
function md5(text) {
  return createHash('md5').update(text).digest('hex')
}
