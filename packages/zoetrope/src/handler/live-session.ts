/**
 * One `/live` connection as its server sees it: what the other side says comes in, and the cameras
 * that it subscribed to share one link.
 *
 * @module
 */
import type { Camera } from '../camera/camera.ts'
import type { Bytes } from '../frame/frame.ts'
import { Allowance } from '../live/allowance.ts'
import {
  LIVE_CLOSE,
  LIVE_LIMITS,
  LIVE_PROTOCOL,
  LiveError,
  type LiveErrorCode,
  type LiveWish,
  type ServerMessage,
  type ViewerMessage,
} from '../live/protocol.ts'
import { readViewerMessage } from '../live/viewer-message.ts'
import { Connection } from '../viewer/connection.ts'
import { MessageLink, type MessageSocket } from '../viewer/message-link.ts'
import type { ViewerOptions } from '../viewer/viewer.ts'
import type { WishOptions } from '../viewer/wish.ts'
import { LiveSubscription } from './live-subscription.ts'

/** What a session shows. */
export interface LiveOptions {
  /** The camera of that name. */
  cameraOf(name: string): Camera | undefined
  /** Options for a viewer that is about to watch. @default none */
  readonly admit?: ((camera: Camera) => ViewerOptions) | undefined
  /** Milliseconds that frames may be under way without one being shown, before the end. @default 60000 */
  readonly stallTimeout?: number | undefined
}

/** Errors after which there is no point in going on. */
const fatal: Partial<Record<LiveErrorCode, number>> = {
  INVALID_MESSAGE: LIVE_CLOSE.invalid,
  TOO_MANY_MESSAGES: LIVE_CLOSE.refused,
  MESSAGE_TOO_LARGE: LIVE_CLOSE.tooLarge,
}
/** Answers that nobody takes, before the connection is cut off. */
const MOST_UNTAKEN = 900

/** Serves one viewer that has connected. Tell it of every message, and of the end. */
export class LiveSession {
  #socket: MessageSocket
  #options: LiveOptions
  #link: MessageLink
  #connection: Connection
  #subscriptions = new Map<string, LiveSubscription>()
  #allowance = new Allowance(LIVE_LIMITS.messages, LIVE_LIMITS.burst, performance.now())
  #isPaused = false
  #untaken = 0
  #over = false

  /** Welcomes the viewer. */
  constructor(socket: MessageSocket, options: LiveOptions) {
    this.#socket = socket
    this.#options = options
    this.#link = new MessageLink(socket, [LIVE_CLOSE.ending, 'The server is ending'])
    this.#connection = new Connection(this.#link, this.#link.pacer, options)
    const { subscriptions, text, messages } = LIVE_LIMITS
    this.#tell({
      type: 'welcome',
      protocol: LIVE_PROTOCOL,
      now: Date.now(),
      limits: { subscriptions, text, messages },
    })
  }

  /** How many cameras are subscribed to. */
  get size(): number {
    return this.#subscriptions.size
  }

  /** Milliseconds since the last sign of life. */
  get silence(): number {
    return this.#link.silence
  }

  /** Told of a sign of life that is no message, such as a pong. */
  live(): void {
    this.#link.live()
  }

  /** Takes a message. Never throws: what is wrong is answered. */
  receive(message: string | Bytes): void {
    if (this.#over) return
    this.#link.live()
    try {
      this.#heed(message)
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      this.#refuse(error)
    }
  }

  /** Ends the session: after the last frames, where it has subscriptions and their cameras are closed. */
  end(): void {
    if (this.#subscriptions.size === 0 || this.#isPaused) this.#connection.close()
  }

  /** Told that the socket is closed: lets go of everything. Idempotent. */
  gone(): void {
    this.#over = true
    this.#link.gone()
    for (const subscription of this.#subscriptions.values()) subscription.close()
    this.#subscriptions.clear()
  }

  #heed(message: string | Bytes): void {
    this.#spend(1)
    if (typeof message !== 'string') {
      throw new LiveError('NOT_IMPLEMENTED', 'Frames are pushed to /cameras/{name}/frames')
    }
    if (message.length > LIVE_LIMITS.text) {
      const got = `got ${message.length}`
      throw new LiveError(
        'MESSAGE_TOO_LARGE',
        `Expected up to ${LIVE_LIMITS.text} characters, ${got}`,
      )
    }
    const said = readViewerMessage(message)
    if (said) this.#answer(said)
  }

  #spend(messages: number): void {
    if (this.#allowance.take(performance.now(), messages)) return
    const most = `at most ${LIVE_LIMITS.messages} messages a second`
    throw new LiveError('TOO_MANY_MESSAGES', `Expected ${most} and one for each frame`)
  }

  #answer(said: ViewerMessage): void {
    switch (said.type) {
      case 'subscribe':
        return this.#subscribe(said.camera, wishOf(said))
      case 'change':
        return this.#subscription(said.camera).change(wishOf(said))
      case 'unsubscribe':
        return this.#subscription(said.camera).close()
      case 'shown':
        return this.#subscriptions.get(said.camera)?.shown(said)
      case 'pause':
      case 'resume':
        // It makes every camera's viewer leave or join: a word for all is as much as one for each.
        this.#spend(this.#subscriptions.size)
        return this.#pause(said.type === 'pause')
      case 'ping':
        return this.#tell({ type: 'pong', at: said.at, now: Date.now() })
    }
  }

  #subscribe(name: string, wish: WishOptions): void {
    if (this.#subscriptions.has(name)) {
      throw new LiveError('ALREADY_SUBSCRIBED', `${name} is subscribed to; say change`, name)
    }
    if (this.#subscriptions.size >= LIVE_LIMITS.subscriptions) {
      const most = `at most ${LIVE_LIMITS.subscriptions} cameras on one connection`
      throw new LiveError('TOO_MANY_SUBSCRIPTIONS', `Expected ${most}`, name)
    }
    const camera = this.#options.cameraOf(name)
    if (!camera) throw new LiveError('NO_SUCH_CAMERA', `There is no camera "${name}"`, name)
    if (camera.state === 'closed') throw closed(name)
    const subscription = new LiveSubscription(camera, {
      link: this.#link,
      connection: this.#connection,
      wish,
      options: () => this.#options.admit?.(camera) ?? {},
      tell: (message) => this.#tell(message),
      onFrame: () => this.#allowance.add(),
      onClose: () => this.#subscriptions.delete(name),
    })
    this.#subscriptions.set(name, subscription)
    if (!this.#isPaused) subscription.watch()
  }

  #subscription(name: string): LiveSubscription {
    const subscription = this.#subscriptions.get(name)
    if (subscription) return subscription
    throw new LiveError('NOT_SUBSCRIBED', `${name.slice(0, 64)} is not subscribed to`, name)
  }

  #pause(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return
    this.#isPaused = isPaused
    for (const subscription of this.#subscriptions.values()) {
      if (isPaused) subscription.rest()
      else subscription.watch()
    }
  }

  #refuse({ code, message, camera }: LiveError): void {
    this.#tell({ type: 'error', code, message, ...(camera !== undefined && { camera }) })
    const closing = fatal[code]
    if (closing === undefined) return
    this.#over = true
    this.#socket.close(closing, code)
    // It may take its time to hang up.
    this.#pause(true)
  }

  #tell(message: ServerMessage): void {
    this.#untaken += 1
    this.#socket.send(JSON.stringify(message), () => {
      this.#untaken -= 1
    })
    if (this.#untaken > MOST_UNTAKEN) this.#connection.destroy()
  }
}

function closed(camera: string): LiveError {
  return new LiveError('CAMERA_CLOSED', `The camera ${camera} is closed`, camera)
}

function wishOf({ fps, every, max_age: maxAge }: LiveWish): WishOptions {
  return { fps, every: every ?? 1, maxAge }
}
