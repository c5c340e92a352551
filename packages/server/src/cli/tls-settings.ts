/**
 * Whether the server speaks HTTPS, and with which certificate: one from files, or one of its own
 * making.
 *
 * @module
 */
import { Failure } from './failure.ts'

/** The options of the command line. */
export interface TlsOptions {
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  readonly tlsSelfSigned?: boolean | undefined
}

/** `server.tls` of a configuration file. */
export interface TlsConfiguration {
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly selfSigned?: boolean | undefined
}

/** The files of a certificate and its private key, in PEM form. */
export interface CertificateFiles {
  readonly cert: string
  readonly key: string
}

/** Which certificate the server shows. */
export type TlsSettings = 'self-signed' | CertificateFiles

type Names = Readonly<Record<keyof TlsConfiguration, string>>

const TYPED: Names = { cert: '--tls-cert', key: '--tls-key', selfSigned: '--tls-self-signed' }
const WRITTEN: Names = {
  cert: 'server.tls.cert',
  key: 'server.tls.key',
  selfSigned: 'server.tls.selfSigned',
}

/**
 * Lays the command line over the file: whoever names a certificate there means no other.
 *
 * @param place Tells where a path of the file lies.
 * @returns `undefined` for plain HTTP.
 * @throws {Failure} where half of it is missing, or too much is said.
 */
export function tlsOf(
  { tlsCert, tlsKey, tlsSelfSigned }: TlsOptions,
  written: TlsConfiguration = {},
  place: (path: string) => string = (path) => path,
): TlsSettings | undefined {
  const typed = one({ cert: tlsCert, key: tlsKey, selfSigned: tlsSelfSigned }, TYPED)
  if (typed) return typed
  const found = one(written, WRITTEN)
  if (typeof found !== 'object') return found
  return { cert: place(found.cert), key: place(found.key) }
}

function one({ cert, key, selfSigned }: TlsConfiguration, names: Names): TlsSettings | undefined {
  const files = [cert, key].filter((file) => file !== undefined)
  if (selfSigned && files.length > 0) {
    throw wrong(`${names.selfSigned} makes a certificate, ${names.cert} names one; choose either`)
  }
  if (selfSigned) return 'self-signed'
  if (files.length === 0) return undefined
  if (key === undefined)
    throw wrong(`${names.cert} needs ${names.key}, the file of its private key`)
  if (cert === undefined) throw wrong(`${names.key} needs ${names.cert}, the file it is the key of`)
  return { cert, key }
}

function wrong(message: string): Failure {
  return new Failure(message, { exitCode: 2 })
}
