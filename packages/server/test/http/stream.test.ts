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

test.each(['width', 'height', 'quality'])(
  '%s is refused as long as it has no effect',
  async (parameter) => {
    expect(await problem(get(app(), `/stream?${parameter}=1`))).toMatchObject({
      status: 501,
      code: 'NOT_IMPLEMENTED',
      parameter,
      detail: expect.stringContaining(parameter),
    })
  },
)

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

test.each([
  ['fps', '0', 'a number of frames a second from 0.001 to 240'],
  ['fps', '240.5', 'a number of frames a second from 0.001 to 240'],
  ['fps', '-1', 'a number of frames a second from 0.001 to 240'],
  ['fps', 'many', 'a number of frames a second from 0.001 to 240'],
  ['every', '0', 'a whole number from 1 to 100000'],
  ['every', '1.5', 'a whole number from 1 to 100000'],
  ['max_age', '0', 'a whole number of milliseconds from 1 to 86400000'],
  ['max_age', '86400001', 'a whole number of milliseconds from 1 to 86400000'],
  ['type', 'jpeg', 'one of multipart, octet'],
  ['advance_headers', 'maybe', '1 or 0, true or false, yes or no'],
  ['dual_final_frames', '', '1 or 0, true or false, yes or no'],
  ['extra_headers', '-1', '1 or 0, true or false, yes or no'],
  ['zero_data', 'truely', '1 or 0, true or false, yes or no'],
  ['key', 'a%1b[2Jb', 'text without control characters'],
  ['key', 'a%c2%9bb', 'text without control characters'],
  ['key', 'a%e2%80%aeb', 'text without control characters'],
])('%s=%s is a 400 that names the range', async (parameter, value, expected) => {
  expect(await problem(get(app(), `/stream?${parameter}=${value}`))).toMatchObject({
    status: 400,
    code: 'INVALID_PARAMETER',
    parameter,
    expected,
  })
})

test.each([
  'fps=0.5',
  'fps=240',
  'fps=29.97',
  'every=3',
  'max_age=1',
  'key=K%C3%BCche%20%E2%98%95',
])('%s is taken', async (wish) => {
  const response = await get(app(), `/stream?${wish}`)
  expect(response.status).toBe(200)
  await response.body?.cancel()
})

test('every=3 is every third frame, and the others are skipped, not dropped', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const { log, comes } = diary()
  const response = await get(app({ cameras: new Cameras([desk]), log }), '/stream?every=3')
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  let text = ''
  for (let index = 0; index < 7; index++) {
    while (index % 3 === 0 && !text.includes(`X-Frame-Index: ${index}\r\n`)) {
      text += Buffer.from((await reader.read()).value ?? []).toString('latin1')
    }
    const published = new Promise<void>((resolve) => {
      const cancel = desk.broadcast.onPulse(() => {
        cancel()
        resolve()
      })
    })
    feed.give(tinyJpeg())
    await published
  }
  await reader.cancel()
  expect(Array.from(text.matchAll(/X-Frame-Index: (\d+)/g), ([, index]) => index)).toEqual([
    '0',
    '3',
    '6',
  ])
  expect((await comes('viewer left')).facts).toMatchObject({ sent: 3, skipped: 5, dropped: 0 })
})

test('the log tells who came and who left, and what they got', async () => {
  const { log, entries, comes } = diary()
  const response = await get(app({ log }), '/cameras/desk/stream?key=kitchen')
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.read()
  await reader?.cancel()
  await comes('viewer left')
  const who = {
    camera: 'desk',
    viewer: expect.stringMatching(/^[0-9a-f]{12}$/),
    address: '127.0.0.1',
    key: 'kitchen',
  }
  const told = entries.filter(({ level }) => level === 'info')
  expect(told).toEqual([
    {
      level: 'info',
      text: 'viewer joined',
      facts: { ...who, transport: 'response', pacing: 'pull' },
    },
    {
      level: 'info',
      text: 'viewer left',
      facts: { ...who, seconds: expect.any(Number), sent: 1, skipped: 0, dropped: 0 },
    },
  ])
  expect(told[0]?.facts['viewer']).toBe(told[1]?.facts['viewer'])
})

const chromium = {
  'user-agent':
    'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36',
  accept: 'image/avif,image/webp,image/*,*/*;q=0.8',
}

/** What a stream opens with, and its first frame. */
async function opening(path: string, headers: Record<string, string>): Promise<string> {
  const response = await get(app(), path, { headers })
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  const chunks = [await reader.read(), await reader.read()]
  await reader.cancel()
  return Buffer.concat(chunks.map(({ value }) => value ?? new Uint8Array())).toString('latin1')
}

const early = /^--frame\r\nContent-Type: image\/jpeg\r\n\r\n\xff\xd8/
const usual = /^--frame\r\nContent-Type: image\/jpeg\r\nContent-Length: \d\d+\r\n/

test.each([
  ['an <img> of Chromium', '/stream', chromium, early],
  ['an <img> of Chromium that asks as for mjpg-streamer', '/?action=stream', chromium, early],
  ['a program', '/stream', { 'user-agent': 'curl/7.88.1', accept: '*/*' }, usual],
])('%s gets the layout it needs', async (_, path, headers, layout) => {
  expect(await opening(path, headers)).toMatch(layout)
})

test.each([
  ['advance_headers=1', {}, early],
  ['advance_headers=1&extra_headers=1', {}, early],
  ['advance_headers=TRUE', {}, early],
  ['advance_headers=yes', {}, early],
  ['advance_headers=1?cache=17', {}, early],
  ['advance_headers=0', chromium, usual],
  ['advance_headers=no', chromium, usual],
  ['type=octet', chromium, usual],
  ['extra_headers=1', chromium, /X-UStreamer-Online: true\r\nX-UStreamer-Dropped: 0\r\n/],
  ['zero_data=1', {}, /Content-Length: 0\r\n[\s\S]*\r\n\r\n\r\n--frame\r\n$/],
])('%s goes before what would be chosen', async (wish, headers, layout) => {
  expect(await opening(`/stream?${wish}`, headers)).toMatch(layout)
})

test('type=octet calls the same bytes something that fetch() reads in every browser', async () => {
  const response = await get(app(), '/stream?type=octet')
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  await response.body?.cancel()
})

test('dual_final_frames=1 sends the last frame once more when it stays the last', async () => {
  const response = await get(app(), '/stream?dual_final_frames=1')
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  await reader.read()
  const first = await reader.read()
  expect((await reader.read()).value).toEqual(first.value)
  await reader.cancel()
})
