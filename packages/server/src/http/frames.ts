/**
 * The frames of a camera that are still held, as data: which there are, each by its index, and all of
 * them once more as a stream.
 *
 * @module
 */
import { z } from 'zod'
import { type FrameList, frameList, frameResponse, replayResponse, STREAM_TYPE } from 'zoetrope'
import { decimal, shortText, wholeNumber } from './parameter.ts'
import { Problem } from './problem.ts'
import { publishOver } from './push.ts'
import { json, noQuery, type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import { refuseClosed } from './stream.ts'
import type { Visit } from './visit.ts'
import { wantsWebSocket } from './web-socket.ts'

const count = z.int()

const listSchema: z.ZodType<FrameList> = z.object({
  epoch: z.string().describe('Another one means that indices began anew.'),
  capacity: count.describe('How many frames can be held.'),
  frames: z
    .array(
      z.object({
        index: count,
        capturedAt: z.number().describe('Milliseconds since the Unix epoch.'),
        bytes: count.describe('The size of the JPEG: its sharpness, relative to the others.'),
        width: count.describe('Pixels.'),
        height: count.describe('Pixels.'),
        url: z.string().describe('Where it is, relative to this list.'),
      }),
    )
    .describe('Oldest first.'),
})

const epoch = shortText({
  max: 64,
  about: 'The epoch that the index belongs to: if it is over, so are its frames.',
})

/** `/cameras/{name}/frames` and what is below it, and for the first camera `/frames`. */
export function frameRoutes(site: Site): Route[] {
  return [list(site), firstList(site), replay(site), one(site)]
}

function list(site: Site): Route {
  return route({
    id: 'listFrames',
    paths: ['/cameras/{name}/frames'],
    summary:
      'The frames that are held, without starting anything. As a WebSocket with the subprotocol zoetrope.push.1: publishes frames.',
    query: noQuery,
    answers: [
      { status: 101, about: 'The WebSocket is open.' },
      { status: 200, about: 'The frames.', type: 'application/json', schema: listSchema },
    ],
    problems: ['NO_SUCH_CAMERA', 'UPGRADE_REQUIRED', 'UNKNOWN_SUBPROTOCOL'],
    answer(visit) {
      if (wantsWebSocket(visit.request.headers)) return publishOver(visit, site)
      return listed(site, visit)
    },
  })
}

function firstList(site: Site): Route {
  return route({
    id: 'listFirstFrames',
    paths: ['/frames'],
    summary: 'The frames of the first camera that are held, without starting anything.',
    query: noQuery,
    answers: [{ status: 200, about: 'The frames.', type: 'application/json', schema: listSchema }],
    problems: ['NO_SUCH_CAMERA'],
    answer: (visit) => listed(site, visit),
  })
}

function listed(site: Site, visit: Visit): Response {
  return json(frameList(cameraOf(site, visit), visit.url))
}

function replay(site: Site): Route {
  return route({
    id: 'replayFrames',
    paths: ['/cameras/{name}/frames/replay', '/frames/replay'],
    summary: 'The frames that are held once more, one after the other; ends after the newest.',
    query: z.object({
      from: wholeNumber({
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
        about: 'The index to begin with; the oldest that is held if not given.',
      }),
      speed: decimal({
        min: 0.01,
        max: 1_000_000,
        about: '2 is twice as fast as it was; a large number as fast as the link takes it.',
      }),
      epoch,
    }),
    answers: [{ status: 200, about: 'The frames, as they came.', type: STREAM_TYPE }],
    problems: ['NO_SUCH_CAMERA', 'NOT_YET', 'GONE'],
    answer: (visit, wish) => replayResponse(cameraOf(site, visit), visit.request, wish),
  })
}

function one(site: Site): Route {
  return route({
    id: 'getFrame',
    paths: ['/cameras/{name}/frames/{index}', '/frames/{index}'],
    summary: 'One frame by its index, as long as it is held.',
    query: z.object({
      epoch,
      timeout: wholeNumber({
        min: 0,
        max: 30_000,
        unit: 'milliseconds',
        about:
          'How long to wait for a frame that is still to come; an idle camera is started then.',
      }),
    }),
    answers: [
      { status: 200, about: 'One JPEG.', type: 'image/jpeg' },
      { status: 304, about: 'The reader has it already, as If-None-Match said.' },
    ],
    problems: ['NO_SUCH_CAMERA', 'NOT_FOUND', 'NOT_YET', 'GONE', 'CAMERA_CLOSED'],
    async answer(visit, wish) {
      const camera = cameraOf(site, visit)
      const response = await frameResponse(camera, visit.request, {
        ...wish,
        index: indexOf(visit),
      })
      if (response.status === 503) refuseClosed(camera)
      return response
    },
  })
}

function indexOf({ params, url, base }: Visit): number {
  const text = params['index'] ?? ''
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const detail = `There is nothing at ${url.pathname.slice(0, 100)}: expected the index of a frame; ${base}/openapi.json lists what there is`
  throw new Problem('NOT_FOUND', detail)
}
