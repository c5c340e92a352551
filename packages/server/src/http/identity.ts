/**
 * What a server proves with who it is: a certificate, and the private key that fits it.
 *
 * OpenSSL's own words for what is wrong with one help nobody, so it is looked at here before.
 *
 * @module
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'

/** A certificate and its key, both in PEM form. */
export interface Identity {
  /** The server's own certificate; behind it those of the authorities between it and a root. */
  readonly cert: string | Buffer
  /** The private key of the first certificate, without a passphrase. */
  readonly key: string | Buffer
}

/** What is wrong with an identity. */
export interface Flaw {
  readonly part: keyof Identity
  /** Follows the name of the part: `is no certificate in PEM form ...`. */
  readonly text: string
}

/** What keeps a server from using an identity, or `undefined` for a good one. Expiry is no flaw. */
export function flawOf({ cert, key }: Identity): Flaw | undefined {
  const certificate = certificateIn(cert)
  if (!certificate) {
    return { part: 'cert', text: 'is no certificate in PEM form (-----BEGIN CERTIFICATE-----)' }
  }
  if (/ENCRYPTED/.test(String(key))) {
    return {
      part: 'key',
      text: 'has a passphrase, which nobody can type at each start; openssl pkey takes it off',
    }
  }
  const known = keyIn(key)
  if (!known) {
    return { part: 'key', text: 'is no private key in PEM form (-----BEGIN PRIVATE KEY-----)' }
  }
  if (!certificate.checkPrivateKey(known)) {
    const advice = "a server's own certificate comes first in its file, authorities behind it"
    return { part: 'key', text: `does not fit the certificate; ${advice}` }
  }
  const reason = attempt(() => createSecureContext({ cert, key }))
  return reason instanceof Error
    ? { part: 'cert', text: `is not accepted by OpenSSL: ${reason.message}` }
    : undefined
}

/** @throws {RangeError} when a server cannot use `identity`. */
export function checkIdentity(identity: Identity): void {
  const flaw = flawOf(identity)
  if (flaw)
    throw new RangeError(`Expected a certificate and its key: tls.${flaw.part} ${flaw.text}`)
}

/** The first certificate in a PEM text, or `undefined` if there is none. */
export function certificateIn(pem: string | Buffer): X509Certificate | undefined {
  // A certificate in DER form would be read as well, but a server cannot use it.
  if (!String(pem).includes('-----BEGIN CERTIFICATE-----')) return undefined
  const found = attempt(() => new X509Certificate(pem))
  return found instanceof X509Certificate ? found : undefined
}

function keyIn(pem: string | Buffer): KeyObject | undefined {
  const found = attempt(() => createPrivateKey(pem))
  return found instanceof Error ? undefined : found
}

function attempt<Value>(make: () => Value): Value | Error {
  try {
    return make()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
