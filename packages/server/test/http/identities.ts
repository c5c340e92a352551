/**
 * Certificates for the tests.
 *
 * @module
 */
import { generate } from 'selfsigned'
import type { Identity } from '../../src/index.ts'

/** How a certificate is unlike the others. */
export interface Whim {
  readonly name?: string
  /** Milliseconds from now. */
  readonly until?: number
  readonly keyType?: 'ec' | 'rsa'
  /** Of an RSA key. */
  readonly bits?: number
  readonly passphrase?: string
}

/** A certificate for localhost and its key, made anew. */
export async function identity(whim: Whim = {}): Promise<Identity & { cert: string; key: string }> {
  const { name = 'localhost', until = 86_400_000, keyType = 'ec', bits = 2048, passphrase } = whim
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    ...{ keyType, keySize: bits, algorithm: 'sha256' },
    notBeforeDate: new Date(Date.now() - 2 * 86_400_000),
    notAfterDate: new Date(Date.now() + until),
    ...(passphrase !== undefined && { passphrase }),
  })
  return { cert: `${cert}\n`, key }
}
