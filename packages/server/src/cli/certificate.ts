/**
 * The certificate that the server shows: found or made, and what is to be said of it.
 *
 * @module
 */

import { isIPv4 } from 'node:net'
import { hostname } from 'node:os'
import { certificateIn, type Identity } from '../http/identity.ts'
import { isEveryAddress, isLoopback, lanAddresses } from './addresses.ts'
import { readIdentity } from './certificate-files.ts'
import { type Names, selfSigned, stateFolder } from './self-signed.ts'
import type { TlsSettings } from './tls-settings.ts'

/** A certificate, and what people want to know of it. */
export interface Certificate {
  readonly identity: Identity
  readonly isSelfSigned: boolean
  /** SHA-256, as browsers show it. */
  readonly fingerprint: string
  readonly expires: Date
  /** What should not be as it is; `undefined` where all is well. */
  readonly remark: string | undefined
}

/** For whom the server is there. */
export interface Audience {
  readonly host: string
  /** Further names by which it is called. */
  readonly hosts: readonly string[]
}

/** Reads or makes the certificate. @throws {Failure} that names the file with which something is wrong. */
export async function certificateOf(tls: TlsSettings, audience: Audience): Promise<Certificate> {
  if (tls !== 'self-signed') return described(await readIdentity(tls), undefined)
  const { identity, obstacle } = await selfSigned(namesFor(audience), stateFolder())
  const another = `the certificate cannot be kept, so the next start has another: ${obstacle}`
  return { ...described(identity, obstacle && another), isSelfSigned: true }
}

/** The names by which people call a server on this machine, those first that cannot be missing. */
export function namesFor({ host, hosts }: Audience, machine: string = hostname()): Names {
  const own = NAME.test(machine) ? [machine] : []
  const here = isLoopback(host) ? [] : lanAddresses(host).map(withoutZone)
  const given = hosts.filter((name) => NAME.test(name))
  return {
    wished: [...LOCAL, ...own, ...given, ...here, ...lanAddresses('::')],
    // Of a machine's IPv6 addresses some change every day.
    needed: ['localhost', ...given, ...(isEveryAddress(host) ? here.filter(isIPv4) : here)],
  }
}

/** A name as certificates have it, perhaps for all below it: `*.example.org`. */
const NAME = /^(\*\.)?[\w-]+(\.[\w-]+)*$/
const LOCAL = ['localhost', '127.0.0.1', '::1']

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '')
}

function described(identity: Identity, remark: string | undefined): Certificate {
  const found = certificateIn(identity.cert)
  const expires = new Date(found?.validTo ?? 0)
  const old = `the certificate expired on ${expires.toISOString().slice(0, 10)}`
  return {
    identity,
    isSelfSigned: false,
    fingerprint: found?.fingerprint256 ?? '',
    expires,
    remark: remark ?? (expires.getTime() < Date.now() ? old : undefined),
  }
}
