/**
 * Whether the server tells the network that it is there, and under which name: the command line laid
 * over the configuration file.
 *
 * @module
 */
import { hostname } from 'node:os'
import { hostNames, nameOn } from '../discovery/offer.ts'
import { isLoopback } from './addresses.ts'
import { Failure } from './failure.ts'

/** The options of `zoetrope serve` about it. */
export interface AnnounceOptions {
  readonly announce?: boolean | undefined
  readonly announceAs?: string | undefined
}

/** `server.announce` of a configuration file. */
export type AnnounceConfiguration = boolean | { readonly name?: string | undefined }

/** What a server that is announced is called. */
export interface AnnounceSettings {
  readonly name: string
  /** The host names that it may come to have, by which people then call it. */
  readonly hosts: readonly string[]
}

/** Other people's terminals and lists show it. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u

/**
 * Lays the options over the file's. `undefined`: it is not announced.
 *
 * @throws {Failure} for a name that cannot be shown.
 */
export function announceOf(
  { announce, announceAs }: AnnounceOptions,
  file: AnnounceConfiguration = false,
  machine: string = hostname(),
): AnnounceSettings | undefined {
  if (!(announce || announceAs !== undefined || file)) return undefined
  const name = announceAs ?? (typeof file === 'object' ? file.name : undefined) ?? nameOn(machine)
  if (name.trim() !== '' && !CONTROLS.test(name)) return { name, hosts: hostNames(name) }
  const got = JSON.stringify(name)
  throw new Failure(`a server is announced under a name that people can read, not as ${got}`, {
    exitCode: 2,
  })
}

/** @throws {Failure} where nobody in the network would reach what it is told of. */
export function refuseIdleAnnouncement({
  announce,
  socket,
  host,
}: {
  readonly announce: AnnounceSettings | undefined
  readonly socket: unknown
  readonly host: string
}): void {
  if (!announce) return
  if (socket) {
    throw new Failure(
      '--announce tells the network of an address, and a Unix socket has none; announce the proxy instead',
      { exitCode: 2 },
    )
  }
  if (!isLoopback(host)) return
  throw new Failure(
    `--announce tells the network of a server that only this machine reaches (${host}); add --host 0.0.0.0 --open`,
    { exitCode: 2 },
  )
}
