/**
 * Digest authentication (RFC 7616), which most IP cameras ask for, beside basic.
 *
 * The password never travels: the server sends a nonce and gets a hash of it, of the credentials
 * and of the request. One nonce serves many requests, which are counted.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Credentials } from './address.ts'
import { type Authorize, answerBasic, answeringFetch, type Fetch, utf8 } from './authentication.ts'
import type { Challenge } from './challenge.ts'
import { hashOf } from './hash.ts'

/**
 * A fetch that answers basic and digest challenges of the origin it was asked for; digest first.
 * For requests without a body. A 401 comes back when the server refuses the credentials. Where the
 * platform has no hashes (browsers) digests cannot be answered.
 *
 * The returned function throws {@link ZoetropeError} `UNAUTHORIZED` when none of the challenges can
 * be answered.
 */
export function loginFetch(credentials: Credentials, fetch: Fetch): Fetch {
  const digests = new Digests(credentials)
  return answeringFetch(
    (challenges) => digests.answer(challenges) ?? answerBasic(challenges, credentials),
    fetch,
  )
}

/**
 * The same for digest alone: a server that nobody has named is not shown the password itself.
 *
 * The returned function throws {@link ZoetropeError} `UNAUTHORIZED` when the server does not ask for a
 * digest.
 */
export function digestFetch(credentials: Credentials, fetch: Fetch): Fetch {
  const digests = new Digests(credentials)
  return answeringFetch((challenges) => digests.answer(challenges) ?? refuse(), fetch)
}

function refuse(): never {
  const text =
    'it wants the password itself, which is not shown to whoever answers a question to all'
  throw new ZoetropeError('UNAUTHORIZED', text)
}

/** Answers digest challenges, and counts on where one comes with the nonce of the one before. */
class Digests {
  readonly #credentials: Credentials
  #nonce: string | undefined
  #authorize: Authorize | undefined

  constructor(credentials: Credentials) {
    this.#credentials = credentials
  }

  // RFC 7616, 3.7: the server lists what it prefers first, and the first that is understood counts.
  answer(challenges: readonly Challenge[]): Authorize | undefined {
    for (const challenge of challenges.filter(({ scheme }) => scheme === 'digest')) {
      const nonce = challenge.parameters.get('nonce')
      if (this.#authorize && nonce === this.#nonce) return this.#authorize
      this.#nonce = nonce
      this.#authorize = digest(challenge, this.#credentials)
      if (this.#authorize) return this.#authorize
    }
    return undefined
  }
}

/** `undefined` where the challenge asks for a hash or a protection that is not known here. */
function digest({ parameters }: Challenge, { user, password }: Credentials): Authorize | undefined {
  const algorithm = parameters.get('algorithm') ?? 'MD5'
  const session = /-sess$/i.test(algorithm)
  const hashed = hashOf(algorithm.replace(/-sess$/i, ''))
  const qop = parameters.get('qop')
  const counted = qop !== undefined
  if (!hashed || (counted && !/\bauth\b(?!-)/i.test(qop))) return undefined

  // Headers are read and written as one character a byte, so that is what is hashed as well.
  const hash = (...parts: string[]): string => hashed(parts.join(':'))
  const realm = parameters.get('realm') ?? ''
  const nonce = parameters.get('nonce') ?? ''
  // The same for the whole life of the nonce: `-sess` hashes it into a key that some servers keep.
  const cnonce = randomHex()
  const secret = hash(utf8(user), realm, utf8(password))
  const key = session ? hash(secret, nonce, cnonce) : secret
  let count = 0

  return ({ method, url }) => {
    count += 1
    const nc = count.toString(16).padStart(8, '0')
    const uri = url.pathname + url.search
    const request = hash(method, uri)
    const response = counted
      ? hash(key, nonce, nc, cnonce, 'auth', request)
      : hash(key, nonce, request)
    const quoted = { username: utf8(user), realm, nonce, uri, response }
    const fields = Object.entries(quoted).map(([field, value]) => `${field}=${quote(value)}`)
    const opaque = parameters.get('opaque')
    if (opaque !== undefined) fields.push(`opaque=${quote(opaque)}`)
    if (parameters.has('algorithm')) fields.push(`algorithm=${algorithm}`)
    if (counted) fields.push('qop=auth', `nc=${nc}`)
    if (counted || session) fields.push(`cnonce=${quote(cnonce)}`)
    return `Digest ${fields.join(', ')}`
  }
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
