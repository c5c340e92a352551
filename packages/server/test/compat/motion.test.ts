import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { App } from '../../src/index.ts'
import { app, camera, Feed, get, problem, server } from '../http/makers.ts'
import { dissect, Wire } from '../http/wires.ts'
import { orderOf, shapeOf } from './shapes.ts'

/** What `cls_webu_json::status` of motion 5 writes for two cameras. */
const peer = {
  version: '5.0.0',
  status: {
    count: 2,
    cam1: {
      ...{ name: 'front', id: 1, width: 8, height: 8, fps: 0 },
      ...{ current_time: '2026-11-21T18:00:00', missing_frame_counter: 0 },
      ...{ lost_connection: false, connection_lost_time: '', detecting: false, pause: true },
    },
    cam2: {
      ...{ name: 'back', id: 2, width: 0, height: 0, fps: 0 },
      ...{ current_time: '2026-11-21T18:00:00', missing_frame_counter: 0 },
      ...{ lost_connection: false, connection_lost_time: '', detecting: false, pause: true },
    },
  },
}

/** Two cameras whose pictures are 500 and 900 bytes. */
function two(): Cameras {
  const shown = (bytes: number) => new Feed(tinyJpeg({ bytes }))
  return new Cameras([camera('front', shown(500)), camera('back', shown(900))])
}

function imitated(cameras: Cameras, name?: string): App {
  const of = app({ cameras })
  return { ...of, ...of.imitate('motion', { camera: name }) }
}

test.each([
  ['/1/mjpg/stream', 'front'],
  ['/2/mjpg/stream', 'back'],
  ['/2/mjpg', 'back'],
  ['/2/mjpg/substream', 'back'],
  ['/2/mjpg/source', 'back'],
  ['/2/stream', 'back'],
  ['/02/stream', 'back'],
  ['/back/stream', 'back'],
  ['/', 'front'],
  ['/stream', 'front'],
])('%s is the stream of the camera %s', async (path, name) => {
  const cameras = two()
  const { listeners } = await server({ cameras, listeners: { motion: { port: 0 } } })
  const [{ port } = { port: 0 }] = listeners
  const received = await new Wire(port).ask(`GET ${path} HTTP/1.0`).parts(1)
  expect(dissect(received).head[0]).toBe('HTTP/1.1 200 OK')
  expect(cameras.get(name)?.viewers).toBe(1)
})

test.each([
  ['/1/static/stream', 500],
  ['/2/static/stream', 900],
  ['/2/static', 900],
  ['/2/static/source', 900],
  ['/2/current', 900],
  ['/current', 500],
])('%s is a picture of %i bytes', async (path, length) => {
  const { headers } = await get(imitated(two()), path)
  expect(headers.get('content-type')).toBe('image/jpeg')
  expect(headers.get('content-length')).toBe(`${length}`)
})

test('the forms without a number are of the camera that the configuration names', async () => {
  const { headers } = await get(imitated(two(), 'back'), '/current')
  expect(headers.get('content-length')).toBe('900')
})

test.each([
  ['/3/mjpg/stream', 404, 'NO_SUCH_CAMERA', 'There is no camera 3; they go from 1 to 2'],
  ['/attic/stream', 404, 'NO_SUCH_CAMERA', 'there are: front, back'],
  ['/-1/stream', 404, 'NO_SUCH_CAMERA', 'there are: front, back'],
  ['/0/mjpg/stream', 501, 'NOT_IMPLEMENTED', 'the first is camera 1'],
  ['/0/static/stream', 501, 'NOT_IMPLEMENTED', 'the first is camera 1'],
  ['/1/mjpg/motion', 501, 'NOT_IMPLEMENTED', 'what it finds moving'],
  ['/1/motion', 501, 'NOT_IMPLEMENTED', 'what it finds moving'],
  ['/1/mjpg/secondary', 501, 'NOT_IMPLEMENTED', 'what it finds moving'],
  ['/1/mpegts/stream', 501, 'NOT_IMPLEMENTED', 'MPEG transport stream'],
  ['/1/config/list', 404, 'NOT_FOUND', 'in the place of motion this port answers /, /stream'],
])('%s is %i', async (path, status, code, words) => {
  const refused = await problem(get(imitated(two()), path))
  expect(refused).toMatchObject({ status, code, detail: expect.stringContaining(words) })
})

test('all cameras in one picture are the camera, where there is one', async () => {
  const of = imitated(new Cameras([camera('only', new Feed(tinyJpeg({ bytes: 700 })))]))
  expect((await get(of, '/0/static/stream')).headers.get('content-length')).toBe('700')
})

test('the status is as motion writes it, whatever camera it is asked of', async () => {
  const of = imitated(two())
  await get(of, '/1/current')
  for (const path of ['/0/status.json', '/1/status.json']) {
    const status = await (await get(of, path)).json()
    expect(shapeOf(status)).toEqual(shapeOf(peer))
    expect(orderOf(status)).toEqual(orderOf(peer))
    const { current_time: now } = status.status.cam1
    expect(status.status).toMatchObject({ cam1: { name: 'front', width: 8 }, cam2: { width: 0 } })
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  }
})
