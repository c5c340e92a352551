/**
 * The ways by which a server can be reached, for tests that hold on each of them.
 *
 * @module
 */
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls, type TlsOptions } from 'node:tls'
import type { ServeOptions, ZoetropeServer } from '../../src/index.ts'
import { identity } from './identities.ts'
import { folder, server } from './makers.ts'
import { Wire } from './wires.ts'

/** A server that can be reached. */
export interface Reached {
  readonly server: ZoetropeServer
  /** Opens a connection and asks for a path. */
  ask(path: string): Wire
}

/** Starts a server that is reached in one certain way. */
export type Way = (options: Partial<ServeOptions>) => Promise<Reached>

/** What frames leave by, and whether it ends in a TCP connection, of which the kernel can tell more. */
export interface Exit {
  readonly transport: 'tcp' | 'tls' | 'unix'
  readonly isTcp: boolean
}

const TCP: Exit = { transport: 'tcp', isTcp: true }
const TLS: Exit = { transport: 'tls', isTcp: true }

/** Every way there is. */
export const ways: readonly (readonly [name: string, way: Way, exit: Exit])[] = [
  ['plain HTTP', at('127.0.0.1', 'HTTP/1.1'), TCP],
  ['IPv6', at('::1', 'HTTP/1.1'), TCP],
  ['HTTP/1.0', at('127.0.0.1', 'HTTP/1.0'), TCP],
  ['TLS 1.3', overTls('TLSv1.3', 'HTTP/1.1'), TLS],
  ['TLS 1.2', overTls('TLSv1.2', 'HTTP/1.1'), TLS],
  ['HTTP/1.0 over TLS', overTls('TLSv1.3', 'HTTP/1.0'), TLS],
  ['a Unix socket', overUnixSocket, { transport: 'unix', isTcp: false }],
  ['TLS over a Unix socket', overBoth, { transport: 'tls', isTcp: false }],
]

function at(host: string, version: string): Way {
  return async (options) => {
    const made = await server({ ...options, host })
    const wire = (): Wire => new Wire(connect({ host, port: made.port, allowHalfOpen: true }))
    return { server: made, ask: (path) => asked(wire(), path, version) }
  }
}

function overTls(maxVersion: NonNullable<TlsOptions['maxVersion']>, version: string): Way {
  return async (options) => {
    const made = await server({ ...options, tls: await identity() })
    const settings = { allowHalfOpen: true, rejectUnauthorized: false, maxVersion }
    const wire = (): Wire =>
      new Wire(connectTls({ ...settings, host: '127.0.0.1', port: made.port }))
    return { server: made, ask: (path) => asked(wire(), path, version) }
  }
}

async function overUnixSocket(options: Partial<ServeOptions>): Promise<Reached> {
  const path = join(folder(), 'a.sock')
  const made = await server({ ...options, socket: path })
  const wire = (): Wire => new Wire(connect({ path, allowHalfOpen: true }))
  return { server: made, ask: (url) => asked(wire(), url, 'HTTP/1.1') }
}

async function overBoth(options: Partial<ServeOptions>): Promise<Reached> {
  const path = join(folder(), 'a.sock')
  const made = await server({ ...options, socket: path, tls: await identity() })
  const settings = { path, allowHalfOpen: true, rejectUnauthorized: false }
  const wire = (): Wire => new Wire(connectTls(settings))
  return { server: made, ask: (url) => asked(wire(), url, 'HTTP/1.1') }
}

function asked(wire: Wire, path: string, version: string): Wire {
  return wire.ask(`GET ${path} ${version}`, 'Host: localhost')
}
