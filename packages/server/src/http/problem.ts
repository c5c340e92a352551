/**
 * Everything the server may answer instead of what was asked for: `application/problem+json`
 * (RFC 9457) with a `code` from one list, which docs/errors.md explains.
 *
 * @module
 */
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'

/** Code -> HTTP status. */
const statuses = {
  /** A parameter that is known has a value that is not. */
  INVALID_PARAMETER: 400,
  /** The request's body is not what the route reads. */
  INVALID_BODY: 400,
  /** A camera cannot have that name. */
  INVALID_CAMERA_NAME: 400,
  /** The request line or its headers cannot be understood. */
  INVALID_REQUEST: 400,
  /** The server was addressed by a name it does not know. */
  FORBIDDEN_HOST: 403,
  /** A page of another site asked. */
  FORBIDDEN_ORIGIN: 403,
  /** Who asks may not publish frames. */
  PUSH_FORBIDDEN: 403,
  /** Whoever asks may not set a camera's controls. */
  CONTROL_FORBIDDEN: 403,
  /** There is nothing at this path. */
  NOT_FOUND: 404,
  /** There is no camera of this name. */
  NO_SUCH_CAMERA: 404,
  /** The camera has nothing that can be set. */
  NO_CONTROLS: 404,
  /** The camera has no control of this name. */
  NO_SUCH_CONTROL: 404,
  /** No viewer of this id watches. */
  NO_SUCH_VIEWER: 404,
  /** No frame of that index was published yet. */
  NOT_YET: 404,
  /** The path exists, but not with this method. */
  METHOD_NOT_ALLOWED: 405,
  /** No frame came for too long. */
  PUBLISHER_SILENT: 408,
  /** The camera takes its frames from elsewhere. */
  NOT_A_PUSH_CAMERA: 409,
  /** Somebody else publishes. */
  PUBLISHER_PRESENT: 409,
  /** Somebody else has taken over. */
  PUBLISHER_REPLACED: 409,
  /** The frame of that index has left the ring, was skipped, or is of an epoch that is over. */
  GONE: 410,
  /** The request brings a body where none is taken. */
  BODY_REFUSED: 413,
  /** The request brings more than the route takes. */
  BODY_TOO_LARGE: 413,
  /** The request brings something else than the route takes. */
  UNSUPPORTED_TYPE: 415,
  /** The picture cannot be shown. */
  INVALID_FRAME: 422,
  /** The stream is neither multipart nor JPEGs. */
  INVALID_STREAM: 422,
  /** More pictures a second than the limit. */
  TOO_MANY_FRAMES: 429,
  /** A WebSocket was asked for where there is none. */
  WEBSOCKET_REFUSED: 400,
  /** The WebSocket's subprotocol is none that is spoken here. */
  UNKNOWN_SUBPROTOCOL: 400,
  /** What is there can be had by a WebSocket only. */
  UPGRADE_REQUIRED: 426,
  /** The URL is longer than the limit. */
  URL_TOO_LONG: 414,
  /** Something failed that should not; the log knows more. */
  INTERNAL: 500,
  /** A parameter that will mean something, but does not yet. */
  NOT_IMPLEMENTED: 501,
  /** As many cameras as publishers may make were made. */
  TOO_MANY_CAMERAS: 503,
  /** No frame that meets the wish came in time. */
  NO_FRAME: 503,
  /** As many programs follow the events as may. */
  TOO_MANY_READERS: 503,
  /** The camera has controls, but its device is not there, or refuses. */
  CONTROLS_UNAVAILABLE: 503,
  /** The camera is closed for good, as the server ends. */
  CAMERA_CLOSED: 503,
} as const

/** What went wrong, for programs. */
export type ProblemCode = keyof typeof statuses

/** Every code there is. */
export const problemCodes: readonly ProblemCode[] = Object.keys(statuses).filter(isCode)

/** More about a problem: members of the JSON, and headers of the response. */
export interface ProblemExtras {
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** Thrown by whatever answers a request; becomes the response. `message` is the `detail`, for people. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail, { cause: extras.cause })
    this.code = code
    this.extras = extras
  }

  get status(): number {
    return statuses[this.code]
  }

  /** The response that tells it. */
  response(): Response {
    const { code, message: detail, status } = this
    const title = STATUS_CODES[status]
    const body = { type: 'about:blank', title, status, detail, code, ...this.extras.members }
    const headers = {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...this.extras.headers,
    }
    return new Response(`${JSON.stringify(body)}\n`, { status, headers })
  }
}

/** The JSON of a problem, for the OpenAPI document. */
export const problemSchema: z.ZodType = z
  .looseObject({
    type: z.string().describe('Always about:blank: the code says what it is.'),
    title: z.string().describe('The name of the HTTP status.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What was wrong, what was expected, what to do. For people.'),
    code: z.enum(problemCodes).describe('What went wrong, for programs.'),
  })
  .meta({ title: 'Problem' })

function isCode(text: string): text is ProblemCode {
  return text in statuses
}
