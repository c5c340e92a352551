/**
 * Which other servers' addresses are answered, as the configuration file says it.
 *
 * @module
 */
import type * as z from 'zod'
import type { CompatConfiguration } from './compat-settings.ts'
import { flag, section } from './setting-schema.ts'

/** Checks `server.compat`. */
export function compatSchema(): z.ZodType<CompatConfiguration> {
  return section({
    'mjpg-streamer': imitates('/?action=stream, /input_0.json, /cam_1.mjpg and the like'),
    ustreamer: imitates('/snapshot, /state, and the cookie of /stream'),
    go2rtc: imitates('/api/stream.mjpeg, /api/frame.jpeg and /api/streams'),
    picamera: imitates('/stream.mjpg, /stream.mjpeg and /index.html'),
    openmv: imitates('/stream.jpg'),
  })
}

function imitates(addresses: string) {
  return flag().optional().describe(`Answers ${addresses}. Default: true`)
}
