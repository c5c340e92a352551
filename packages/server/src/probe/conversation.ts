/**
 * One connection to the server looked at, down to the bytes: what is asked is written as it stands,
 * what comes is kept as it came, with its moment. No HTTP library is in between, because it would
 * hide what others stumble over.
 *
 * @module
 */
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import { attend, lastLook, longestLapse, now } from './attention.ts'
import { headLength, LONGEST_HEAD, type ResponseHead, readHead } from './response-head.ts'
import type { Target } from './target.ts'

/** What is asked. */
export interface Question {
  /** @default 'GET' */
  readonly method?: string | undefined
  /** @default '1.1' */
  readonly version?: string | undefined
  /** Lines of the header besides Host, User-Agent and Accept. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** Bytes a second that are read at most. @default no limit */
  readonly pace?: number | undefined
}

/** How a connection ended: cleanly (FIN), torn (RST), or because we had seen enough. */
export type Ending = 'fin' | 'reset' | 'left'

/** Why there is no connection. */
export interface ConnectFailure {
  readonly code: string
  readonly message: string
}

/** When a byte came, in epoch milliseconds. */
export interface Arrival {
  /** It was read. */
  readonly at: number
  /** It was not there yet: long before `at` where this process was too busy to look. */
  readonly since: number
}

/** Bytes that came together. */
interface Piece extends Arrival {
  readonly bytes: Buffer
  /** Where in all that came it begins. */
  readonly from: number
}

/** Bytes that one connection may bring; enough for 15 s of 30 large frames a second. */
const MOST_BYTES = 160 * 1024 * 1024

/** So many times as long as it was told does nobody wait, however often this process did not look. */
const MOST_PATIENCE = 4

/** Milliseconds between two sips of who reads slowly. */
const SIP = 50

/** Opens a connection and asks. */
export async function converse(
  target: Target,
  question: Question,
  signal: AbortSignal,
): Promise<Conversation | ConnectFailure> {
  const socket = dial(target)
  const conversation = new Conversation(socket, question.pace)
  const ready = socket instanceof TLSSocket ? 'secureConnect' : 'connect'
  const given = new AbortController()
  const give = (): void => given.abort()
  const timer = setTimeout(give, target.timeout)
  signal.addEventListener('abort', give)
  try {
    await once(socket, ready, { signal: given.signal })
  } catch (error) {
    conversation.close()
    signal.throwIfAborted()
    return failureOf(error)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', give)
  }
  conversation.ask(requestText(target.url, question))
  return conversation
}

/** What comes over one connection. */
export class Conversation {
  /** Epoch milliseconds of the question. */
  askedAt: number = now()
  /** How it ended, once it has. */
  ending: Ending | undefined
  /** Epoch milliseconds of that. */
  endedAt = 0
  readonly #socket: Socket
  readonly #attendNoMore = attend()
  readonly #pieces: Piece[] = []
  #length = 0
  #head: ResponseHead | undefined
  #joined: Buffer | undefined
  #news = (): void => {}
  #sipping: NodeJS.Timeout | undefined

  constructor(socket: Socket, pace: number | undefined) {
    this.#socket = socket
    socket.on('error', () => this.#end('reset'))
    socket.on('end', () => this.#tellEnd())
    socket.on('close', () => this.#end('fin'))
    if (pace === undefined) socket.on('data', (bytes) => this.#take(bytes))
    else this.#sip(pace)
  }

  /** All that came, the head with it. */
  get bytes(): Buffer {
    this.#joined ??= Buffer.concat(this.#pieces.map(({ bytes }) => bytes))
    return this.#joined
  }

  /** How many bytes came. */
  get length(): number {
    return this.#length
  }

  /** The head, once it is complete. */
  get head(): ResponseHead | undefined {
    return this.#head
  }

  /** Why the certificate is not trusted; `undefined` where it is, or there is no TLS. */
  get distrust(): string | undefined {
    const socket = this.#socket
    if (!(socket instanceof TLSSocket) || socket.authorized) return undefined
    // Typed as an Error; it is the code of one.
    return String(socket.authorizationError)
  }

  /** The ports of both ends, and whether both are on this machine. */
  get ends(): { readonly local: number; readonly remote: number; readonly isInside: boolean } {
    const { localPort = 0, remotePort = 0, localAddress, remoteAddress } = this.#socket
    return { local: localPort, remote: remotePort, isInside: localAddress === remoteAddress }
  }

  /** Bytes that came and wait for who reads slowly. */
  get unread(): number {
    return this.#socket.readableLength
  }

  /** Sends the question. */
  ask(text: string): void {
    this.askedAt = now()
    this.#socket.write(text, 'latin1')
  }

  /**
   * Waits until `done` holds, the connection ended, or so many milliseconds are over and what had come
   * by then has been read. Returns whether it holds. A time for which this process did not look is
   * none for which the server was silent: it is waited for once more. One waits at a time.
   */
  async until(done: () => boolean, milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const most = now() + MOST_PATIENCE * milliseconds
    for (let patience = milliseconds; patience > 0; ) {
      const from = now()
      await this.#wait(done, patience, signal)
      if (done() || this.ending !== undefined) break
      patience = Math.min(longestLapse(from, now()), most - now())
    }
    return done()
  }

  /** Takes what comes for so many milliseconds, or until the connection ends. */
  async watch(milliseconds: number, signal: AbortSignal): Promise<void> {
    await this.#wait(() => false, milliseconds, signal)
  }

  /** Reads on as fast as it comes, for whoever read slowly. */
  hurry(): void {
    clearInterval(this.#sipping)
    if (this.#sipping) this.#socket.on('data', (bytes) => this.#take(bytes))
    this.#sipping = undefined
  }

  /** When the byte at `offset` came. */
  arrivalOf(offset: number): Arrival {
    let low = 0
    let high = this.#pieces.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#pieces[middle]?.from ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return this.#pieces[low] ?? { at: this.askedAt, since: this.askedAt }
  }

  /** Hangs up. Idempotent. */
  close(): void {
    this.#end('left')
    this.#socket.destroy()
  }

  async #wait(done: () => boolean, milliseconds: number, signal: AbortSignal): Promise<void> {
    let isOver = false
    const give = (): void => {
      isOver = true
      this.#news()
    }
    // Not AbortSignal.any of a timeout: Node 20 may collect it while somebody waits for it.
    const timer = setTimeout(() => setImmediate(give), milliseconds)
    signal.addEventListener('abort', give)
    while (!done() && this.ending === undefined && !isOver && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#news = resolve
      })
    }
    clearTimeout(timer)
    signal.removeEventListener('abort', give)
    signal.throwIfAborted()
  }

  #take(bytes: Buffer): void {
    if (this.ending === 'left') return
    this.#pieces.push({ bytes, from: this.#length, at: now(), since: lastLook() })
    this.#length += bytes.length
    this.#joined = undefined
    if (!this.#head && this.#length <= LONGEST_HEAD + bytes.length) this.#lookForHead()
    if (this.#length > MOST_BYTES) this.close()
    this.#news()
  }

  #lookForHead(): void {
    if (headLength(this.bytes) !== undefined) this.#head = readHead(this.bytes)
  }

  #sip(pace: number): void {
    const size = Math.max(1, Math.round((pace * SIP) / 1000))
    this.#sipping = setInterval(() => {
      // Node gives all or nothing where less than `size` bytes are there.
      const bytes: unknown = this.#socket.read(size) ?? this.#socket.read()
      if (Buffer.isBuffer(bytes)) this.#take(bytes)
    }, SIP)
  }

  /** A reset right behind the last bytes looks like a clean end to libuv; writing tells. */
  #tellEnd(): void {
    if (this.#socket instanceof TLSSocket) return this.#end('fin')
    this.#socket.write('\r\n', (error) => {
      this.#end(error ? 'reset' : 'fin')
      this.#socket.destroy()
    })
  }

  #end(how: Ending): void {
    if (this.ending !== undefined) return
    this.ending = how
    this.endedAt = now()
    clearInterval(this.#sipping)
    this.#attendNoMore()
    this.#news()
  }
}

function dial({ url }: Target): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (url.protocol === 'http:') {
    return connectTcp({ host, port: Number(url.port || 80), allowHalfOpen: true })
  }
  const name = /[a-z]/i.test(host) && !host.includes(':') ? { servername: host } : {}
  // What is not trusted is looked at as well; the report says so.
  const port = Number(url.port || 443)
  return connectTls({ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], ...name })
}

function requestText(url: URL, { method = 'GET', version = '1.1', fields = {} }: Question): string {
  const lines = { host: url.host, 'user-agent': 'zoetrope-probe', accept: '*/*', ...fields }
  const header = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${url.pathname}${url.search} HTTP/${version}\r\n${header.join('')}\r\n`
}

function failureOf(error: unknown): ConnectFailure {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) }
  const code = 'code' in error ? String(error.code) : error.name
  return { code, message: error.message }
}
