/**
 * Reads cameras over `/live`, and goes on when the connection was lost.
 *
 * The server is told what was shown when the next frame is asked for: so who draws slowly is sent as
 * much as can be drawn, and what is drawn is new.
 *
 * @module
 */
import type { Note } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { FrameMessage } from '../live/frame-message.ts'
import type { LiveState, LiveWish, ServerMessage } from '../live/protocol.ts'
import { publicAddress } from './address.ts'
import { ClockOffset } from './clock-offset.ts'
import { socketAddress, type WebSocketConstructor, webSocketOr } from './dialogue.ts'
import { LiveSocket } from './live-socket.ts'

/** What may be wished of a camera. */
export interface LiveWishOptions {
  /** Frames per second at most, evenly spaced. @default no limit */
  readonly fps?: number | undefined
  /** Only every nth frame. @default 1 */
  readonly every?: number | undefined
  /** Milliseconds from the capture after which a frame is not sent any more. @default no limit */
  readonly maxAge?: number | undefined
}

/** How to read. */
export interface LiveReaderOptions {
  /** @default the global one, which browsers, Bun, Deno and Node from 22 on have */
  readonly WebSocket?: WebSocketConstructor | undefined
  /** Closes the reader when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without a word from the server that mean that it is gone. @default 10000 */
  readonly silenceTimeout?: number | undefined
  /**
   * When a frame counts as shown: `read` when the next one is read, `shown` when you say so by
   * {@link LiveReader.shown}, for those who draw several cameras at a time.
   *
   * @default 'read'
   */
  readonly acknowledge?: 'read' | 'shown' | undefined
  /** Connects again when the connection is lost; else {@link LiveReader.read} throws. @default true */
  readonly reconnect?: boolean | undefined
  /**
   * Reads placeholders too ({@link FrameMessage.placeholder}): pictures that stand for a camera that
   * gives none. For those who show, not for those who record or measure.
   *
   * @default false
   */
  readonly placeholders?: boolean | undefined
  /** Takes each change of a camera's state. */
  readonly onState?: ((state: LiveState) => void) | undefined
  /** Takes remarks on lost connections, for the log. */
  readonly note?: Note | undefined
}

/** Milliseconds until it connects again: at first, and at most. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 5000
/** Milliseconds of a connection that make up for all failures before. */
const LONG_ENOUGH = 2000
/** Errors that wait for somebody to read. */
const MOST_ERRORS = 16

/** A viewer of any number of cameras. It connects by itself, and again, until it is closed. */
export class LiveReader implements AsyncIterable<FrameMessage>, Disposable {
  #url: string
  #options: LiveReaderOptions
  #make: WebSocketConstructor
  #wishes = new Map<string, LiveWish>()
  /** Camera -> how many answers to `unsubscribe` are to come: they are no news. */
  #leaving = new Map<string, number>()
  #clock = new ClockOffset()
  #socket: LiveSocket | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #welcomedAt = Number.POSITIVE_INFINITY
  #isPaused = false
  #closed = false
  /** Camera -> its newest frame that was not read; the camera that waits longest first. */
  #waiting = new Map<string, FrameMessage>()
  #errors: ZoetropeError[] = []
  #last: FrameMessage | undefined
  #wake: (() => void) | undefined

  /**
   * @param url `ws:`, `wss:`, `http:` or `https:`.
   * @throws {ZoetropeError} `INVALID_SOURCE` for anything else; `SOURCE_UNAVAILABLE` where there is
   * no WebSocket.
   */
  constructor(url: string | URL, options: LiveReaderOptions = {}) {
    this.#url = socketAddress(url)
    this.#options = options
    this.#make = webSocketOr(options.WebSocket)
    if (options.signal?.aborted) this.#closed = true
    else this.#connect()
    options.signal?.addEventListener('abort', this.close)
  }

  /** The server's clock less this one, in ms; `undefined` before it is known. A frame's age is `Date.now() + clockOffset - capturedAt`. */
  get clockOffset(): number | undefined {
    return this.#clock.value
  }

  /** Watches a camera; again, to wish something else. */
  subscribe(camera: string, { fps, every, maxAge }: LiveWishOptions = {}): void {
    const wish = { fps, every, max_age: maxAge }
    const type = this.#wishes.has(camera) ? 'change' : 'subscribe'
    this.#wishes.set(camera, wish)
    this.#socket?.say({ type, camera, ...wish })
  }

  /** Watches a camera no more. */
  unsubscribe(camera: string): void {
    if (!this.#wishes.delete(camera)) return
    this.#waiting.delete(camera)
    this.#leaving.set(camera, (this.#leaving.get(camera) ?? 0) + 1)
    this.#socket?.say({ type: 'unsubscribe', camera })
  }

  /** Has no frames sent until {@link resume}: nothing comes, and the cameras may rest. */
  pause(): void {
    this.#isPaused = true
    this.#socket?.say({ type: 'pause' })
  }

  /** Goes on after {@link pause}, with the newest frames. */
  resume(): void {
    this.#isPaused = false
    this.#socket?.say({ type: 'resume' })
  }

  /**
   * The newest frame of the camera that waits longest; `undefined` once closed.
   *
   * @throws {ZoetropeError} `REFUSED` when the server refuses a camera, which is watched no more
   * then; others are, and reading may go on. `READ_IN_PROGRESS`. Without `reconnect` also
   * `SOURCE_UNAVAILABLE` and `SOURCE_FAILED`.
   */
  async read(): Promise<FrameMessage | undefined> {
    if (this.#wake)
      throw new ZoetropeError('READ_IN_PROGRESS', 'Cannot read: a read is in progress')
    if (this.#last && this.#options.acknowledge !== 'shown') this.shown(this.#last)
    this.#last = undefined
    while (this.#waiting.size === 0 && this.#errors.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
    const error = this.#errors.shift()
    if (error) throw error
    return this.#take()
  }

  /** Tells the server that a frame was shown, and that none before it will be. */
  shown({ camera, epoch, index }: FrameMessage): void {
    this.#socket?.say({ type: 'shown', camera, epoch, index })
  }

  /** Ends the reading and the connection. A read in progress resolves `undefined`. Idempotent. */
  readonly close = (): void => {
    this.#closed = true
    this.#options.signal?.removeEventListener('abort', this.close)
    clearTimeout(this.#retry)
    this.#socket?.close()
    this.#socket = undefined
    this.#waiting.clear()
    this.#errors.length = 0
    this.#wake?.()
  };

  [Symbol.dispose](): void {
    this.close()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FrameMessage, void, void> {
    try {
      for (let frame = await this.read(); frame; frame = await this.read()) yield frame
    } finally {
      this.close()
    }
  }

  #take(): FrameMessage | undefined {
    const [frame] = this.#waiting.values()
    if (frame) this.#waiting.delete(frame.camera)
    this.#last = frame
    return frame
  }

  #connect = (): void => {
    this.#socket = new LiveSocket(this.#url, {
      WebSocket: this.#make,
      silenceTimeout: this.#options.silenceTimeout ?? 10_000,
      onMessage: (message) => this.#heed(message),
      onFrame: (frame) => this.#came(frame),
      onClose: (error) => this.#lost(error),
    })
  }

  #heed(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcomed()
      case 'pong':
        return this.#clock.add({ asked: message.at, said: message.now, came: Date.now() })
      case 'state':
        return this.#options.onState?.(message)
      case 'error':
        // The camera was ended there in the meantime, and `unsubscribed` has told it.
        if (message.code === 'NOT_SUBSCRIBED') return void this.#hasLeft(message.camera ?? '')
        return this.#refused(`${message.code}: ${message.message}`, message.camera)
      case 'subscribed':
        return
      case 'unsubscribed':
        if (this.#hasLeft(message.camera) || !this.#wishes.delete(message.camera)) return
        return this.#refused('the server ended it', message.camera)
    }
  }

  /** Whether a camera was left by this reader itself, once for each time that it was. */
  #hasLeft(camera: string): boolean {
    const answers = this.#leaving.get(camera) ?? 0
    if (answers > 1) this.#leaving.set(camera, answers - 1)
    else this.#leaving.delete(camera)
    return answers > 0
  }

  #welcomed(): void {
    this.#welcomedAt = performance.now()
    this.#leaving.clear()
    this.#socket?.say({ type: 'ping', at: Date.now() })
    if (this.#isPaused) this.#socket?.say({ type: 'pause' })
    for (const [camera, wish] of this.#wishes)
      this.#socket?.say({ type: 'subscribe', camera, ...wish })
  }

  #came(frame: FrameMessage): void {
    if (!this.#wishes.has(frame.camera)) return
    // What it hides from its own reader must not keep the frames after it back.
    if (frame.placeholder && !this.#options.placeholders) return this.shown(frame)
    this.#waiting.set(frame.camera, frame)
    this.#wake?.()
  }

  #refused(reason: string, camera: string | undefined): void {
    // Where a changed wish is refused, the one before is still in force.
    if (camera !== undefined) this.unsubscribe(camera)
    const from = publicAddress(this.#url)
    const what = camera === undefined ? from : `${camera} at ${from}`
    this.#failed(new ZoetropeError('REFUSED', `${what}: ${reason}`))
  }

  #lost(error: ZoetropeError): void {
    this.#socket = undefined
    this.#last = undefined
    if (this.#options.reconnect === false) {
      this.#closed = true
      this.#options.signal?.removeEventListener('abort', this.close)
      this.#failed(error)
      return
    }
    this.#options.note?.(error.message)
    // One that ends as soon as it has welcomed us is no better for that.
    if (performance.now() - this.#welcomedAt >= LONG_ENOUGH) this.#failures = 0
    this.#welcomedAt = Number.POSITIVE_INFINITY
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures)
    this.#failures += 1
    // Not all viewers of a server that was restarted at the same moment.
    this.#retry = setTimeout(this.#connect, longest * (0.5 + Math.random() / 2))
  }

  #failed(error: ZoetropeError): void {
    if (this.#errors.length < MOST_ERRORS) this.#errors.push(error)
    this.#wake?.()
  }
}
