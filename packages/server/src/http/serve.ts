/**
 * The server on a port: one task among others of the program that starts it.
 *
 * @module
 */
import { createServer } from 'node:http'
import type { Cameras } from 'zoetrope'
import { answering } from './answering.ts'
import { type AppOptions, createApp } from './app.ts'
import { closing } from './closing.ts'
import { listening, urlOf } from './listening.ts'
import { silent } from './log.ts'
import { Sockets } from './sockets.ts'
import { basePathOf } from './visit.ts'

/** What is served, to whom, and where. */
export interface ServeOptions extends AppOptions {
  /** The address to listen on; `0.0.0.0` or `::` for all of the machine's. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** From 0 to 65535; 0 takes any that is free. @default 8080 */
  readonly port?: number | undefined
  /** Milliseconds that viewers have to take what is under way when the server closes. @default 3000 */
  readonly shutdownTimeout?: number | undefined
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** A server that listens. */
export interface ZoetropeServer extends AsyncDisposable {
  /** Where the page is, seen from this machine: `http://127.0.0.1:8080/`. */
  readonly url: string
  readonly port: number
  readonly cameras: Cameras
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
  const { host = '127.0.0.1', port = 8080, cameras, signal, log = silent } = options
  signal?.throwIfAborted()
  const app = createApp(options)
  const server = createServer(
    {
      // Nothing here takes a body, so that a request is all there is to wait for.
      requestTimeout: 30_000,
      headersTimeout: 15_000,
      keepAliveTimeout: 5000,
      // Frames stay below it, so that a socket does not emit 'drain' after each: 7 % of a viewer's cost.
      highWaterMark: 2 ** 20,
    },
    answering(app, log),
  )
  const sockets = new Sockets(server)
  const address = await listening(server, { host, port })
  const patience = options.shutdownTimeout ?? 3000
  const close = closing(server, { cameras, sockets, log, patience, signal })
  return {
    url: urlOf(address, basePathOf(options.basePath)),
    port: address.port,
    cameras,
    close,
    [Symbol.asyncDispose]: close,
  }
}
