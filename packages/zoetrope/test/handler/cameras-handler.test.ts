import { expect, test } from 'vitest'
import { Camera } from '../../src/camera/camera.ts'
import { Cameras } from '../../src/camera/cameras.ts'
import { camerasHandler } from '../../src/handler/handler.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ask, problem } from './asking.ts'

const still = {
  async *open(signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield tinyJpeg()
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  },
}

test('the list has every camera, and links that lead to it', async () => {
  await using cameras = new Cameras([new Camera('desk', still), new Camera('hall', still)])
  const handler = camerasHandler(cameras)
  const { cameras: list } = await (await ask(handler, '/')).json()
  expect(list).toMatchObject([
    { name: 'desk', state: 'idle', viewers: 0, newest: null },
    { name: 'hall', state: 'idle' },
  ])
  for (const link of Object.values<string>(list[1].links)) {
    const { pathname } = new URL(link, 'http://here.example/')
    const response = await ask(handler, pathname)
    expect([link, response.status]).toEqual([link, 200])
    await response.body?.cancel()
  }
})

test('asking for the list starts nothing', async () => {
  await using camera = new Camera('desk', still)
  await ask(camerasHandler(new Cameras([camera])), '/')
  expect(camera.state).toBe('idle')
})

test('below its name a camera has what a broadcast has', async () => {
  await using cameras = new Cameras([new Camera('desk', still)])
  const handler = camerasHandler(cameras, { base: '/live' })
  const response = await ask(handler, '/live/desk/snapshot.jpg')
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(tinyJpeg())
  const { frames } = await (await ask(handler, '/live/desk/frames')).json()
  expect(frames).toHaveLength(1)
})

test('a name that there is not is a 404; one that comes later is there then', async () => {
  await using cameras = new Cameras()
  const handler = camerasHandler(cameras)
  const missing = problem(ask(handler, '/desk/snapshot.jpg'))
  expect(await missing).toMatchObject({ status: 404, code: 'NO_SUCH_CAMERA' })
  cameras.add(new Camera('desk', still))
  expect((await ask(handler, '/desk/snapshot.jpg')).status).toBe(200)
})

test('a camera that gives nothing says why', async () => {
  await using camera = new Camera(
    'desk',
    {
      // biome-ignore lint/correctness/useYield: it never gives anything
      async *open(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
        throw new Error('the plug was pulled')
      },
    },
    { linger: 3_600_000 },
  )
  const lost = new Promise((resolve) => camera.onChange(({ to }) => to === 'lost' && resolve(to)))
  camera.demand()
  await lost
  const answer = problem(ask(camerasHandler(new Cameras([camera])), '/desk/frames/next?timeout=0'))
  expect(await answer).toMatchObject({
    ...{ status: 503, code: 'NO_FRAME', camera: 'desk', state: 'lost' },
    reason: 'the plug was pulled',
  })
})

test('the limit of viewers is for all cameras together', async () => {
  await using cameras = new Cameras([new Camera('desk', still), new Camera('hall', still)])
  const handler = camerasHandler(cameras, { maxViewers: 1 })
  const first = await ask(handler, '/desk')
  expect((await ask(handler, '/hall')).status).toBe(503)
  await first.body?.cancel()
})
