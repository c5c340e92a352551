/**
 * A request that is not answered with what it asked for: `application/problem+json` (RFC 9457), with
 * a `code` for programs.
 *
 * The codes mean what they mean in the server's answers; docs/errors.md explains each.
 *
 * @module
 */

/** Code -> HTTP status, and the status in words. */
const statuses = {
  /** A parameter that is known has a value that is not. */
  INVALID_PARAMETER: [400, 'Bad Request'],
  /** The request's body is not what is read here. */
  INVALID_BODY: [400, 'Bad Request'],
  /** The hook said no. */
  FORBIDDEN: [403, 'Forbidden'],
  /** There is nothing at this path. */
  NOT_FOUND: [404, 'Not Found'],
  /** There is no camera of this name. */
  NO_SUCH_CAMERA: [404, 'Not Found'],
  /** No frame of that index was published yet. */
  NOT_YET: [404, 'Not Found'],
  /** The path exists, but not with this method. */
  METHOD_NOT_ALLOWED: [405, 'Method Not Allowed'],
  /** The frame of that index has left the ring, was skipped, or is of an epoch that is over. */
  GONE: [410, 'Gone'],
  /** The request brings more than is taken. */
  BODY_TOO_LARGE: [413, 'Content Too Large'],
  /** The request brings something else than JSON. */
  UNSUPPORTED_TYPE: [415, 'Unsupported Media Type'],
  /** Something failed that should not; `onError` was told. */
  INTERNAL: [500, 'Internal Server Error'],
  /** A thing's action failed, or its property could not be read or set. */
  THING_FAILED: [500, 'Internal Server Error'],
  /** As many actions of a thing run as may. */
  TOO_MANY_ACTIONS: [503, 'Service Unavailable'],
  /** As many follow a thing as may. */
  TOO_MANY_READERS: [503, 'Service Unavailable'],
  /** No frame that meets the wish came in time. */
  NO_FRAME: [503, 'Service Unavailable'],
  /** As many watch as may. */
  TOO_MANY_VIEWERS: [503, 'Service Unavailable'],
  /** The broadcast or camera is closed for good. */
  CLOSED: [503, 'Service Unavailable'],
} as const

/** Why a request is refused, for programs. */
export type RefusalCode = keyof typeof statuses

/** More about a refusal. */
export interface RefusalExtras {
  /** Further members of the JSON. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown by whatever answers a request; becomes the response. `message` is the `detail`, for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly extras: RefusalExtras

  constructor(code: RefusalCode, detail: string, extras: RefusalExtras = {}) {
    super(detail)
    this.code = code
    this.extras = extras
  }

  /** The response that tells it. */
  response(): Response {
    const { members, headers } = this.extras
    const [status, title] = statuses[this.code]
    const body = { type: 'about:blank', title, status, detail: this.message, code: this.code }
    return new Response(`${JSON.stringify({ ...body, ...members })}\n`, {
      status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        ...headers,
      },
    })
  }
}
