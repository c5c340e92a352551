/**
 * What is looked at: an address, the login that stood in it, and how long anybody waits.
 *
 * @module
 */

/** Where to ask, and as whom. */
export interface Target {
  /** Without credentials. */
  readonly url: URL
  /** What stood in front of the @. */
  readonly credentials?: { readonly user: string; readonly password: string } | undefined
  /** Milliseconds until an answer must have begun. */
  readonly timeout: number
}

/** The target that a text names; `undefined` where that is no address of a web server. */
export function targetOf(text: string, timeout: number): Target | undefined {
  if (/^[^a-z0-9[]/i.test(text)) return undefined
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return undefined
  const { username, password } = url
  const bare = withoutLogin(url)
  bare.hash = ''
  if (username === '' && password === '') return { url: bare, timeout }
  return {
    url: bare,
    timeout,
    credentials: { user: decoded(username), password: decoded(password) },
  }
}

/** The same address, to be shown to anybody. */
export function withoutLogin(url: URL): URL {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare
}

/** The same server and login at another address; the login stays behind when the origin changes. */
export function movedTo(target: Target, url: URL): Target {
  const isSame = url.origin === target.url.origin
  return { url, timeout: target.timeout, credentials: isSame ? target.credentials : undefined }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
