/**
 * A server that is nothing but the bytes a test gives it: no HTTP library between a camera's bad
 * manners and the reader under test.
 *
 * @module
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { concat } from '../frame/jpegs.ts'

/** One request as it came in. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly head: string
  readonly headers: ReadonlyMap<string, string>
}

/** A running server. It ends with the test. */
export interface RawServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** Every request so far. */
  readonly asked: readonly Asked[]
  /** Connections so far, whether anything was asked on them or not. */
  readonly connections: number
  /** Connections that are open now. */
  readonly open: number
  /** Resolves when no connection is open any more on which something was asked. */
  idle(): Promise<void>
  /** Calls `listener` with every connection that comes from now on. */
  onConnection(listener: (socket: Socket) => void): void
  /** Resets every connection. */
  drop(): void
  /** Stops listening; the test's end does so too. */
  close(): Promise<void>
}

/** Answers each request by writing what it likes to the socket. */
export type Answerer = (asked: Asked, socket: Socket, count: number) => void

/** @param options `greeting` is sent to whoever connects and says anything, request or not. */
export async function rawServer(
  answer: Answerer,
  {
    greeting = '',
    port = 0,
  }: { readonly greeting?: string; readonly port?: number | undefined } = {},
): Promise<RawServer> {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const busy = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    // Resets are part of what is tested; the server side has nothing to say to them.
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      busy.delete(socket)
      if (busy.size === 0) server.emit('idle')
    })
    let text = ''
    socket.on('data', (data) => {
      busy.add(socket)
      if (greeting) socket.end(greeting)
      text += data.toString('latin1')
      if (!text.endsWith('\r\n\r\n')) return
      const request = parse(text)
      text = ''
      asked.push(request)
      answer(request, socket, asked.length)
    })
  })
  await listen(server, port)
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address() as AddressInfo // TCP, so never a string
  return {
    origin: `http://127.0.0.1:${address.port}`,
    asked,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    idle: () =>
      new Promise((resolve) => {
        if (busy.size === 0) resolve()
        else server.once('idle', resolve)
      }),
    onConnection: (listener) => void server.on('connection', listener),
    drop: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
}

function parse(head: string): Asked {
  const [first = '', ...lines] = head.trimEnd().split('\r\n')
  const [method = '', path = ''] = first.split(' ')
  const fields = lines.map((line): [string, string] => {
    const [, name = '', value = ''] = /^(.*?): *(.*)$/.exec(line) ?? []
    return [name.toLowerCase(), value]
  })
  return { method, path, head, headers: new Map(fields) }
}

/** A head: status line and header lines, closed by an empty one. */
export function head(status: string, ...lines: string[]): string {
  return [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n')
}

/** Bytes of text (one a character) and bytes. */
export function bytes(...pieces: (string | Uint8Array)[]): Bytes {
  return concat(...pieces.map((piece) => (typeof piece === 'string' ? latin1(piece) : piece)))
}

/** One part with its delimiter in front, as most servers write it. */
export function part(jpeg: Uint8Array, ...lines: string[]): Bytes {
  const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, ...lines]
  return bytes(`--cam\r\n${fields.join('\r\n')}\r\n\r\n`, jpeg, '\r\n')
}

export const MULTIPART: string = 'Content-Type: multipart/x-mixed-replace; boundary=cam'

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
