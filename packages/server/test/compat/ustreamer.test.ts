/**
 * uStreamer's addresses against what uStreamer answers: the sample is laid out as its server prints the
 * state of a camera without sinks.
 *
 * @module
 */
import { expect, test } from 'vitest'
import { Cameras, cardPlaceholder } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, get, problem, server } from '../http/makers.ts'
import { dissect, viewers, Wire } from '../http/wires.ts'
import { orderOf, shapeOf } from './shapes.ts'

const theirClient = {
  ...{ fps: 30, extra_headers: false, advance_headers: true, dual_final_frames: true },
  ...{ zero_data: false, key: 'Kitchen' },
}

const theirState = {
  ok: true,
  result: {
    instance_id: '',
    encoder: { type: 'HW', quality: 80 },
    source: {
      resolution: { width: 640, height: 480 },
      ...{ online: true, desired_fps: 30, captured_fps: 30 },
    },
    stream: { queued_fps: 30, clients: 1, clients_stat: { c0ffee: theirClient } },
  },
}

interface State {
  readonly ok: boolean
  readonly result: Omit<(typeof theirState)['result'], 'stream'> & {
    readonly stream: {
      readonly queued_fps: number
      readonly clients: number
      readonly clients_stat: Readonly<Record<string, typeof theirClient>>
    }
  }
}

const states = async (url: string): Promise<State> => (await fetch(`${url}state`)).json()

/** A device that is not there. */
const unplugged = {
  label: 'unplugged:',
  async *open(signal: AbortSignal) {
    if (!signal.aborted) throw new Error('there is no device')
    yield tinyJpeg()
  },
}

/** The value of a header of what came. */
function header(received: string, name: string): string | undefined {
  const line = dissect(received).head.find((each) => each.toLowerCase().startsWith(`${name}: `))
  return line?.slice(name.length + 2)
}

test('/state is as uStreamer writes it', async () => {
  const { url, port } = await server()
  await new Wire(port).ask('GET /stream?key=Kitchen HTTP/1.0').parts(1)
  const ours = await states(url)
  const theirs = orderOf(theirState)
  const [id = ''] = Object.keys(ours.result.stream.clients_stat)
  expect(JSON.stringify(orderOf(ours)).replace(id, 'c0ffee')).toBe(JSON.stringify(theirs))
  const { clients_stat: clients, ...stream } = ours.result.stream
  expect(shapeOf({ ...ours.result, stream })).toEqual(
    shapeOf({ ...theirState.result, stream: { queued_fps: 30, clients: 1 } }),
  )
  expect(Object.values(clients).map(shapeOf)).toEqual([shapeOf(theirClient)])
})

test('of a camera that never ran it has the same fields, and says that it is not there', async () => {
  const response = await get(app(), '/state')
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual({
    ok: true,
    result: {
      instance_id: '',
      encoder: { type: 'HW', quality: 0 },
      source: {
        resolution: { width: 0, height: 0 },
        online: false,
        desired_fps: 0,
        captured_fps: 0,
      },
      stream: { queued_fps: 0, clients: 0, clients_stat: {} },
    },
  })
})

test('without a camera there is no state to tell', async () => {
  expect(await problem(get(app({ cameras: new Cameras() }), '/state'))).toMatchObject({
    code: 'NO_SUCH_CAMERA',
  })
})

test.each([
  ['', {}],
  ['key=a', { key: 'a' }],
  ['extra_headers=1', { extra_headers: true }],
  ['advance_headers=1', { advance_headers: true }],
  ['dual_final_frames=1', { dual_final_frames: true }],
  ['zero_data=1', { zero_data: true }],
  ['extra_headers=1&zero_data=1&key=b', { extra_headers: true, zero_data: true, key: 'b' }],
  ['advance_headers=1&dual_final_frames=1', { advance_headers: true, dual_final_frames: true }],
  ['advance_headers=0&zero_data=0', {}],
  // Early headers leave no room for others, as there.
  ['advance_headers=1&extra_headers=1', { advance_headers: true }],
])('a viewer with "%s" is listed with %j', async (query, wishes) => {
  const { url, port } = await server()
  const wire = new Wire(port).ask(`GET /stream?${query} HTTP/1.0`)
  await wire.until((received) => received.includes('--frame\r\n'))
  const { clients, clients_stat: listed } = (await states(url)).result.stream
  expect(clients).toBe(1)
  const off = { extra_headers: false, advance_headers: false, dual_final_frames: false }
  expect(Object.values(listed)).toEqual([{ fps: 0, ...off, zero_data: false, key: '0', ...wishes }])
})

test('its values are those of the moment', async () => {
  const feed = Object.assign(new Feed(tinyJpeg({ width: 48, height: 32 })), { interval: 40 })
  const desk = camera('desk', feed)
  const { url, port } = await server({ cameras: new Cameras([desk, camera('door')]) })
  const wire = new Wire(port).ask('GET /stream?key=a HTTP/1.0')
  await wire.parts(1)
  expect((await states(url)).result).toMatchObject({
    source: { resolution: { width: 48, height: 32 }, online: true, desired_fps: 25 },
    stream: { clients: 1 },
  })
  const other = new Wire(port).ask('GET /cameras/door/stream HTTP/1.0')
  await other.parts(1)
  // Others watch another camera.
  expect((await states(url)).result.stream.clients).toBe(1)
  await wire.cut()
  await viewers(desk, 0)
  expect((await states(url)).result.stream).toEqual({ queued_fps: 0, clients: 0, clients_stat: {} })
})

test('rates are whole numbers, and those of the stream', async () => {
  const feed = new Feed()
  const { url, port } = await server({ cameras: new Cameras([camera('desk', feed)]) })
  const wire = new Wire(port).ask('GET /stream?key=a HTTP/1.0')
  let shade = 0
  const giving = setInterval(() => feed.give(tinyJpeg({ shade: shade++ % 256 })), 20)
  try {
    // A rate is the difference between two looks, a second apart.
    let result = (await states(url)).result
    while (result.stream.queued_fps === 0 || result.source.captured_fps === 0) {
      await wire.parts(indicesIn(wire.received) + 1)
      result = (await states(url)).result
    }
    const [client] = Object.values(result.stream.clients_stat)
    expect(client?.fps).toBe(result.stream.queued_fps)
    expect(Number.isInteger(result.stream.queued_fps)).toBe(true)
    expect(Number.isInteger(result.source.captured_fps)).toBe(true)
  } finally {
    clearInterval(giving)
  }
})

test('who gives a key finds itself by the cookie', async () => {
  const { url, port } = await server()
  const wires = ['one', 'two'].map((key) => new Wire(port).ask(`GET /stream?key=${key} HTTP/1.0`))
  for (const [place, wire] of wires.entries()) {
    const received = await wire.parts(1)
    const cookie = header(received, 'set-cookie') ?? ''
    const [, key = '', id = '', rest] =
      /^stream_client=([^/]*)\/([0-9a-f]+)(; .*)$/.exec(cookie) ?? []
    expect([key, rest]).toEqual([['one', 'two'][place], '; path=/; max-age=30; samesite=lax'])
    expect((await states(url)).result.stream.clients_stat[id]?.key).toBe(key)
  }
})

test.each([
  ['a;b', 'a%3Bb'],
  ['a/b c', 'a%2Fb%20c'],
  ['', ''],
])('the key %j cannot break out of the cookie', async (key, written) => {
  const response = await get(app(), `/stream?key=${encodeURIComponent(key)}`)
  expect(response.headers.get('set-cookie')).toMatch(
    new RegExp(`^stream_client=${written}/[0-9a-f]{12}; path=/; max-age=30`),
  )
  await response.body?.cancel()
})

test('the state has a key as the cookie has it', async () => {
  const { url, port } = await server()
  await new Wire(port).ask("GET /stream?key=%22+it's(1)%C3%A9 HTTP/1.0").parts(1)
  const [listed] = Object.values((await states(url)).result.stream.clients_stat)
  expect(listed?.key).toBe('%22%20it%27s%281%29%C3%A9')
})

test('with a key a body is refused as without', async () => {
  const { port } = await server()
  for (const path of ['/stream', '/stream?key=a']) {
    const wire = new Wire(port).ask(`GET ${path} HTTP/1.1`, 'Host: localhost', 'Content-Length: 9')
    expect(await wire.until((text) => text.includes('}'))).toContain('BODY_REFUSED')
  }
})

test('who gives none is given no cookie', async () => {
  const response = await get(app(), '/stream')
  expect(response.headers.get('set-cookie')).toBeNull()
  await response.body?.cancel()
})

test('with a key every parameter of the stream is checked all the same', async () => {
  expect(await problem(get(app(), '/stream?key=a&fps=0'))).toMatchObject({ parameter: 'fps' })
  expect(await problem(get(app(), '/stream?key=a&width=1'))).toMatchObject({ status: 501 })
  expect(await problem(get(app(), `/stream?key=${'a'.repeat(65)}`))).toMatchObject({
    parameter: 'key',
  })
})

test("each part has uStreamer's headers where they are asked for", async () => {
  const { port } = await server()
  const wire = new Wire(port).ask('GET /stream?key=a&extra_headers=1 HTTP/1.0')
  const received = await wire.parts(1)
  const names = ['Online', 'Dropped', 'Width', 'Height', 'Client-FPS', 'Latency', 'Send-Time']
  for (const name of names) expect(received).toContain(`\r\nX-UStreamer-${name}: `)
})

test('a snapshot says when it was taken, how large it is, and that it is live', async () => {
  const { url } = await server({
    cameras: new Cameras([camera('desk', new Feed(tinyJpeg({ width: 24, height: 16 })))]),
  })
  const { headers } = await fetch(`${url}snapshot`)
  const told = Object.fromEntries(headers)
  const moment = expect.stringMatching(/^\d+\.\d{6}$/)
  expect(told).toMatchObject({
    'content-type': 'image/jpeg',
    'x-timestamp': moment,
    'x-ustreamer-online': 'true',
    'x-ustreamer-width': '24',
    'x-ustreamer-height': '16',
    'x-ustreamer-grab-begin-timestamp': moment,
    'x-ustreamer-grab-end-timestamp': moment,
    'x-ustreamer-encode-begin-timestamp': moment,
    'x-ustreamer-encode-end-timestamp': moment,
    'x-ustreamer-send-timestamp': moment,
  })
  const at = (name: string): number => Number(told[`x-ustreamer-${name}-timestamp`])
  expect(at('grab-begin')).toBeLessThanOrEqual(at('send'))
})

test('a placeholder is a snapshot that is not online', async () => {
  const desk = camera('desk', unplugged, { placeholder: cardPlaceholder() })
  using _ = desk.subscribe()
  while (desk.broadcast.placeholder?.placeholder !== 'lost') await new Promise(setImmediate)
  const { headers } = await get(app({ cameras: new Cameras([desk]) }), '/snapshot?placeholder=1')
  expect(headers.get('x-placeholder')).toBe('lost')
  expect(headers.get('x-ustreamer-online')).toBe('false')
  expect(headers.get('x-ustreamer-width')).toBe('640')
})

test('a reader that has the picture gets no other, and HEAD the headers alone', async () => {
  const of = app()
  const first = await get(of, '/snapshot')
  const tag = first.headers.get('etag') ?? ''
  expect((await get(of, '/snapshot', { headers: { 'if-none-match': tag } })).status).toBe(304)
  const head = await get(of, '/snapshot', { method: 'HEAD' })
  expect([head.status, head.body]).toEqual([200, null])
  const state = await get(of, '/state', { method: 'HEAD' })
  expect([state.status, state.body]).toEqual([200, null])
})

test("the snapshot's parameters are those of this server", async () => {
  expect(await problem(get(app(), '/snapshot?wait=101'))).toMatchObject({ parameter: 'wait' })
})

/** How many parts came. */
function indicesIn(received: string): number {
  return received.split('X-Frame-Index: ').length - 1
}
