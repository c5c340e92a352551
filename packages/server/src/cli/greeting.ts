/**
 * What is said when the server listens: a banner for a person, one entry of the log for a program.
 *
 * @module
 */
import type { Log } from '../http/log.ts'
import type { ZoetropeServer } from '../http/serve.ts'
import { inUrl, lanAddresses } from './addresses.ts'
import { type Announced, banner } from './banner.ts'
import type { Certificate } from './certificate.ts'
import { withoutCredentials } from './failure.ts'
import type { LogFormat } from './limits.ts'
import type { OpenedCamera } from './opening.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'

/** What there is to say. */
export interface Greeting {
  readonly server: ZoetropeServer
  readonly settings: Settings
  /** `undefined` for plain HTTP. */
  readonly certificate: Certificate | undefined
  readonly opened: readonly OpenedCamera[]
  readonly version: string
  readonly format: LogFormat
  readonly log: Log
}

/** Says it. */
export function greet(greeting: Greeting, terminal: Terminal): void {
  const { server, settings, certificate, opened, version, format, log } = greeting
  const { url, listeners } = server
  const elsewhere = elsewhereOf(server, settings)
  const cameras = opened.map(({ name, source, opened: { label } }) => ({
    name,
    label: source === '-' ? 'standard input' : withoutCredentials(label ?? source),
  }))
  if (format === 'human') {
    const { demonstration, socket } = settings
    const fingerprint = certificate?.isSelfSigned ? certificate.fingerprint : undefined
    const announced = announcedAs(server, settings)
    const places = { url, listeners, elsewhere, announced, socket: socket?.path }
    const facts = { version, cameras, demonstration, fingerprint }
    terminal.print(banner({ ...facts, ...places }, terminal.paint))
  } else {
    const urls = { url, stream: `${url}stream`, snapshot: `${url}snapshot.jpg` }
    const others = {
      ...(elsewhere.length > 0 && { elsewhere }),
      ...(listeners.length > 0 && { listeners }),
    }
    log.info({ version, ...urls, ...others, cameras }, 'listening')
    if (certificate) tell(certificate, log)
  }
  if (certificate?.remark !== undefined) log.warn({}, certificate.remark)
}

/** Tells the log of a certificate. */
export function tell({ isSelfSigned, fingerprint, expires }: Certificate, log: Log): void {
  const facts = { fingerprint, expires: expires.toISOString() }
  if (isSelfSigned) log.warn(facts, 'self-signed certificate: browsers will warn')
  else log.info(facts, 'certificate')
}

/** What it will be called in the network; the log tells where that name is taken. */
function announcedAs(
  { url, port }: ZoetropeServer,
  { announce, basePath }: Settings,
): Announced | undefined {
  const [host] = announce?.hosts ?? []
  if (!announce || host === undefined) return undefined
  const path = basePath.replace(/\/*$/, '/')
  return { name: announce.name, url: `${schemeOf(url)}://${host}:${port}${path}` }
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(':'))
}

/** The page as others in the network reach it, and those imitated servers that have an address of their own. */
function elsewhereOf(
  { url, port, listeners }: ZoetropeServer,
  { host, socket, basePath, listeners: settings }: Settings,
): string[] {
  const scheme = schemeOf(url)
  const path = basePath.replace(/\/*$/, '/')
  const own = socket ? [] : lanAddresses(host).map((address) => ({ address, port, path }))
  const others = listeners.flatMap(({ name, port: itsPort }) => {
    const itsHost = settings[name]?.host ?? host
    const addresses = itsHost === host && !socket ? [] : lanAddresses(itsHost)
    return addresses.map((address) => ({ address, port: itsPort, path: '/' }))
  })
  return [...own, ...others].map((at) => `${scheme}://${inUrl(at.address)}:${at.port}${at.path}`)
}
