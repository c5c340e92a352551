/**
 * Keeps passwords out of what is printed. Programs repeat the URLs they were given in their errors.
 *
 * @module
 */
import { publicAddress } from '../client/address.ts'

/** `text` without the `user:password@` of any URL in it. */
export function withoutCredentials(text: string): string {
  // Greedy, because a password may contain an @ that nobody escaped.
  return text.replace(/(:\/\/)[^/\s]*@/g, '$1')
}

/** A remover for one URL: what is secret in its query goes as well, wherever the URL is repeated. */
export function censor(url: string): (text: string) => string {
  if (!URL.canParse(url)) return withoutCredentials
  const shown = publicAddress(url)
  return (text) => withoutCredentials(text.replaceAll(url, shown))
}
