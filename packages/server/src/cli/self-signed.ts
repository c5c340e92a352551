/**
 * A certificate that the server signs itself, for a trial or a household: browsers warn of it once,
 * and remember it if they are told to. So it is kept for the next start.
 *
 * @module
 */
import { mkdir, readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { certificateIn, flawOf, type Identity } from '../http/identity.ts'
import { save } from './saving.ts'

const DAY = 86_400_000
/** Days that it is good for: 13 months. Systems refuse what is good for much longer. */
const VALID = 395
/** Days before its end that it is made anew. */
const MARGIN = 30

/** Whom a certificate is for: host names and IP addresses. */
export interface Names {
  /** All that are put into a new one. */
  readonly wished: readonly string[]
  /** Those without which one that was kept is no use. */
  readonly needed: readonly string[]
}

/** A certificate that was kept, or made. */
export interface SelfSigned {
  readonly identity: Identity
  /** Why it could not be kept, where that is so. */
  readonly obstacle: string | undefined
}

/** The folder for what a program keeps between two starts. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const wish = environment['XDG_STATE_HOME'] ?? ''
  return join(isAbsolute(wish) ? wish : join(homedir(), '.local', 'state'), 'zoetrope')
}

/**
 * The certificate kept in `folder` if it is good for a while yet and has the needed names; else a
 * new one, which is then kept there if that can be.
 */
export async function selfSigned(names: Names, folder: string): Promise<SelfSigned> {
  const paths = {
    cert: join(folder, 'self-signed-certificate.pem'),
    key: join(folder, 'self-signed-key.pem'),
  }
  const kept = await read(paths)
  if (kept && isGood(kept, names.needed)) return { identity: kept, obstacle: undefined }
  const identity = await issue(names.wished)
  const obstacle = await keep(identity, folder, paths).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return { identity, obstacle }
}

/** Makes a certificate for these names, from now on. */
export async function issue(names: readonly string[]): Promise<Identity> {
  // Takes a tenth of a second to load, and is needed once in a year.
  const { generate } = await import('selfsigned')
  const now = Date.now()
  const altNames = Array.from(new Set(names), (name) =>
    isIP(name) > 0 ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  )
  const made = await generate([{ name: 'commonName', value: 'zoetrope' }], {
    ...{ keyType: 'ec', curve: 'P-256', algorithm: 'sha256' },
    // The clocks of cameras and phones are not always right.
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + (VALID - 1) * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  return { cert: `${made.cert}\n`, key: made.private }
}

async function read(paths: { cert: string; key: string }): Promise<Identity | undefined> {
  try {
    return { cert: await readFile(paths.cert), key: await readFile(paths.key) }
  } catch {
    return undefined
  }
}

function isGood(identity: Identity, needed: readonly string[]): boolean {
  const certificate = certificateIn(identity.cert)
  if (!certificate || flawOf(identity)) return false
  if (Date.parse(certificate.validTo) < Date.now() + MARGIN * DAY) return false
  const told = (certificate.subjectAltName ?? '').split(', ')
  return needed.every((name) =>
    isIP(name) > 0 ? certificate.checkIP(name) !== undefined : told.includes(`DNS:${name}`),
  )
}

async function keep(
  { cert, key }: Identity,
  folder: string,
  paths: { cert: string; key: string },
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await save(paths.key, Buffer.from(key), 0o600)
  await save(paths.cert, Buffer.from(cert))
}
