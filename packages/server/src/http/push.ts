/**
 * Frames from outside: `POST /cameras/{name}/frames` with one picture or with a whole stream, and the
 * WebSocket at the same path (docs/push.md), which shares its `GET` with the list of frames.
 *
 * @module
 */
import { PUSH_LIMITS, PUSH_PROTOCOL, type PushEnd, PushSession } from 'zoetrope'
import { hasBody } from './body.ts'
import { Problem } from './problem.ts'
import { MAX_FRAME_BYTES, MESSAGE_BYTES, PICTURE_TYPES, STREAM_TYPES } from './push-limits.ts'
import { takePicture } from './push-picture.ts'
import { takenSchema, takeStream } from './push-stream.ts'
import type { Target } from './pushing.ts'
import { noQuery, type Route, route } from './route.ts'
import type { Site } from './site.ts'
import type { Visit } from './visit.ts'
import { offering, offerOf } from './web-socket.ts'

/** `POST /cameras/{name}/frames`. */
export function pushRoute({ pushing }: Site): Route {
  return route({
    id: 'pushFrames',
    method: 'POST',
    paths: ['/cameras/{name}/frames'],
    summary: 'Publishes a picture, or a stream of them for as long as it lasts.',
    query: noQuery,
    body: {
      type: [...PICTURE_TYPES, ...STREAM_TYPES],
      unnamed: true,
      about: 'One JPEG as image/jpeg; or many: in a multipart body, or one after the other.',
    },
    answers: [
      {
        status: 200,
        about: 'The stream has ended.',
        type: 'application/json',
        schema: takenSchema,
      },
      { status: 204, about: 'The picture is shown; X-Frame-Index and X-Frame-Epoch name it.' },
    ],
    problems: [
      ...(['INVALID_BODY', 'INVALID_CAMERA_NAME', 'PUSH_FORBIDDEN', 'NO_SUCH_CAMERA'] as const),
      ...(['PUBLISHER_SILENT', 'NOT_A_PUSH_CAMERA', 'PUBLISHER_PRESENT'] as const),
      ...(['PUBLISHER_REPLACED', 'BODY_TOO_LARGE', 'INVALID_FRAME', 'INVALID_STREAM'] as const),
      ...(['TOO_MANY_FRAMES', 'TOO_MANY_CAMERAS', 'CAMERA_CLOSED'] as const),
    ],
    async answer(visit) {
      const { request } = visit
      // Before a camera is made for it.
      if (!hasBody(request.headers)) throw empty()
      const { source } = await pushing.target(visit)
      const name = nameOf(visit)
      const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
      if (PICTURE_TYPES.some((each) => each === type)) return takePicture(request, source, name)
      visit.takeTime?.()
      return takeStream(request, source, name)
    },
  })
}

/**
 * Answers who asks for a WebSocket at `/cameras/{name}/frames`.
 *
 * @throws {Problem} `UPGRADE_REQUIRED`, `UNKNOWN_SUBPROTOCOL`.
 */
export async function publishOver(visit: Visit, { pushing }: Site): Promise<Response> {
  // Before a camera is made for it.
  const response = offered(visit, undefined)
  if (!offerOf(response)) return response
  // Browsers do not show their pages why a WebSocket was refused: so it is told over the WebSocket.
  return offered(visit, await pushing.target(visit).catch(refusal))
}

function offered(visit: Visit, target: Target | Problem | undefined): Response {
  return offering(visit.request, 'see docs/push.md. Without one, POST frames here', {
    protocol: PUSH_PROTOCOL,
    // Of one who may not publish no frame is collected until it has taken its leave.
    largest: target instanceof Problem ? PUSH_LIMITS.text : MESSAGE_BYTES,
    open: (end) => sessionOf(end, visit, target),
  })
}

function sessionOf(end: PushEnd, visit: Visit, target: Target | Problem | undefined): PushSession {
  const name = nameOf(visit)
  const common = { camera: visit.params['name'] ?? '', name, maxFrameBytes: MAX_FRAME_BYTES }
  if (target && !(target instanceof Problem)) {
    return new PushSession(end, { ...common, attach: (init) => target.source.attach(init) })
  }
  const attach = (): never => {
    throw new TypeError('Expected a refused publisher not to be attached')
  }
  const refusal = target ?? new Problem('INTERNAL', 'The camera was not looked for')
  return new PushSession(end, { ...common, refusal, attach })
}

function refusal(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

function nameOf({ address }: Visit): string {
  return address ?? 'somebody'
}

function empty(): Problem {
  const detail =
    'Expected a picture, or a stream of them; a stream needs Transfer-Encoding: chunked, because HTTP knows no request whose body ends with the connection'
  return new Problem('INVALID_BODY', detail)
}
