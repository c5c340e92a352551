/**
 * Why a connection failed, in words. `fetch` says "fetch failed" and hides the reason in the cause
 * of a cause; the platforms' codes for it are known well enough to say what to do.
 *
 * @module
 */
import { type ErrorCode, ZoetropeError } from '../errors.ts'

type Reason = readonly [code: ErrorCode, text: string]

const SELF_SIGNED: Reason = [
  'SOURCE_UNAVAILABLE',
  'its certificate is not signed by anybody known; NODE_EXTRA_CA_CERTS=FILE makes Node trust it',
]
const NOT_TLS: Reason = ['SOURCE_UNAVAILABLE', 'it speaks no TLS that is known here; try http://']
const NO_ROUTE: Reason = ['SOURCE_UNAVAILABLE', 'there is no route to it; is it on this network?']
const UNKNOWN_NAME: Reason = ['SOURCE_UNAVAILABLE', 'its name is not known; is it spelt right?']
const NO_NAMES: Reason = [
  'SOURCE_UNAVAILABLE',
  'nobody tells the address of its name; is the name service (DNS) reachable?',
]
const ENDLESS_HEAD: Reason = ['SOURCE_FAILED', 'its answer is not HTTP (the head does not end)']
const NO_ANSWER: Reason = ['TIMEOUT', 'it does not answer; is it on?']
const BROKEN: Reason = ['SOURCE_FAILED', 'the connection broke off']

/** The codes of Node, OpenSSL and undici. */
const REASONS: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: ['SOURCE_UNAVAILABLE', 'the connection was refused; is it on, the port right?'],
  ENOTFOUND: UNKNOWN_NAME,
  EAI_AGAIN: NO_NAMES,
  ETIMEOUT: NO_NAMES,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  ETIMEDOUT: NO_ANSWER,
  UND_ERR_CONNECT_TIMEOUT: NO_ANSWER,
  ECONNRESET: BROKEN,
  EPIPE: BROKEN,
  UND_ERR_SOCKET: BROKEN,
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: SELF_SIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: SELF_SIGNED,
  CERT_HAS_EXPIRED: ['SOURCE_UNAVAILABLE', 'its certificate has expired'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['SOURCE_UNAVAILABLE', 'its certificate is for another name'],
  HPE_HEADER_OVERFLOW: ENDLESS_HEAD,
  UND_ERR_HEADERS_OVERFLOW: ENDLESS_HEAD,
  EPROTO: NOT_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
}

/** The named error for what `fetch` or a body's reader threw. `from` is what is told of the address. */
export function connectionFailure(from: string, error: unknown): ZoetropeError {
  if (error instanceof ZoetropeError) return error
  const [code, text] = reasonOf(error)
  return new ZoetropeError(code, `${from}: ${text}`, { cause: error })
}

function reasonOf(error: unknown): Reason {
  const chain = causes(error)
  const last = chain.at(-1)?.message ?? String(error)
  const [message = ''] = last.split('\n')
  for (const { name, code = '' } of chain) {
    const reason = REASONS[code]
    if (reason) return reason
    // Node's parser has codes; undici's, since its seventh version, only a name.
    if (code.startsWith('HPE_') || name === 'HTTPParserError') {
      return ['SOURCE_FAILED', `its answer is not HTTP (${message})`]
    }
  }
  if (message === 'redirect count exceeded') return ['SOURCE_FAILED', 'it redirects in a circle']
  return ['SOURCE_FAILED', message]
}

function causes(error: unknown): { name: string; message: string; code: string | undefined }[] {
  if (!(error instanceof Error)) return []
  const { name, message, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return [{ name, message, code }, ...causes(cause)]
}
