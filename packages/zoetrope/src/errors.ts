/**
 * Every error that a caller may want to tell apart has a `code`, and the codes are one documented
 * list (docs/errors.md).
 *
 * @module
 */

/** What went wrong, for programs. docs/errors.md explains each and says what to do. */
export type ErrorCode =
  /** The bytes are not one complete JPEG. */
  | 'INVALID_FRAME'
  /** A frame is larger than the configured limit. */
  | 'FRAME_TOO_LARGE'
  /** A multipart stream's header block is larger than the configured limit. */
  | 'HEADER_TOO_LARGE'
  /** A stream that should be multipart or JPEG is neither. */
  | 'INVALID_STREAM'
  /** A message of the `/live` protocol is cut short or contradicts itself. */
  | 'INVALID_MESSAGE'
  /** The server understood what was asked for, and refuses; the message has its own code. */
  | 'REFUSED'
  /** The broadcast, camera or reader was closed. */
  | 'CLOSED'
  /** `read()` was called while another read of the same subscription waits. */
  | 'READ_IN_PROGRESS'
  /** No frame of that index was published yet. */
  | 'NOT_YET'
  /** The frame of that index has left the ring, was skipped, or is of an epoch that is over. */
  | 'GONE'
  /** No frame arrived in the time allowed. */
  | 'TIMEOUT'
  /** The text does not name a source: unknown scheme, malformed URL, value out of range. */
  | 'INVALID_SOURCE'
  /** A camera has no such control, or it cannot have that value. */
  | 'INVALID_CONTROL'
  /** A thing's property or action was given a value that its schema does not allow. */
  | 'INVALID_VALUE'
  /** What the source needs is missing: program, device or file. */
  | 'SOURCE_UNAVAILABLE'
  /** The source was opened and then failed. */
  | 'SOURCE_FAILED'
  /** The other side asked for credentials, or refused those given. */
  | 'UNAUTHORIZED'

/** What an error may carry besides its code and its message. */
export interface ZoetropeErrorOptions extends ErrorOptions {
  readonly retryAfter?: number | undefined
}

/** The base of all errors thrown by this library. `message` is for people, `code` for programs. */
export class ZoetropeError extends Error {
  override readonly name = 'ZoetropeError'
  readonly code: ErrorCode
  /** Milliseconds before which another try does harm or is in vain; `undefined` where nothing says so. */
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, options?: ZoetropeErrorOptions) {
    super(message, options)
    this.code = code
    this.retryAfter = options?.retryAfter
  }
}

/**
 * Whether it is an error of this library, or of another copy of it: bundlers may load it twice in one
 * program, where `instanceof` is not enough.
 */
export function isZoetropeError(error: unknown): error is ZoetropeError {
  return error instanceof Error && error.name === 'ZoetropeError'
}
