import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { streamResponse } from '../../src/handler/stream.ts'
import { deliveryOf } from '../../src/viewer/delivery.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { chromiumPaints } from './requests.ts'

const request = (method = 'GET'): Request => new Request('http://x/stream', { method })
const idle = { async *open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {} }

function reader(watched: Broadcast | Camera): ReadableStreamDefaultReader<Uint8Array> {
  const { body } = streamResponse(watched, request())
  if (!body) throw new Error('Expected a body')
  return body.getReader()
}

test('the head is the one that breaks nobody', () => {
  const { status, headers } = streamResponse(new Broadcast(), request())
  expect(status).toBe(200)
  expect(Object.fromEntries(headers)).toEqual({
    'content-type': 'multipart/x-mixed-replace; boundary=frame',
    'cache-control': 'no-store, no-cache, must-revalidate',
    pragma: 'no-cache',
    'x-accel-buffering': 'no',
  })
})

test('the body opens with the delimiter; then each frame is one chunk', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const body = reader(broadcast)
  expect(new TextDecoder().decode((await body.read()).value)).toBe('--frame\r\n')
  expect((await body.read()).value).toBe(broadcast.newest?.bytes)
})

test('a frame is chosen when the reader asks: the newest then, and nothing is buffered', async () => {
  const broadcast = new Broadcast()
  const body = reader(broadcast)
  await body.read()
  for (let n = 0; n < 9; n++) broadcast.publish(tinyJpeg({ shade: n }))
  expect((await body.read()).value).toBe(broadcast.newest?.bytes)
})

test('a read that waits gets the next frame', async () => {
  const broadcast = new Broadcast()
  const body = reader(broadcast)
  await body.read()
  const read = body.read()
  broadcast.publish(tinyJpeg())
  expect((await read).value).toBe(broadcast.newest?.bytes)
})

test('the body ends when the broadcast closes', async () => {
  const broadcast = new Broadcast()
  const body = reader(broadcast)
  await body.read()
  const read = body.read()
  broadcast.close()
  expect((await read).done).toBe(true)
})

test('a stream of what is closed already is a 503, not an empty 200', () => {
  const broadcast = new Broadcast()
  broadcast.close()
  const response = streamResponse(broadcast, request())
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
})

test('the viewer is counted from the first read until it cancels', async () => {
  const camera = new Camera('test', idle, { linger: 3_600_000 })
  const body = reader(camera)
  expect(camera.viewers).toBe(0)
  await body.read()
  expect(camera.viewers).toBe(1)
  await body.cancel()
  expect(camera.viewers).toBe(0)
  await camera.close()
})

test('a body that is cancelled unread counts nobody', async () => {
  const camera = new Camera('test', idle)
  await streamResponse(camera, request()).body?.cancel()
  expect([camera.viewers, camera.state]).toEqual([0, 'idle'])
  await camera.close()
})

test('HEAD gets the headers and no body', () => {
  const response = streamResponse(new Broadcast(), request('HEAD'))
  expect(response.body).toBeNull()
  expect(response.headers.get('content-type')).toContain('multipart/x-mixed-replace')
})

test('a stream’s delivery is found from its response, also when that was wrapped anew', () => {
  const response = streamResponse(new Broadcast(), request())
  const wrapped = new Response(response.body, response)
  expect(deliveryOf(wrapped)).toBeDefined()
  expect(deliveryOf(new Response('text'))).toBeUndefined()
  expect(deliveryOf(new Response(null))).toBeUndefined()
})

test('reads that wait side by side get a frame each', async () => {
  const broadcast = new Broadcast()
  const body = reader(broadcast)
  await body.read()
  const reads = [body.read(), body.read()]
  await new Promise(setImmediate) // the link is asked for more in a microtask
  const frames = [broadcast.publish(tinyJpeg()), broadcast.publish(tinyJpeg())]
  const indices = (await Promise.all(reads)).map(({ value }) =>
    Number(/X-Frame-Index: (\d+)/.exec(new TextDecoder().decode(value))?.[1]),
  )
  expect(indices).toEqual(frames.map(({ index }) => index))
})

test('the layout follows the request’s headers', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const headers = chromiumPaints['Chromium’s <img>'] ?? {}
  const { body } = streamResponse(broadcast, new Request('http://x/stream', { headers }))
  const reader = (body ?? new ReadableStream()).getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(
    '--frame\r\nContent-Type: image/jpeg\r\n\r\n',
  )
  expect((await reader.read()).value).toBe(broadcast.newest?.early)
  await reader.cancel()
})

test('the options go before the headers, and the viewer knows its framing', async () => {
  const names: string[] = []
  const headers = chromiumPaints['Chromium’s <img>'] ?? {}
  for (const framing of [undefined, { early: false }, { repeats: true }]) {
    const { body } = streamResponse(new Broadcast(), new Request('http://x/stream', { headers }), {
      framing,
      onJoin: (viewer) => names.push(viewer.framing.name),
    })
    const reader = (body ?? new ReadableStream()).getReader()
    await reader.read()
    await reader.cancel()
  }
  expect(names).toEqual(['early', 'default', 'early+repeat'])
})

test('as octets it is the default layout under another name, whoever asks', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const headers = chromiumPaints['Chromium’s window'] ?? {}
  const response = streamResponse(broadcast, new Request('http://x/', { headers }), {
    type: 'octet',
  })
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  const reader = (response.body ?? new ReadableStream()).getReader()
  await reader.read()
  expect((await reader.read()).value).toBe(broadcast.newest?.bytes)
  await reader.cancel()
})
