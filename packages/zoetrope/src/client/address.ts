/**
 * Another server's address: what to ask it for, whom to be, and what it may be called in public.
 *
 * Whoever writes a camera's URL puts its password in. It is taken out here, once, so that no label,
 * log line or error after this can show it.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** A user and a password, decoded. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** An `http:` or `https:` URL taken apart. */
export interface Address {
  /** What to fetch: without credentials, with the fragment. */
  readonly url: URL
  readonly credentials: Credentials | undefined
}

/** @throws {ZoetropeError} `INVALID_SOURCE` when `address` is not an http or https URL. */
export function parseAddress(address: string | URL): Address {
  const url = URL.canParse(`${address}`) ? new URL(address) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const told = publicText(`${address}`)
    throw new ZoetropeError('INVALID_SOURCE', `Expected an http:// or https:// URL, got "${told}"`)
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  const given = username !== '' || password !== ''
  const credentials = { user: decode(username), password: decode(password) }
  return { url, credentials: given ? credentials : undefined }
}

/** The names of query parameters whose values are nobody's business. */
const SECRET = /user|usr|pas|pwd|token|auth|key|secret|sig|session|cred/i

/** The address as it may be printed: no user, no password, no fragment, secret query values as `***`. */
export function publicAddress(address: string | URL): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  url.hash = ''
  url.search = masked(url.search)
  return url.href
}

/**
 * The same for what is no address that can be used, and may be anything: of `admin:secret@cam/video`,
 * where the scheme was forgotten, only what follows the last `@` is nobody's secret for sure.
 */
export function publicText(text: string): string {
  const [told = ''] = text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1').split('#')
  const [path = '', ...query] = told.split('?')
  return [path, ...query.map(masked)].join('?')
}

function masked(query: string): string {
  return query.replace(/([^?&;=]+)=([^&;]*)/g, (pair, name: string) =>
    SECRET.test(decode(name)) ? `${name}=***` : pair,
  )
}

// A stray `%` is legal in a URL and means itself.
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
