import { expect, test } from 'vitest'
import { app, get, problem } from '../http/makers.ts'

test.each([
  ['/capture', 'esp32 would have it, on a port of its own: server.compat.esp32.port'],
  ['/control?var=brightness&val=1', 'server.compat.esp32.port'],
  ['/status', 'server.compat.esp32.port or server.compat.camera-streamer.port'],
  ['/option?key=brightness', 'server.compat.camera-streamer.port'],
  ['/1/mjpg/stream', 'server.compat.motion.port'],
  ['/0/status.json', 'server.compat.motion.port'],
])('%s is not here, and the answer says where it would be', async (path, words) => {
  const { code, detail } = await problem(get(app(), path))
  expect({ code, detail }).toEqual({ code: 'NOT_FOUND', detail: expect.stringContaining(words) })
  const below = await problem(get(app({ basePath: '/webcam' }), `/webcam${path}`))
  expect(below['detail']).toContain(words)
})

test.each(['/nothing', '/captured', '/status/1', '/1/2', '/a/mjpg/stream', '/1/streams'])(
  '%s is nobody’s',
  async (path) => {
    const { detail } = await problem(get(app(), path))
    expect(detail).toContain('/openapi.json lists what there is')
  },
)
