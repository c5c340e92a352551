/**
 * The words of the push protocol: what a publisher and a server say to each other over the
 * WebSocket at `/cameras/{name}/frames`.
 *
 * The publisher sends frames as binary messages, and the server answers every one of them, in order.
 * So whoever keeps no more than one or two unanswered never sends the past, however slow the way is.
 * Words that are not known are ignored. docs/push.md is this for people.
 *
 * @module
 */

/** The WebSocket subprotocol; its last part is the version. */
export const PUSH_PROTOCOL = 'zoetrope.push.1'

/** What a server takes from one publisher. */
export const PUSH_LIMITS = {
  /** Frames a second, over a longer time; what is more is skipped. */
  rate: 240,
  /** Frames at once. */
  burst: 480,
  /** Characters of a text message. */
  text: 4096,
  /** Text messages a second, over a longer time. */
  messages: 20,
  /** Text messages at once. */
  messageBurst: 200,
} as const

/** Why a frame was not shown although nothing is wrong with it. */
export type SkipReason =
  /** A newer one came before it could be shown. */
  | 'newer'
  /** Nobody looks at present. */
  | 'unwatched'
  /** More frames a second than the limit. */
  | 'rate'

/** Why a connection ends, for programs; a server may have further reasons. docs/push.md explains each. */
export type PushErrorCode =
  /** Somebody else publishes to this camera. */
  | 'PUBLISHER_PRESENT'
  /** Somebody else publishes from now on. */
  | 'PUBLISHER_REPLACED'
  /** No frame came for too long. */
  | 'PUBLISHER_SILENT'
  /** The camera is over for good, as the server ends. */
  | 'CAMERA_CLOSED'
  | 'INVALID_MESSAGE'
  | 'TOO_MANY_MESSAGES'

/** What a server says. Exactly one of `published`, `skipped` and `rejected` answers each frame, in order. */
export type PushAnswer =
  /** `now` is the server's wall clock, in milliseconds since the Unix epoch. */
  | {
      readonly type: 'welcome'
      readonly protocol: string
      readonly camera: string
      readonly now: number
      readonly limits: Readonly<Record<string, number>>
    }
  /** The frame is shown from now on, under this number. */
  | { readonly type: 'published'; readonly epoch: string; readonly index: number }
  | { readonly type: 'skipped'; readonly reason: string }
  /** It is no picture that can be shown. */
  | { readonly type: 'rejected'; readonly code: string; readonly message: string }
  /** Nobody looks: send nothing until `resume`. */
  | { readonly type: 'pause' | 'resume' }
  | { readonly type: 'pong'; readonly at: number; readonly now: number }
  /** Why the connection is about to be closed; `code` is a {@link PushErrorCode}. */
  | { readonly type: 'error'; readonly code: string; readonly message: string }

/** What a publisher says beside its frames; `at` comes back as it is. */
export interface PushQuestion {
  readonly type: 'ping'
  readonly at: number
}
