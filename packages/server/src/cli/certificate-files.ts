/**
 * A certificate and its key from files, each complaint with the name of the file it is about.
 *
 * @module
 */
import { readFile } from 'node:fs/promises'
import { flawOf, type Identity } from '../http/identity.ts'
import { Failure } from './failure.ts'
import type { CertificateFiles } from './tls-settings.ts'

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
}

/** Reads both. @throws {Failure} when one cannot be read, or a server could not use them. */
export async function readIdentity(files: CertificateFiles): Promise<Identity> {
  const identity = {
    cert: await read(files.cert, '--tls-cert takes a certificate in PEM form'),
    key: await read(files.key, '--tls-key takes the private key of the certificate, in PEM form'),
  }
  const flaw = flawOf(identity)
  if (!flaw) return identity
  throw new Failure(`${files[flaw.part]} ${flaw.text}`, { exitCode: 2 })
}

function read(path: string, advice: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const reason = REASONS[cause.code ?? ''] ?? cause.message
    throw new Failure(`cannot read ${path}: ${reason}; ${advice}`, { exitCode: 2, cause })
  })
}
