/**
 * The endless stream of a camera, and who watches it.
 *
 * @module
 */

import { z } from 'zod'
import {
  type Camera,
  STREAM_TYPE,
  type StreamOptions,
  streamResponse,
  ustreamerFraming,
} from 'zoetrope'
import {
  decimal,
  flag,
  oneOf,
  readQuery,
  refuseLater,
  shortText,
  wholeNumber,
} from './parameter.ts'
import { Problem } from './problem.ts'
import { type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import type { Visit } from './visit.ts'

const query = z.object({
  key: shortText({
    max: 64,
    about: 'A name the viewer gives itself; it appears in /viewers and the log.',
  }),
  fps: decimal({
    min: 0.001,
    max: 240,
    unit: 'frames a second',
    about: 'At most so many, evenly spaced.',
  }),
  every: wholeNumber({ min: 1, max: 100_000, about: 'Only every nth frame.' }),
  max_age: wholeNumber({
    min: 1,
    max: 86_400_000,
    unit: 'milliseconds',
    about: 'A frame that was captured longer ago is left out.',
  }),
  placeholder: flag(
    'With 0 nothing is sent while the camera gives nothing: the viewer keeps its last frame.',
  ),
  type: oneOf(
    ['multipart', 'octet'],
    'What the body is called; octet is application/octet-stream, for fetch() in WebKit.',
  ),
  // uStreamer's names. Without them the server chooses by who asks.
  advance_headers: flag('Sends the header block of the next part with each frame.'),
  dual_final_frames: flag('Sends the last frame once more when no other follows.'),
  extra_headers: flag('Adds X-UStreamer-* headers to each part, where headers are not early.'),
  zero_data: flag('Leaves the JPEGs out, and sends their headers alone.'),
})

const later = ['width', 'height', 'quality']

/** `/cameras/{name}/stream`, and the names by which other servers know it. */
export function streamRoute(site: Site): Route {
  return route({
    id: 'watch',
    paths: [
      ...['', '.mjpg', '.mjpeg', '.jpg'].map((ending) => `/cameras/{name}/stream${ending}`),
      '/stream',
    ],
    summary: 'The camera live, for an <img>: JPEG frames over one response that does not end.',
    query,
    later,
    answers: [{ status: 200, about: 'The frames, as they come.', type: STREAM_TYPE }],
    problems: ['NO_SUCH_CAMERA', 'CAMERA_CLOSED'],
    answer: (visit, asked) => watch(site, visit, cameraOf(site, visit), wished(asked)),
  })
}

/**
 * Streams a camera to whoever visits, and has it known among the viewers.
 *
 * @throws {Problem} `CAMERA_CLOSED`.
 */
export function watch(
  { viewers }: Site,
  visit: Visit,
  camera: Camera,
  options: StreamOptions = {},
): Response {
  refuseClosed(camera)
  const known = viewers.admit(camera, visit)
  return streamResponse(camera, visit.request, { ...options, ...known })
}

/**
 * What a visit asks of a stream.
 *
 * @throws {Problem} `INVALID_PARAMETER`, `NOT_IMPLEMENTED`.
 */
export function askedOfStream({ url: { searchParams } }: Visit): StreamOptions {
  refuseLater(later, searchParams)
  return wished(readQuery(query, searchParams))
}

function wished(asked: z.output<typeof query>): StreamOptions {
  const { key, fps, every, type } = asked
  return {
    ...{ key, fps, every, type, maxAge: asked.max_age, placeholders: asked.placeholder },
    framing: ustreamerFraming({
      early: asked.advance_headers,
      repeats: asked.dual_final_frames,
      extraHeaders: asked.extra_headers,
      zeroData: asked.zero_data,
    }),
  }
}

/** @throws {Problem} `CAMERA_CLOSED` for a camera that is over for good. */
export function refuseClosed(camera: Camera): void {
  if (camera.state !== 'closed') return
  throw new Problem(
    'CAMERA_CLOSED',
    `The camera ${camera.name} is closed: the server is ending, or has removed it`,
    {
      members: { camera: camera.name, state: camera.state },
      headers: { 'retry-after': '5' },
    },
  )
}
