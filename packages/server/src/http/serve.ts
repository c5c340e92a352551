/**
 * The server on a port: one task among others of the program that starts it.
 *
 * @module
 */
import type { Cameras } from 'zoetrope'
import { type ListenerName, type ListenersOptions, listenersOf } from '../compat/listener.ts'
import type { Journal } from '../events/journal.ts'
import { type App, type AppOptions, createApp } from './app.ts'
import { closing } from './closing.ts'
import { type Door, type DoorInit, openDoors } from './door.ts'
import type { Identity } from './identity.ts'
import { LiveSockets } from './live-sockets.ts'
import { silent } from './log.ts'
import { tellPacing } from './pacing.ts'
import { renew } from './tls.ts'
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
  /**
   * Other servers in whose place is answered, on ports of their own, because their addresses collide
   * with this one's: with the same cameras, rules and certificate.
   *
   * @default none
   */
  readonly listeners?: ListenersOptions | undefined
  /** Milliseconds that viewers have to take what is under way when the server closes. @default 3000 */
  readonly shutdownTimeout?: number | undefined
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** A port on which is answered in the place of another server. */
export interface ServerListener {
  readonly name: ListenerName
  /** Its root, seen from this machine: `http://127.0.0.1:8081/`. */
  readonly url: string
  readonly port: number
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
  /** Where other servers are imitated; of an ESP32 there may be two. */
  readonly listeners: readonly ServerListener[]
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
 * @throws {ListenError} when an address cannot be had.
 * @throws {RangeError} when an option is not what it should be.
 */
export async function serve(options: ServeOptions): Promise<ZoetropeServer> {
  const { cameras, signal, log = silent } = options
  signal?.throwIfAborted()
  const app = createApp(options)
  const live = new LiveSockets(log)
  const doors = await openDoors(doorsOf(app, options, live)).catch((error: unknown) => {
    app.close()
    throw error
  })
  const [own] = doors
  if (!own) throw new TypeError('Expected a server to listen somewhere')
  // Of a Unix socket the kernel tells nothing anyway.
  const paced = doors.find(({ port }) => port !== 0)
  paced?.server.once('close', tellPacing(log, options.pacing))
  const patience = options.shutdownTimeout ?? 3000
  const close = closing({ app, cameras, doors, live, log, patience, signal })
  return {
    url: `${own.origin}${basePathOf(options.basePath)}/`,
    port: own.port,
    listeners: placesOf(doors),
    cameras,
    journal: app.journal,
    renew(identity) {
      for (const { server } of doors) renew(server, identity)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The server's own door, and one for each port of those it imitates. */
function doorsOf(app: App, options: ServeOptions, live: LiveSockets): DoorInit[] {
  const { host, port = 8080, socket, socketMode, tls, pacing, stallTimeout, log = silent } = options
  const home = host ?? '127.0.0.1'
  const door = { tls, log, answers: { pacing, stallTimeout, live } }
  const at = socket === undefined ? { host: home, port } : { path: socket, mode: socketMode }
  const others = listenersOf(options.listeners).map(({ name, ...listener }) => ({
    ...door,
    name,
    app: app.imitate(name, listener),
    at: { host: listener.host ?? home, port: listener.port, purpose: name },
  }))
  return [{ ...door, app, at }, ...others]
}

function placesOf(doors: readonly Door[]): ServerListener[] {
  return doors.flatMap(({ name, origin, port }) =>
    name ? [{ name, url: `${origin}/`, port }] : [],
  )
}
