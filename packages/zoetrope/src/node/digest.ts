/**
 * Fetches that prove who asks, over the fetch for cameras.
 *
 * @module
 */
import type { Credentials } from '../client/address.ts'
import type { Fetch } from '../client/authentication.ts'
import { loginFetch } from '../client/digest.ts'
import type { ZoetropeError } from '../errors.ts'
import { endlessFetch } from './endless-fetch.ts'

/**
 * A fetch that answers basic and digest challenges of the origin it was asked for; digest first.
 * For requests without a body. A 401 comes back when the server refuses the credentials.
 *
 * The returned function throws {@link ZoetropeError} `UNAUTHORIZED` when the server asks for
 * neither.
 */
export function authenticatingFetch(credentials: Credentials, fetch: Fetch = endlessFetch): Fetch {
  return loginFetch(credentials, fetch)
}
