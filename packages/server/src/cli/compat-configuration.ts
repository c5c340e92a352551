/**
 * Which other servers' addresses are answered, as the configuration file says it.
 *
 * @module
 */
import type * as z from 'zod'
import type { Esp32Options, ListenerOptions } from '../compat/listener.ts'
import type { CompatConfiguration } from './compat-settings.ts'
import { HOST, PORT } from './limits.ts'
import { flag, number, pattern, section, text } from './setting-schema.ts'

/** Checks `server.compat`. */
export function compatSchema(): z.ZodType<CompatConfiguration> {
  return section({
    'mjpg-streamer': imitates('/?action=stream, /input_0.json, /cam_1.mjpg and the like'),
    ustreamer: imitates('/snapshot, /state, and the cookie of /stream'),
    go2rtc: imitates('/api/stream.mjpeg, /api/frame.jpeg and /api/streams'),
    picamera: imitates('/stream.mjpg, /stream.mjpeg and /index.html'),
    openmv: imitates('/stream.jpg'),
    esp32: esp32Schema().optional().describe('Answers as an ESP32 with CameraWebServer.'),
    'camera-streamer': listenerSchema().optional().describe('Answers as camera-streamer.'),
    motion: listenerSchema().optional().describe('Answers as motion.'),
  })
}

function listenerShape() {
  return {
    port: number(PORT).describe('A port of its own, as its addresses collide with this server.'),
    host: pattern(HOST)
      .optional()
      .describe('The address to listen on. Default: that of the server'),
    camera: text("a camera's name").optional().describe('What it shows. Default: the first camera'),
  }
}

function listenerSchema(): z.ZodType<ListenerOptions> {
  return section(listenerShape())
}

function esp32Schema(): z.ZodType<Esp32Options> {
  return section({
    ...listenerShape(),
    streamPort: number(PORT)
      .optional()
      .describe('A second port, where programs look for the stream: 81. Default: none'),
  })
}

function imitates(addresses: string) {
  return flag().optional().describe(`Answers ${addresses}. Default: true`)
}
