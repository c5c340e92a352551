/**
 * Asks a server for something, as a viewer would: over HTTP/1 with a connection of its own, or over
 * HTTP/2. Written for the tests alone, so that no reader of ours forgives what a writer of ours does.
 *
 * @module
 */
import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:http2'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

/** How to ask. */
export interface Wish {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Connections to use, instead of one of its own. HTTP/1 only. */
  readonly agent?: Agent
}

/** An answer whose head has come. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
  /** Goes away without a word. */
  leave(): void
}

/** One part of a stream. */
export interface Piece {
  readonly headers: ReadonlyMap<string, string>
  readonly jpeg: Buffer
  readonly index: number
}

/** Asks; the connection ends with the test at the latest. */
export type Ask = (path: string, wish?: Wish) => Promise<Answer>

/** Asks over HTTP/1.1. */
export function plain(port: number): Ask {
  return async (path, { method = 'GET', headers = {}, body, agent = new Agent() } = {}) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent })
    onTestFinished(() => {
      asking.destroy()
      agent.destroy()
    })
    asking.end(body)
    const [answer] = await once(asking, 'response')
    // What breaks off is told by the body, to whoever reads it.
    asking.on('error', () => {})
    answer.on('error', () => {})
    const leave = (): void => void asking.destroy()
    return { status: answer.statusCode, headers: answer.headers, body: answer, leave }
  }
}

/** Asks over HTTP/2, without TLS. */
export function multiplexed(port: number): Ask {
  return async (path, { method = 'GET', headers = {}, body } = {}) => {
    const session = connect(`http://127.0.0.1:${port}`)
    onTestFinished(() => session.destroy())
    const stream = session.request({ ':path': path, ':method': method, ...headers })
    stream.on('error', () => {})
    stream.once('close', () => session.close())
    stream.end(body)
    const [head] = await once(stream, 'response')
    const leave = (): void => session.destroy()
    return { status: Number(head[':status']), headers: head, body: stream, leave }
  }
}

/** All of a body. */
export async function wholeOf({ body }: Answer): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A body that is JSON, of the shape that the test expects. */
export async function jsonOf<Shape>(answer: Answer): Promise<Shape> {
  return JSON.parse((await wholeOf(answer)).toString())
}

const DELIMITER = Buffer.from('--frame\r\n')

/**
 * The parts of a stream, to the letter: a delimiter first, every length right, every JPEG whole.
 *
 * @throws {Error} that says what is not so.
 */
export async function* piecesOf({ body }: Answer): AsyncGenerator<Piece> {
  let rest = Buffer.alloc(0)
  const chunks = body.iterator({ destroyOnReturn: false })
  const has = async (length: number): Promise<boolean> => {
    while (rest.length < length) {
      const { done, value } = await chunks.next()
      if (done) return false
      rest = Buffer.concat([rest, value])
    }
    return true
  }
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length)
    rest = rest.subarray(length)
    return taken
  }
  await has(DELIMITER.length)
  expectBytes(take(DELIMITER.length), DELIMITER)
  while (await has(1)) {
    let end = -1
    while (end < 0) {
      end = rest.indexOf('\r\n\r\n')
      if (end < 0 && !(await has(rest.length + 1))) throw new Error('ended within a head')
    }
    const headers = headersOf(take(end).toString('latin1'))
    const length = Number(headers.get('content-length'))
    if (!(await has(4 + length + 2 + DELIMITER.length))) throw new Error('ended within a frame')
    take(4)
    const jpeg = Buffer.from(take(length))
    expectBytes(jpeg.subarray(0, 2), Buffer.from([0xff, 0xd8]))
    expectBytes(jpeg.subarray(-2), Buffer.from([0xff, 0xd9]))
    expectBytes(take(2), Buffer.from('\r\n'))
    expectBytes(take(DELIMITER.length), DELIMITER)
    yield { headers, jpeg, index: Number(headers.get('x-frame-index')) }
  }
}

/** The first parts of a stream. */
export async function firstOf(answer: Answer, count: number): Promise<Piece[]> {
  const pieces: Piece[] = []
  for await (const piece of piecesOf(answer)) {
    pieces.push(piece)
    if (pieces.length === count) return pieces
  }
  throw new Error(`Expected ${count} parts, got ${pieces.length}`)
}

function headersOf(head: string): Map<string, string> {
  const lines = head.split('\r\n').map((line) => line.split(': '))
  return new Map(lines.map(([name = '', value = '']) => [name.toLowerCase(), value]))
}

function expectBytes(got: Buffer, expected: Buffer): void {
  if (got.equals(expected)) return
  throw new Error(`Expected ${expected.toString('latin1')}, got ${got.toString('latin1')}`)
}
