import { expect, test } from 'vitest'
import { Cameras, type Source } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, get, problem } from './makers.ts'

test.each([
  '/cameras/desk/snapshot.jpg',
  '/cameras/desk/snapshot',
  '/snapshot.jpg',
  '/snapshot',
  '/?action=snapshot',
  '/snapshot?cacheBust=17',
])('%s starts an idle camera and is its first frame', async (path) => {
  const jpeg = tinyJpeg({ shade: 9 })
  const desk = camera('desk', new Feed(jpeg))
  const response = await get(app({ cameras: new Cameras([desk]) }), path)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': `${jpeg.length}`,
    'cache-control': 'no-store, no-cache, must-revalidate',
    'x-frame-index': '0',
    'x-frame-epoch': desk.broadcast.epoch,
    'x-timestamp': expect.stringMatching(/^\d+\.\d{6}$/),
  })
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(jpeg)
})

test('HEAD has the same headers and no body', async () => {
  const response = await get(app(), '/snapshot', { method: 'HEAD' })
  expect(response.headers.get('content-length')).toBe(`${tinyJpeg().length}`)
  expect(response.body).toBeNull()
})

/** A snapshot of a camera that shows `later` as soon as the question waits. */
async function shade(query: string, later: number): Promise<number | undefined> {
  const feed = new Feed(tinyJpeg({ shade: 0 }))
  const desk = camera('desk', feed)
  const of = app({ cameras: new Cameras([desk]) })
  await get(of, '/snapshot')
  const answer = get(of, `/snapshot?${query}`)
  for (let n = 1; n <= later; n++) feed.give(tinyJpeg({ shade: n }))
  return Number((await answer).headers.get('x-frame-index'))
}

test('after waits for a frame with a larger index', async () => {
  expect(await shade('after=-1', 0)).toBe(0)
  expect(await shade('after=0', 1)).toBe(1)
})

test('max_age 0 waits for a frame captured after the question', async () => {
  expect(await shade('max_age=60000', 0)).toBe(0)
  expect(await shade('max_age=0&after=0', 1)).toBe(1)
})

test('since takes seconds with decimals', async () => {
  expect(await shade('since=1700000000.123456', 0)).toBe(0)
})

test('wait passes frames over', async () => {
  expect(await shade('wait=0', 0)).toBe(0)
  expect(await shade('wait=1', 1)).toBe(1)
})

test.each([
  ['max_age', '-1', 'a whole number of milliseconds from 0 to 86400000'],
  ['max_age', '86400001', 'a whole number of milliseconds from 0 to 86400000'],
  ['max_age', '1.5', 'a whole number of milliseconds from 0 to 86400000'],
  ['max_age', '', 'a whole number of milliseconds from 0 to 86400000'],
  ['max_age', '0x10', 'a whole number of milliseconds from 0 to 86400000'],
  ['max_age', '1e3', 'a whole number of milliseconds from 0 to 86400000'],
  ['after', '-2', 'a whole number from -1 to 9007199254740991'],
  ['after', '9007199254740993', 'a whole number from -1 to 9007199254740991'],
  ['since', '-0.5', 'a number of seconds since the Unix epoch from 0 to 253402300799'],
  ['since', 'yesterday', 'a number of seconds since the Unix epoch from 0 to 253402300799'],
  ['wait', '101', 'a whole number of frames from 0 to 100'],
])('%s=%j is refused with what was expected', async (parameter, value, expected) => {
  const path = `/snapshot?${parameter}=${encodeURIComponent(value)}`
  expect(await problem(get(app(), path))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    code: 'INVALID_PARAMETER',
    detail: `Expected ${parameter} to be ${expected}, got "${value}"`,
    parameter,
    value,
    expected,
  })
})

test('of a parameter that occurs twice the first counts', async () => {
  expect((await get(app(), '/snapshot?wait=0&wait=no')).status).toBe(200)
})

test.each(['width', 'height', 'quality'])(
  '%s is refused as long as it has no effect',
  async (name) => {
    const response = problem(get(app(), `/snapshot?${name}=1`))
    expect(await response).toMatchObject({ status: 501, code: 'NOT_IMPLEMENTED', parameter: name })
  },
)

test('a camera that gives nothing is a 503 with its state and reason, and a time to come back', async () => {
  const broken = {
    async *open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      yield new Uint8Array([1, 2, 3])
      throw new Error('the plug was pulled')
    },
  }
  const ask = (source: Source): Promise<Response> =>
    get(app({ cameras: new Cameras([camera('desk', source)]) }), '/snapshot')
  // Together, since each is waited for as long as a snapshot is.
  const [silent, lost] = await Promise.all([ask(new Feed()), ask(broken)])
  expect(silent.headers.get('retry-after')).toBe('1')
  expect(await problem(Promise.resolve(silent))).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    code: 'NO_FRAME',
    detail: 'The camera desk is starting and gave no frame that meets the wish in time; try again',
    camera: 'desk',
    state: 'starting',
    reason: null,
  })
  expect(await problem(Promise.resolve(lost))).toMatchObject({
    code: 'NO_FRAME',
    state: 'lost',
    reason: 'the plug was pulled',
    detail: expect.stringContaining('lost (the plug was pulled)'),
  })
})

test('a camera that closes while it is waited for is a 503, and so is one that has', async () => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  const waiting = get(of, '/snapshot')
  await desk.close()
  expect(await problem(waiting)).toMatchObject({ status: 503, code: 'CAMERA_CLOSED' })
  expect(await problem(get(of, '/snapshot'))).toMatchObject({ code: 'CAMERA_CLOSED' })
})

test('a question that is given up lets the camera go', async () => {
  const desk = camera('desk', new Feed())
  const over = new AbortController()
  const idle = new Promise<void>((resolve) => {
    desk.onChange(({ to }) => to === 'idle' && resolve())
  })
  const answer = get(app({ cameras: new Cameras([desk]) }), '/snapshot', { signal: over.signal })
  over.abort()
  await idle
  expect((await answer).status).toBe(503)
})
