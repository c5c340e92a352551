import { expect, test } from 'vitest'
import { Cameras, type Source } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { app, camera, Feed, get, problem } from './makers.ts'

test('the list has every camera in the order given', async () => {
  const cameras = new Cameras([camera('desk'), camera('attic')])
  const response = await get(app({ cameras }), '/cameras')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const { cameras: listed } = await response.json()
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(['desk', 'attic'])
})

test('an idle camera has nothing to tell yet, and is not started by the question', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed)
  const response = await get(app({ cameras: new Cameras([desk]) }), '/cameras/desk')
  expect(await response.json()).toEqual({
    name: 'desk',
    source: 'feed:',
    state: 'idle',
    since: desk.since,
    reason: null,
    changes: 0,
    placeholder: null,
    width: null,
    height: null,
    rate: 0,
    bytesPerSecond: 0,
    viewers: 0,
    watched: { joined: 0, sent: 0, skipped: 0, dropped: 0, bytes: 0, age: null },
    published: 0,
    rejected: 0,
    gate: {
      repaired: { eoi: 0, huffman: 0, thumbnail: 0, height: 0 },
      rejected: {},
      duplicates: 0,
    },
    controls: null,
    newest: null,
    links: {
      self: '/cameras/desk',
      stream: '/cameras/desk/stream',
      snapshot: '/cameras/desk/snapshot.jpg',
      viewer: '/cameras/desk/viewer',
      viewers: '/viewers?camera=desk',
    },
  })
  expect(feed.opened).toBe(0)
})

test('a live camera tells size, rate and the newest frame', async () => {
  const jpeg = tinyJpeg({ width: 24, height: 16 })
  const desk = camera('desk', new Feed(jpeg, jpeg))
  const of = app({ cameras: new Cameras([desk]) })
  await get(of, '/snapshot?after=0')
  const status = await (await get(of, '/cameras/desk')).json()
  const newest = desk.broadcast.newest
  expect(status).toMatchObject({ state: 'live', width: 24, height: 16, published: 2 })
  expect(status.rate).toBeGreaterThan(0)
  expect(status.bytesPerSecond).toBeGreaterThan(0)
  expect(status.newest).toMatchObject({ epoch: newest?.epoch, index: 1, bytes: jpeg.length })
  expect(status.newest.age).toBeGreaterThanOrEqual(0)
})

test('a lost camera tells why, and what is not a JPEG is counted', async () => {
  const source: Source = {
    async *open() {
      yield new Uint8Array([1, 2, 3])
      throw new Error('the plug was pulled')
    },
  }
  const desk = camera('desk', source)
  const lost = new Promise<void>((resolve) => {
    desk.onChange(({ to }) => to === 'lost' && resolve())
  })
  desk.demand()
  await lost
  const status = await (await get(app({ cameras: new Cameras([desk]) }), '/cameras/desk')).json()
  expect(status).toMatchObject({
    source: null,
    state: 'lost',
    reason: 'the plug was pulled',
    rejected: 1,
    gate: { rejected: { 'no-soi': 1 } },
  })
})

test('what the gate mended, and what came twice, is told by cause', async () => {
  const jpeg = tinyJpeg()
  const desk = camera('desk', new Feed(jpeg.slice(0, -2), jpeg))
  const of = app({ cameras: new Cameras([desk]) })
  await get(of, '/snapshot?after=0')
  const status = await (await get(of, '/cameras/desk')).json()
  expect(status).toMatchObject({
    published: 2,
    rejected: 0,
    gate: { repaired: { eoi: 1 }, rejected: {}, duplicates: 1 },
  })
})

test('a name that is not there is a 404 that lists those that are', async () => {
  const cameras = new Cameras([camera('desk'), camera('attic')])
  expect(await problem(get(app({ cameras }), '/cameras/cellar'))).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is no camera "cellar"; there are: desk, attic',
    code: 'NO_SUCH_CAMERA',
    cameras: ['desk', 'attic'],
  })
})

test('a server without cameras says so', async () => {
  const of = app({ cameras: new Cameras() })
  expect(await (await get(of, '/cameras')).json()).toEqual({ cameras: [] })
  expect(await problem(get(of, '/stream'))).toMatchObject({
    status: 404,
    code: 'NO_SUCH_CAMERA',
    detail: 'There is no camera on this server yet',
  })
})

test('a camera that is added later is there at once', async () => {
  const cameras = new Cameras()
  const of = app({ cameras })
  cameras.add(camera('late'))
  expect((await get(of, '/cameras/late')).status).toBe(200)
})
