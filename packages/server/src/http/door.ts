/**
 * Doors: where a server listens. One is its own; each further one is that of another server, in
 * whose place it answers.
 *
 * @module
 */
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { ListenerName } from '../compat/listener.ts'
import { type AnsweringOptions, answering } from './answering.ts'
import type { App } from './app.ts'
import type { Identity } from './identity.ts'
import { type Address, authorityOf, listening, refuseTwins } from './listening.ts'
import type { Log } from './log.ts'
import { Sockets } from './sockets.ts'
import { createTlsServer } from './tls.ts'
import { listeningOn, type UnixSocket } from './unix-socket.ts'
import { admitUpgrades, Incoming } from './upgrade.ts'

/** Where to listen, and what to answer there. */
export interface DoorInit {
  /** The server that is imitated there. @default none: it is this server's own */
  readonly name?: ListenerName | undefined
  readonly app: Pick<App, 'fetch'>
  readonly at: Address | UnixSocket
  /** Speaks HTTPS with it. @default plain HTTP */
  readonly tls?: Identity | undefined
  readonly answers: Omit<AnsweringOptions, 'socket'>
  readonly log: Log
}

/** Where a server listens. */
export interface Door {
  readonly name: ListenerName | undefined
  readonly server: Server
  readonly sockets: Sockets
  /** As this machine can open it, without a path: `http://127.0.0.1:8080`. */
  readonly origin: string
  /** 0 on a Unix socket. */
  readonly port: number
}

const SETTINGS: ServerOptions<typeof Incoming> = {
  IncomingMessage: Incoming,
  // Frames are pushed for hours. So bodies are timed one by one, and only heads by Node.
  requestTimeout: 0,
  headersTimeout: 15_000,
  keepAliveTimeout: 5000,
  // Frames stay below it, so that a socket does not emit 'drain' after each: 7 % of a viewer's cost.
  highWaterMark: 2 ** 20,
}

/**
 * Opens all doors, or none.
 *
 * @throws {ListenError} when an address cannot be had.
 * @throws {RangeError} when a certificate or an address is not what it should be, or two are the same.
 */
export async function openDoors(inits: readonly DoorInit[]): Promise<Door[]> {
  refuseTwins(inits.flatMap(({ at }) => ('path' in at ? [] : at)))
  const doors: Door[] = []
  try {
    for (const init of inits) doors.push(await open(init))
    return doors
  } catch (error) {
    for (const { server, sockets } of doors) {
      server.close()
      sockets.destroy()
    }
    throw error
  }
}

async function open({ name, app, at, tls, answers, log }: DoorInit): Promise<Door> {
  const socket = 'path' in at ? at.path : undefined
  const answer = answering(app, log, { ...answers, socket })
  const server = tls ? createTlsServer(tls, SETTINGS, answer, log) : createServer(SETTINGS, answer)
  admitUpgrades(server)
  const sockets = new Sockets(server, tls ? 'secureConnection' : 'connection')
  const { authority, port } = await listen(server, at)
  return { name, server, sockets, origin: `${tls ? 'https' : 'http'}://${authority}`, port }
}

async function listen(
  server: Server,
  at: Address | UnixSocket,
): Promise<{ readonly authority: string; readonly port: number }> {
  if ('path' in at) {
    await listeningOn(server, at)
    return { authority: `unix:${at.path}:`, port: 0 }
  }
  const address = await listening(server, at)
  return { authority: authorityOf(address), port: address.port }
}
