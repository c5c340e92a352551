/**
 * HTTPS: the same server behind TLS, and what becomes of those who come without.
 *
 * @module
 */
import type { Server as PlainServer, RequestListener, ServerOptions } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Socket } from 'node:net'
import { checkIdentity, type Identity } from './identity.ts'
import type { Log } from './log.ts'

/** Milliseconds for a handshake: what takes longer is no browser. */
const HANDSHAKE = 15_000
/** Node by itself refuses who offers HTTP/1.0 alone: `curl --http1.0`. */
const PROTOCOLS = ['http/1.1', 'http/1.0']
/** Milliseconds between two remarks about failed handshakes: scanners come by the hundred. */
const QUIET = 1000

const ADVICE = 'This port speaks HTTPS: write https:// in front of the address, not http://\n'
const REFUSAL = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/plain; charset=utf-8',
  `Content-Length: ${ADVICE.length}`,
  'Connection: close',
  '',
  ADVICE,
].join('\r\n')

/**
 * Makes a server that speaks HTTP/1.1 over TLS.
 *
 * @throws {RangeError} when it cannot use `identity`.
 */
export function createTlsServer(
  identity: Identity,
  options: ServerOptions,
  listener: RequestListener,
  log: Log,
): Server {
  checkIdentity(identity)
  const { cert, key } = identity
  const settings = { ...options, cert, key, handshakeTimeout: HANDSHAKE, ALPNProtocols: PROTOCOLS }
  const server = createServer(settings, listener)
  watchHandshakes(server, log)
  return server
}

/**
 * Has `server` show another identity to whoever connects from now on.
 *
 * @throws {RangeError} when it cannot use `identity`, or speaks no TLS.
 */
export function renew(server: Server | PlainServer, identity: Identity): void {
  if (!('setSecureContext' in server)) {
    throw new RangeError('Expected a server that was started with tls, got one of plain HTTP')
  }
  checkIdentity(identity)
  const { cert, key } = identity
  server.setSecureContext({ cert, key })
}

/** Answers those who speak plain HTTP, and tells the log of failed handshakes: at most once a second. */
function watchHandshakes(server: Server, log: Log): void {
  const strangers = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    if (name === undefined) return
    strangers.set(name, socket)
    socket.once('close', () => strangers.delete(name))
  })
  let next = 0
  let untold = 0
  server.on('tlsClientError', (error: NodeJS.ErrnoException, secure) => {
    const name = nameOf(secure)
    const plain = error.code === 'ERR_SSL_HTTP_REQUEST'
    // TLS has given up and sent nothing, so that the bare socket is free for an answer.
    if (plain && name !== undefined) strangers.get(name)?.end(REFUSAL)
    untold += 1
    const now = performance.now()
    if (now < next) return
    const reason = plain ? 'it spoke plain HTTP' : reasonOf(error)
    log.debug({ address: secure.remoteAddress, reason, count: untold }, 'no TLS handshake')
    next = now + QUIET
    untold = 0
  })
}

/** The same for a TCP socket and for the TLS socket on it: nothing else joins the two. */
function nameOf({ remoteAddress, remotePort }: Socket): string | undefined {
  return remotePort === undefined ? undefined : `${remoteAddress} ${remotePort}`
}

/** OpenSSL's sentence without the numbers around it. */
function reasonOf({ message, code }: NodeJS.ErrnoException): string {
  return /routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? code ?? message
}
