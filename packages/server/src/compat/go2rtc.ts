/**
 * go2rtc's addresses: a stream and a picture by the camera's name, and the list of them.
 *
 * @module
 */
import { z } from 'zod'
import type { Camera } from 'zoetrope'
import { shortText } from '../http/parameter.ts'
import { Problem } from '../http/problem.ts'
import { json, type Route, route } from '../http/route.ts'
import { cameraOf, type Site } from '../http/site.ts'
import { show } from '../http/snapshot.ts'
import { streamRoute } from '../http/stream.ts'
import type { Visit } from '../http/visit.ts'
import { alias, type Family } from './family.ts'

const DURATION = /^(\d{1,6})(ms|s|m|h)?$/
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** go2rtc: by a camera's name. */
export const go2rtc: Family = {
  model: 'go2rtc',
  routes: (site) => [
    alias(streamRoute(site), {
      id: 'go2rtcStream',
      paths: ['/api/stream.mjpeg'],
      camera: (visit) => sourceOf(site, visit),
    }),
    picture(site),
    list(site),
  ],
}

function picture(site: Site): Route {
  return route({
    id: 'go2rtcFrame',
    paths: ['/api/frame.jpeg'],
    summary: 'The newest frame of a camera.',
    query: z.object({
      cache: z
        .string()
        .regex(DURATION, { error: 'a time such as 10s' })
        .transform(milliseconds)
        .optional(),
    }),
    later: ['w', 'width', 'h', 'height', 'rotate'],
    answers: [{ status: 200, about: 'One JPEG.', type: 'image/jpeg' }],
    // Without a cache go2rtc waits for the next key frame; of JPEGs each is one.
    answer: (visit, { cache }) => show(visit, sourceOf(site, visit), { maxAge: cache }),
  })
}

function list(site: Site): Route {
  return route({
    id: 'go2rtcStreams',
    paths: ['/api/streams'],
    summary: 'The cameras by name, or the one that is named: what they show, and who watches.',
    query: z.object({ src: shortText({ max: 64, about: "A camera's name." }) }),
    answers: [{ status: 200, about: 'The cameras.', type: 'application/json' }],
    answer(visit, { src }) {
      if (src) return json(streamOf(site, sourceOf(site, visit)))
      const streams = Array.from(site.cameras, (camera) => [camera.name, streamOf(site, camera)])
      return json(Object.fromEntries(streams))
    },
  })
}

/** What go2rtc tells of a stream, as far as there is such a thing here. */
function streamOf({ viewers }: Site, { name, source, state }: Camera): unknown {
  const runs = state === 'live' || state === 'starting' || state === 'stalled'
  const producer = runs && { format_name: 'mjpeg', medias: ['video, recvonly, JPEG'] }
  const watching = Array.from(viewers).filter(({ camera }) => camera.name === name)
  return {
    producers: [{ url: source.label ?? '', ...producer }],
    consumers: watching.map(({ viewer, address }) => ({
      id: Number.parseInt(viewer.id.slice(0, 8), 16),
      format_name: 'mjpeg',
      protocol: 'http',
      remote_addr: address ?? '',
      bytes_send: viewer.bytes,
    })),
  }
}

/** @throws {Problem} `INVALID_PARAMETER`, `NO_SUCH_CAMERA`. */
function sourceOf(site: Site, visit: Visit): Camera {
  const name = visit.url.searchParams.get('src')
  if (name) return cameraOf(site, { ...visit, params: { name } })
  const expected = "a camera's name"
  throw new Problem('INVALID_PARAMETER', `Expected src to be ${expected}, got nothing`, {
    members: { parameter: 'src', value: '', expected },
  })
}

function milliseconds(text: string): number {
  const [, digits, unit = 's'] = DURATION.exec(text) ?? []
  return Number(digits) * (UNITS[unit] ?? 1000)
}
