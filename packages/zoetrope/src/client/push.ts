/**
 * Pushes frames to a server over one WebSocket, for browsers, Node, Bun and Deno: a phone as a
 * camera, or a program that makes pictures.
 *
 * Nothing queues. Ask {@link PushSocket.ready} before you make a picture: it resolves when one would
 * leave at once, so that what is sent is new however slow the way is.
 *
 * @module
 */
import type { Note } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { writeFrameMessage } from '../live/frame-message.ts'
import { readPushAnswer } from '../live/push-message.ts'
import { PUSH_PROTOCOL, type PushAnswer } from '../live/push-protocol.ts'
import { publicAddress } from './address.ts'
import { ClockOffset } from './clock-offset.ts'
import { Dialogue, socketAddress, type WebSocketConstructor, webSocketOr } from './dialogue.ts'
import { Uplink } from './uplink.ts'

/**
 * - connecting: there is no connection, or not yet again; {@link PushSocket.error} says why
 * - open: frames are taken
 * - paused: nobody watches; send nothing, until it is open again
 * - refused: the server takes no frames from here, and trying again would not help; `error` says why
 * - closed: by {@link PushSocket.close}
 */
export type PushState = 'connecting' | 'open' | 'paused' | 'refused' | 'closed'

/** How to push. */
export interface PushOptions {
  /** @default the global one, which browsers, Bun, Deno and Node from 22 on have */
  readonly WebSocket?: WebSocketConstructor | undefined
  /** Closes the socket when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without a word from the server that mean that it is gone. @default 10000 */
  readonly silenceTimeout?: number | undefined
  /** Called at every change of {@link PushSocket.state} or {@link PushSocket.error}. */
  readonly onChange?: ((state: PushState) => void) | undefined
  /** Takes remarks on lost connections and on frames that the server found broken, for the log. */
  readonly note?: Note | undefined
}

/** Milliseconds until it connects again: at first, and at most. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 5000
/** Refusals that may pass: somebody else publishes, or the server ends. Others last. */
const PASSING = ['PUBLISHER_PRESENT', 'PUBLISHER_SILENT', 'CAMERA_CLOSED', 'TOO_MANY_CAMERAS']

/** Publishes to one camera. It connects by itself, and again, until it is closed or refused. */
export class PushSocket implements Disposable {
  /** Frames that left, and what became of those that the server answered. */
  readonly counts: { sent: number; published: number; skipped: number; rejected: number } = {
    ...{ sent: 0, published: 0, skipped: 0, rejected: 0 },
  }
  #url: string
  #options: PushOptions
  #make: WebSocketConstructor
  #state: PushState = 'connecting'
  #error: ZoetropeError | undefined
  #clock = new ClockOffset()
  #uplink = new Uplink()
  #dialogue: Dialogue | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #waiting = new Set<() => void>()

  /**
   * @param url `ws(s)://HOST/cameras/NAME/frames`; `http(s):` will do.
   * @throws {ZoetropeError} `INVALID_SOURCE` for anything else; `SOURCE_UNAVAILABLE` where there is
   * no WebSocket.
   */
  constructor(url: string | URL, options: PushOptions = {}) {
    this.#url = socketAddress(url)
    this.#options = options
    this.#make = webSocketOr(options.WebSocket)
    if (options.signal?.aborted) this.#state = 'closed'
    else this.#connect()
    options.signal?.addEventListener('abort', this.close)
  }

  get state(): PushState {
    return this.#state
  }

  /**
   * Why there is no connection; `undefined` while there is one. Of code `REFUSED` where the server
   * said why: then `message` begins with its code, as in `PUBLISHER_PRESENT: ...`.
   */
  get error(): ZoetropeError | undefined {
    return this.#error
  }

  /** Whether {@link send} would send. */
  get isReady(): boolean {
    return this.#state === 'open' && this.#uplink.isFree
  }

  /** Milliseconds from the sending of the last answered frame to its answer; `undefined` before. */
  get trip(): number | undefined {
    return this.#uplink.trip
  }

  /** Resolves `true` when {@link send} would send, `false` when it never will again: refused or closed. */
  async ready(): Promise<boolean> {
    while (!this.isReady && !this.#isOver) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
    return !this.#isOver
  }

  /**
   * Sends a frame, or leaves it out because it would only wait. Returns whether it was sent.
   *
   * @param capturedAt Milliseconds since the Unix epoch, on this machine's clock; the server is told
   * by its own. @default now
   */
  send(jpeg: Bytes, capturedAt: number = Date.now()): boolean {
    if (!this.isReady) return false
    const at = capturedAt + (this.#clock.value ?? 0)
    const message = writeFrameMessage(jpeg, { camera: '', epoch: '', index: 0, capturedAt: at })
    if (!this.#dialogue?.send(message)) return false
    this.#uplink.sent(performance.now())
    this.counts.sent += 1
    return true
  }

  /** Ends the publishing and the connection. Idempotent. */
  readonly close = (): void => {
    if (this.#state === 'closed') return
    this.#options.signal?.removeEventListener('abort', this.close)
    this.#hangUp()
    this.#become('closed')
  };

  [Symbol.dispose](): void {
    this.close()
  }

  get #isOver(): boolean {
    return this.#state === 'refused' || this.#state === 'closed'
  }

  #connect = (): void => {
    this.#uplink = new Uplink()
    this.#dialogue = new Dialogue(this.#url, {
      WebSocket: this.#make,
      protocol: PUSH_PROTOCOL,
      silenceTimeout: this.#options.silenceTimeout ?? 10_000,
      onMessage: (message) => this.#came(message),
      onQuiet: this.#ask,
      onClose: (what) => this.#lost(what),
    })
  }

  #ask = (): void => {
    if (this.#state === 'connecting') return
    this.#dialogue?.send(JSON.stringify({ type: 'ping', at: Date.now() }))
  }

  #came(message: string | Bytes): void {
    const said = typeof message === 'string' ? readPushAnswer(message) : undefined
    if (said) this.#heed(said)
  }

  #heed(said: PushAnswer): void {
    switch (said.type) {
      case 'welcome':
        this.#failures = 0
        this.#become('open')
        return this.#ask()
      case 'pause':
        return this.#become('paused')
      case 'resume':
        return this.#become('open')
      case 'pong':
        this.#clock.add({ asked: said.at, said: said.now, came: Date.now() })
        this.#uplink.measured(Math.max(0, Date.now() - said.at))
        return this.#wake()
      case 'error':
        return this.#refused(said.code, said.message)
      default:
        return this.#answered(said)
    }
  }

  #answered(said: Extract<PushAnswer, { type: 'published' | 'skipped' | 'rejected' }>): void {
    this.counts[said.type] += 1
    if (said.type === 'rejected') this.#options.note?.(`${said.code}: ${said.message}`)
    this.#uplink.answered(performance.now())
    this.#wake()
  }

  #refused(code: string, message: string): void {
    const text = `${code}: ${message}`
    this.#error = new ZoetropeError('REFUSED', text)
    // The close that follows says less.
    this.#hangUp()
    if (PASSING.includes(code)) return this.#again(this.#error)
    this.#options.signal?.removeEventListener('abort', this.close)
    this.#options.note?.(text)
    this.#become('refused', this.#error)
  }

  #lost(what: string): void {
    const isOpen = this.#state !== 'connecting'
    const how = isOpen ? what : `cannot be reached, or takes no frames here: it ${what}`
    const code = isOpen ? 'SOURCE_FAILED' : 'SOURCE_UNAVAILABLE'
    this.#dialogue = undefined
    this.#again(new ZoetropeError(code, `${publicAddress(this.#url)} ${how}`))
  }

  #again(error: ZoetropeError): void {
    this.#options.note?.(error.message)
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures)
    this.#failures += 1
    // Not all publishers of a server that was restarted at the same moment.
    this.#retry = setTimeout(this.#connect, longest * (0.5 + Math.random() / 2))
    this.#become('connecting', error)
  }

  #hangUp(): void {
    clearTimeout(this.#retry)
    this.#dialogue?.close()
    this.#dialogue = undefined
  }

  #become(state: PushState, error?: ZoetropeError): void {
    this.#state = state
    this.#error = error
    this.#wake()
    this.#options.onChange?.(state)
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
