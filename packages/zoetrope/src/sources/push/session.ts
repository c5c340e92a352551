/**
 * One publisher's WebSocket as its server sees it: frames come in, and each is answered.
 *
 * @module
 */
import { isBelievable } from '../../client/stamp.ts'
import { type ErrorCode, ZoetropeError } from '../../errors.ts'
import type { Bytes } from '../../frame/frame.ts'
import { Allowance } from '../../live/allowance.ts'
import { readFrameMessage } from '../../live/frame-message.ts'
import { LIVE_CLOSE, LiveError } from '../../live/protocol.ts'
import { readPushQuestion } from '../../live/push-message.ts'
import {
  PUSH_LIMITS,
  PUSH_PROTOCOL,
  type PushAnswer,
  type PushErrorCode,
} from '../../live/push-protocol.ts'
import type { Publisher, PublisherInit, PushStamp } from './publisher.ts'

/** The server's end of a WebSocket. One of the package `ws` is one. */
export interface PushEnd {
  /** Calls `taken` when the system has taken the message, or it cannot be sent. */
  send(message: string, taken?: () => void): void
  /** Says goodbye. Nothing happens when it is closed. */
  close(code: number, reason: string): void
  /** Cuts it off at once. */
  terminate(): void
}

/** Whom a session lets publish. */
export interface PushSessionOptions {
  /** The name of the camera. */
  readonly camera: string
  /** What reasons and the log call the publisher: its address. */
  readonly name: string
  /** Bytes of a frame, told to the publisher; larger messages should not be read at all. */
  readonly maxFrameBytes: number
  /** Why nobody is let in, if that is so: it is told what `code` and `message` say. */
  readonly refusal?: { readonly code: string; readonly message: string } | undefined
  /** Lets it in. @throws {ZoetropeError} as `PushSource.attach`, which it usually is. */
  attach(init: PublisherInit): Publisher
}

/** What a binary message brought: a JPEG, or what is wrong with it. */
type Brought = ({ readonly jpeg: Bytes } & PushStamp) | ZoetropeError

/** Answers that nobody takes, before the connection is cut off. */
const MOST_UNTAKEN = 2000
const SOI = [0xff, 0xd8]

/** Serves one publisher that has connected. Tell it of every message, and of the end. */
export class PushSession {
  #end: PushEnd
  #publisher: Publisher | undefined
  #allowance = new Allowance(PUSH_LIMITS.messages, PUSH_LIMITS.messageBurst, performance.now())
  #lifeAt = performance.now()
  #untaken = 0
  /** Resolves when all frames so far have been answered. */
  #answered: Promise<void> = Promise.resolve()
  #isOver = false

  /** Welcomes the publisher, or tells it why it may not publish. */
  constructor(end: PushEnd, options: PushSessionOptions) {
    const { camera, name, maxFrameBytes, refusal, attach } = options
    this.#end = end
    if (refusal) {
      this.refuse(refusal.code, refusal.message)
      return
    }
    try {
      this.#publisher = attach({
        name,
        onPause: (isPaused) => this.#tell({ type: isPaused ? 'pause' : 'resume' }),
        onEnd: ({ code, message }) => this.refuse(this.#codeOf(code), message),
      })
    } catch (error) {
      if (!(error instanceof ZoetropeError)) throw error
      this.refuse(error.code === 'CLOSED' ? 'CAMERA_CLOSED' : 'PUBLISHER_PRESENT', error.message)
      return
    }
    const limits = { bytes: maxFrameBytes, rate: PUSH_LIMITS.rate, text: PUSH_LIMITS.text }
    this.#tell({ type: 'welcome', protocol: PUSH_PROTOCOL, camera, now: Date.now(), limits })
    if (this.#publisher.isPaused) this.#tell({ type: 'pause' })
  }

  /** Milliseconds since the last sign of life. */
  get silence(): number {
    return performance.now() - this.#lifeAt
  }

  /** Told of a sign of life that is no message, such as a pong. */
  live(): void {
    this.#lifeAt = performance.now()
  }

  /** Takes a message. Never throws: what is wrong is answered. */
  receive(message: string | Bytes): void {
    if (this.#isOver) return
    this.live()
    try {
      if (typeof message === 'string') this.#heed(message)
      else this.#frame(message)
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
      this.refuse('INVALID_MESSAGE', error.message)
    }
  }

  /** Ends the session, as the server ends. */
  end(): void {
    this.refuse('CAMERA_CLOSED', 'The server is ending')
  }

  /** Says why it is over, and hangs up. */
  refuse(code: string, message: string): void {
    if (this.#isOver) return
    this.#tell({ type: 'error', code, message })
    this.#isOver = true
    this.#publisher?.close()
    this.#end.close(code === 'CAMERA_CLOSED' ? LIVE_CLOSE.ending : LIVE_CLOSE.refused, code)
  }

  /** Told that the socket is closed. Idempotent. */
  gone(how: 'left' | 'vanished' = 'left'): void {
    this.#isOver = true
    this.#publisher?.close(how)
  }

  #codeOf(code: ErrorCode): PushErrorCode {
    const hasPublished = (this.#publisher?.pushed ?? 0) > 0
    if (code === 'REFUSED') return hasPublished ? 'PUBLISHER_REPLACED' : 'PUBLISHER_PRESENT'
    return code === 'CLOSED' ? 'CAMERA_CLOSED' : 'PUBLISHER_SILENT'
  }

  #heed(text: string): void {
    if (!this.#allowance.take(performance.now())) {
      const most = `at most ${PUSH_LIMITS.messages} messages a second beside the frames`
      return this.refuse('TOO_MANY_MESSAGES', `Expected ${most}`)
    }
    if (text.length > PUSH_LIMITS.text) {
      const most = `up to ${PUSH_LIMITS.text} characters, got ${text.length}`
      return this.refuse('INVALID_MESSAGE', `Expected ${most}`)
    }
    const said = readPushQuestion(text)
    if (said) this.#tell({ type: 'pong', at: said.at, now: Date.now() })
  }

  #frame(bytes: Bytes): void {
    const frame = jpegOf(bytes)
    const publisher = this.#publisher
    if (!frame || !publisher) return
    // Those that come in one piece are all shown; where the camera is not ready the newest waits.
    const turn = publisher.isOpen ? this.#answered : Promise.resolve()
    const answer = turn.then(() => answerTo(publisher, frame))
    // In the order of the frames, whatever is known first.
    this.#answered = this.#answered.then(async () => this.#tell(await answer))
  }

  #tell(message: PushAnswer): void {
    if (this.#isOver) return
    this.#untaken += 1
    this.#end.send(JSON.stringify(message), () => {
      this.#untaken -= 1
    })
    if (this.#untaken > MOST_UNTAKEN) this.#end.terminate()
  }
}

/** Publishes a frame, and says what became of it. */
async function answerTo(publisher: Publisher, frame: Brought): Promise<PushAnswer> {
  try {
    if (frame instanceof ZoetropeError) throw frame
    const pushed = await publisher.push(frame.jpeg, frame)
    if (typeof pushed !== 'object') return { type: 'skipped', reason: pushed ?? 'newer' }
    return { type: 'published', epoch: pushed.epoch, index: pushed.index }
  } catch (error) {
    if (!(error instanceof ZoetropeError)) throw error
    return { type: 'rejected', code: error.code, message: error.message }
  }
}

/** The JPEG in a message and what it says of it; `undefined` for what is not known. */
function jpegOf(bytes: Bytes): Brought | undefined {
  if (SOI.every((byte, at) => bytes[at] === byte)) return { jpeg: bytes }
  try {
    const message = readFrameMessage(bytes)
    if (!message) return undefined
    const { jpeg, capturedAt, index, placeholder } = message
    if (placeholder) return new ZoetropeError('REFUSED', 'It is a placeholder, and no live picture')
    return { jpeg, index, ...(isBelievable(capturedAt) && { capturedAt }) }
  } catch (error) {
    if (error instanceof ZoetropeError) return error
    throw error
  }
}
