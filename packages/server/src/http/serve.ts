/**
 * The server on a port: one task among others of the program that starts it.
 *
 * @module
 */
import { createServer, type Server, type ServerOptions } from 'node:http'
import type { Cameras } from 'zoetrope'
import type { Journal } from '../events/journal.ts'
import { answering } from './answering.ts'
import { type AppOptions, createApp } from './app.ts'
import { closing } from './closing.ts'
import type { Identity } from './identity.ts'
import { authorityOf, listening } from './listening.ts'
import { LiveSockets } from './live-sockets.ts'
import { silent } from './log.ts'
import { tellPacing } from './pacing.ts'
import { Sockets } from './sockets.ts'
import { createTlsServer, renew } from './tls.ts'
import { listeningOn } from './unix-socket.ts'
import { admitUpgrades, Incoming } from './upgrade.ts'
import { basePathOf } from './visit.ts'

/** What is served, to whom, and where. */
export interface ServeOptions extends AppOptions {
  /** The address to listen on; `0.0.0.0` or `::` for all of the machine's. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** From 0 to 65535; 0 takes any that is free. @default 8080 */
  readonly port?: number | undefined
  /** The path of a Unix socket to listen on, in the place of host and port. @default none */
  readonly socket?: string | undefined
  /** The mode of the socket's file: whoever may write to it may watch. @default 0o660 */
  readonly socketMode?: number | undefined
  /** Speaks HTTPS with this certificate and key. @default plain HTTP */
  readonly tls?: Identity | undefined
  /** Milliseconds that viewers have to take what is under way when the server closes. @default 3000 */
  readonly shutdownTimeout?: number | undefined
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** A server that listens. */
export interface ZoetropeServer extends AsyncDisposable {
  /**
   * Where the page is, seen from this machine: `http://127.0.0.1:8080/`. On a Unix socket it is what
   * nginx's `proxy_pass` takes: `http://unix:/run/zoetrope.sock:/`.
   */
  readonly url: string
  /** 0 on a Unix socket. */
  readonly port: number
  readonly cameras: Cameras
  /** What happens to the cameras. */
  readonly journal: Journal
  /**
   * Shows another certificate to whoever connects from now on; streams under way go on.
   *
   * @throws {RangeError} when it cannot be used, or the server was started without `tls`.
   */
  renew(tls: Identity): void
  /**
   * Ends everything: no new connections, all cameras closed, streams ended after a whole frame.
   * Resolves when no socket is left and every source has let go. Idempotent.
   */
  close(): Promise<void>
}

/**
 * Starts a server, and returns as soon as it listens.
 *
 * @throws {ListenError} when the address cannot be had.
 * @throws {RangeError} when an option is not what it should be.
 */
export async function serve(options: ServeOptions): Promise<ZoetropeServer> {
  const { cameras, signal, log = silent, tls } = options
  signal?.throwIfAborted()
  const app = createApp(options)
  const live = new LiveSockets(log)
  const answer = answering(app, log, { ...options, live })
  const server = tls ? createTlsServer(tls, SETTINGS, answer, log) : createServer(SETTINGS, answer)
  admitUpgrades(server)
  const sockets = new Sockets(server, tls ? 'secureConnection' : 'connection')
  const { authority, port } = await listen(server, options)
  // Of a Unix socket the kernel tells nothing anyway.
  if (options.socket === undefined) server.once('close', tellPacing(log, options.pacing))
  const patience = options.shutdownTimeout ?? 3000
  const close = closing(server, { app, cameras, sockets, live, log, patience, signal })
  return {
    url: `${tls ? 'https' : 'http'}://${authority}${basePathOf(options.basePath)}/`,
    port,
    cameras,
    journal: app.journal,
    renew: (identity) => renew(server, identity),
    close,
    [Symbol.asyncDispose]: close,
  }
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

async function listen(
  server: Server,
  { host = '127.0.0.1', port = 8080, socket, socketMode }: ServeOptions,
): Promise<{ readonly authority: string; readonly port: number }> {
  if (socket === undefined) {
    const address = await listening(server, { host, port })
    return { authority: authorityOf(address), port: address.port }
  }
  await listeningOn(server, { path: socket, mode: socketMode })
  return { authority: `unix:${socket}:`, port: 0 }
}
