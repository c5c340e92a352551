/**
 * The words of `/live`: what a viewer and a server say to each other over one WebSocket.
 *
 * Control travels as JSON in text messages, frames as binary messages. Words that are not known are
 * ignored, so that either side may be the newer one; whatever would break that is a new protocol,
 * with a new name. docs/live.md is this for people.
 *
 * @module
 */

/** The WebSocket subprotocol; its last part is the version. */
export const LIVE_PROTOCOL = 'zoetrope.live.1'

/** What a server takes from one viewer. */
export const LIVE_LIMITS = {
  /** Cameras that one connection may watch. */
  subscriptions: 256,
  /** Characters of a text message. */
  text: 4096,
  /** Messages a second, over a longer time; each frame sent allows one more. */
  messages: 50,
  /** Messages at once. */
  burst: 1000,
} as const

/** What went wrong, for programs. docs/live.md explains each. */
export type LiveErrorCode =
  /** The message is no JSON, or not what the protocol says. The connection is closed. */
  | 'INVALID_MESSAGE'
  /** A text message is longer than the limit. The connection is closed. */
  | 'MESSAGE_TOO_LARGE'
  /** More messages than the limit. The connection is closed. */
  | 'TOO_MANY_MESSAGES'
  /** More cameras than the limit. */
  | 'TOO_MANY_SUBSCRIPTIONS'
  /** A wish is out of range. */
  | 'INVALID_PARAMETER'
  /** What is asked for comes in a later version. */
  | 'NOT_IMPLEMENTED'
  | 'NO_SUCH_CAMERA'
  /** The camera is over for good. */
  | 'CAMERA_CLOSED'
  | 'ALREADY_SUBSCRIBED'
  | 'NOT_SUBSCRIBED'

/** What a viewer wishes of one camera, as it travels. */
export interface LiveWish {
  /** Frames per second at most. */
  readonly fps?: number | undefined
  /** Only every nth frame. */
  readonly every?: number | undefined
  /** Milliseconds from the capture after which a frame is not sent any more. */
  readonly max_age?: number | undefined
}

/** What a viewer says. */
export type ViewerMessage =
  | ({ readonly type: 'subscribe' | 'change'; readonly camera: string } & LiveWish)
  | { readonly type: 'unsubscribe'; readonly camera: string }
  /** This frame of that camera was shown, and none before it will be. */
  | {
      readonly type: 'shown'
      readonly camera: string
      readonly epoch: string
      readonly index: number
    }
  /** Send no frames until `resume`. */
  | { readonly type: 'pause' | 'resume' }
  /** `at` comes back as it is. */
  | { readonly type: 'ping'; readonly at: number }

/** How a camera is, as `/cameras/{name}` tells it. */
export interface LiveState {
  readonly camera: string
  /** `idle`, `starting`, `live`, `stalled`, `lost` or `closed`. */
  readonly state: string
  /** When the state began, in milliseconds since the Unix epoch. */
  readonly since: number
  /** Why the source was lost last; `null` while it is fine. */
  readonly reason: string | null
}

/** What a server says. `now` is its wall clock, in milliseconds since the Unix epoch. */
export type ServerMessage =
  | {
      readonly type: 'welcome'
      readonly protocol: string
      readonly now: number
      readonly limits: Readonly<Record<string, number>>
    }
  | { readonly type: 'subscribed' | 'unsubscribed'; readonly camera: string }
  | ({ readonly type: 'state' } & LiveState)
  | { readonly type: 'pong'; readonly at: number; readonly now: number }
  | {
      readonly type: 'error'
      readonly code: string
      readonly message: string
      readonly camera?: string | undefined
    }

/** Why a connection is closed, as WebSocket close codes. */
export const LIVE_CLOSE = {
  /** The server ends. */
  ending: 1001,
  /** A text message is not what the protocol says. */
  invalid: 1007,
  /** A limit was exceeded. */
  refused: 1008,
  /** A message was too large. */
  tooLarge: 1009,
} as const

/** A message that is refused: what the server answers with. */
export class LiveError extends Error {
  override readonly name = 'LiveError'
  readonly code: LiveErrorCode
  /** The camera it is about, if it is about one. */
  readonly camera: string | undefined

  constructor(code: LiveErrorCode, message: string, camera?: string) {
    super(message)
    this.code = code
    this.camera = camera
  }
}
