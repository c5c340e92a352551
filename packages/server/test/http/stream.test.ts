import { expect, test } from 'vitest'
import { Cameras, deliveryOf } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, diary, Feed, get, problem } from './makers.ts'

test.each([
  '/cameras/desk/stream',
  '/cameras/desk/stream.mjpg',
  '/cameras/desk/stream.mjpeg',
  '/cameras/desk/stream.jpg',
  '/stream',
  '/stream.mjpg',
  '/stream.mjpeg',
  '/stream.jpg',
  '/?action=stream',
  '/stream?cacheBust=17&timestamp=4&key=kitchen',
])('%s is a stream', async (path) => {
  const response = await get(app(), path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  await response.body?.cancel()
})

test('its body comes through the framework as the same object, so that the socket can be taken', async () => {
  const response = await get(app({ origins: ['*'] }), '/stream')
  expect(deliveryOf(response)).toBeDefined()
})

test('its body has the frames', async () => {
  const jpeg = tinyJpeg({ shade: 7 })
  const response = await get(
    app({ cameras: new Cameras([camera('desk', new Feed(jpeg))]) }),
    '/stream',
  )
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  let text = ''
  while (!text.endsWith('\r\n--frame\r\n')) {
    const { value } = await reader.read()
    text += Buffer.from(value ?? []).toString('latin1')
  }
  await reader.cancel()
  expect(text).toMatch(/^--frame\r\nContent-Type: image\/jpeg\r\nContent-Length: \d+\r\n/)
  expect(text).toContain(`\r\n\r\n${Buffer.from(jpeg).toString('latin1')}\r\n--frame\r\n`)
})

test('without a name it is the first camera', async () => {
  const [first, second] = [camera('first'), camera('second')]
  const response = await get(app({ cameras: new Cameras([first, second]) }), '/stream')
  const reader = response.body?.getReader()
  await reader?.read()
  expect([first.viewers, second.viewers]).toEqual([1, 0])
  await reader?.cancel()
  expect(first.viewers).toBe(0)
})

test('HEAD gets the headers and starts nothing', async () => {
  const feed = new Feed(tinyJpeg())
  const of = app({ cameras: new Cameras([camera('desk', feed)]) })
  const response = await get(of, '/stream', { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('multipart/x-mixed-replace')
  expect(response.body).toBeNull()
  expect(feed.opened).toBe(0)
})

test('Range is no reason for anything but the whole stream', async () => {
  const response = await get(app(), '/stream', { headers: { range: 'bytes=0-' } })
  expect(response.status).toBe(200)
  await response.body?.cancel()
})

test.each([
  'fps',
  'max_age',
  'every',
  'width',
  'height',
  'quality',
  'type',
  'advance_headers',
  'dual_final_frames',
  'extra_headers',
  'zero_data',
])('%s is refused as long as it has no effect', async (parameter) => {
  expect(await problem(get(app(), `/stream?${parameter}=1`))).toMatchObject({
    status: 501,
    code: 'NOT_IMPLEMENTED',
    parameter,
    detail: expect.stringContaining(parameter),
  })
})

test('the key may have 64 characters, not 65', async () => {
  const response = await get(app(), `/stream?key=${'k'.repeat(64)}`)
  expect(response.status).toBe(200)
  await response.body?.cancel()
  expect(await problem(get(app(), `/stream?key=${'k'.repeat(65)}`))).toMatchObject({
    status: 400,
    code: 'INVALID_PARAMETER',
    parameter: 'key',
    expected: 'at most 64 characters long',
  })
})

test('a closed camera is a 503', async () => {
  const desk = camera('desk')
  await desk.close()
  const response = get(app({ cameras: new Cameras([desk]) }), '/cameras/desk/stream')
  expect((await response).headers.get('retry-after')).toBe('5')
  expect(await problem(response)).toMatchObject({ status: 503, code: 'CAMERA_CLOSED' })
})

test('the log tells who came and who left, and what they got', async () => {
  const { log, entries, comes } = diary()
  const response = await get(app({ log }), '/cameras/desk/stream?key=kitchen')
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.read()
  await reader?.cancel()
  await comes('viewer left')
  expect(entries.filter(({ level }) => level === 'info')).toEqual([
    {
      level: 'info',
      text: 'viewer joined',
      facts: { camera: 'desk', address: '127.0.0.1', key: 'kitchen' },
    },
    {
      level: 'info',
      text: 'viewer left',
      facts: {
        camera: 'desk',
        address: '127.0.0.1',
        key: 'kitchen',
        seconds: expect.any(Number),
        sent: 1,
        dropped: 0,
      },
    },
  ])
})
