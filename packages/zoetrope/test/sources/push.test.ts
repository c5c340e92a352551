import { expect, onTestFinished, test } from 'vitest'
import { Camera, type CameraOptions } from '../../src/camera/camera.ts'
import type { CameraState } from '../../src/camera/state.ts'
import { ZoetropeError } from '../../src/errors.ts'
import { type PushSource, type PushSourceOptions, pushSource } from '../../src/sources/push.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A camera that is always on, whose frames are pushed. */
function pushed(options: PushSourceOptions = {}, how: CameraOptions = { always: true }) {
  const source = pushSource(options)
  const camera = new Camera('phone', source, { linger: 0, ...how })
  onTestFinished(() => camera.close())
  return { source, camera }
}

/** Resolves when the camera is in that state. */
async function becomes(camera: Camera, state: CameraState): Promise<void> {
  while (camera.state !== state) {
    await new Promise<void>((resolve) => {
      const cancel = camera.onChange(() => {
        cancel()
        resolve()
      })
    })
  }
}

/** A camera that somebody published to, and who. */
async function live(source: PushSource, camera: Camera, name = 'lou') {
  await becomes(camera, 'lost')
  const publisher = source.attach({ name })
  await publisher.push(tinyJpeg())
  expect(camera.state).toBe('live')
  return publisher
}

test('until somebody publishes the camera is lost, and says that nobody does', async () => {
  const { camera } = pushed()
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('nobody publishes to it yet')
})

test('what is pushed is published byte for byte, with its time and number, and the publisher learns which frame it is', async () => {
  const { source, camera } = pushed()
  await becomes(camera, 'lost')
  const publisher = source.attach({ name: 'lou' })
  const jpeg = tinyJpeg({ bytes: 5000 })
  const frame = await publisher.push(jpeg, { capturedAt: 1_700_000_000_000, index: 7 })
  expect(frame).toMatchObject({ index: 7, capturedAt: 1_700_000_000_000 })
  expect(camera.broadcast.newest?.jpeg).toEqual(jpeg)
  expect(await publisher.push(tinyJpeg())).toMatchObject({ index: 8 })
})

test('what is no picture is refused with its flaw, and the next is fine', async () => {
  const { source, camera } = pushed()
  const publisher = await live(source, camera)
  const broken = publisher.push(tinyJpeg().subarray(0, 40))
  await expect(broken).rejects.toMatchObject({ code: 'INVALID_FRAME' })
  expect(await publisher.push(tinyJpeg())).toMatchObject({ index: 1 })
  expect(camera.rejected).toBe(1)
})

test('of two frames at once the newer is published, and the publisher of the other is told', async () => {
  const { source, camera } = pushed()
  const publisher = await live(source, camera)
  const [first, second] = [publisher.push(tinyJpeg()), publisher.push(tinyJpeg({ shade: 9 }))]
  expect(await first).toBe('newer')
  expect(await second).toMatchObject({ index: 1, jpeg: tinyJpeg({ shade: 9 }) })
})

test.each([
  ['left', 'left' as const],
  ['vanished', 'vanished' as const],
])(
  'when the publisher has %s the camera is lost and says so; it is live with the first frame of the next one',
  async (_, how) => {
    const { source, camera } = pushed()
    const publisher = await live(source, camera)
    await publisher.push(tinyJpeg())
    publisher.close(how)
    await becomes(camera, 'lost')
    expect(camera.reason).toBe(`the publisher lou ${how}`)
    await expect(publisher.push(tinyJpeg())).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
    const next = source.attach({ name: 'kim' })
    await next.push(tinyJpeg())
    expect(camera.state).toBe('live')
    expect(camera.reason).toBeUndefined()
  },
)

test('a publisher that falls silent is ended, and the camera is lost and says so', async () => {
  const { source, camera } = pushed({ timeout: 100 })
  await becomes(camera, 'lost')
  const ended = new Promise<ZoetropeError>((resolve) => {
    void source.attach({ name: 'lou', onEnd: resolve }).push(tinyJpeg())
  })
  expect(await ended).toMatchObject({ code: 'TIMEOUT' })
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher lou fell silent')
  expect(source.publisher).toBeUndefined()
})

test('a second publisher is refused by name, and the first goes on', async () => {
  const { source, camera } = pushed()
  const publisher = await live(source, camera)
  expect(() => source.attach({ name: 'kim' })).toThrow(
    new ZoetropeError('REFUSED', 'lou is publishing to it already'),
  )
  expect(() => source.visit('kim')).toThrow('lou is publishing')
  expect(await publisher.push(tinyJpeg())).toMatchObject({ index: 1 })
})

test('a second publisher takes over where that is the rule: the first is told, and the camera stays live', async () => {
  const { source, camera } = pushed({ onSecond: 'replace' })
  await becomes(camera, 'lost')
  const ends: string[] = []
  const first = source.attach({ name: 'lou', onEnd: ({ message }) => ends.push(message) })
  await first.push(tinyJpeg())
  const states: CameraState[] = []
  camera.onChange(({ to }) => states.push(to))
  const second = source.attach({ name: 'kim' })
  await second.push(tinyJpeg())
  expect(ends).toEqual(['kim has taken over'])
  expect(states).toEqual([])
  await expect(first.push(tinyJpeg())).rejects.toThrow('kim has taken over')
  // Its connection closes only now.
  first.close()
  expect(source.publisher).toBe(second)
})

test('who brings single pictures keeps nobody from publishing, and is waited for', async () => {
  const { source, camera } = pushed()
  await becomes(camera, 'lost')
  await source.visit('cron').push(tinyJpeg())
  source.visit('cron').close()
  await source.visit('other').push(tinyJpeg())
  expect(camera.state).toBe('live')
  const publisher = source.attach({ name: 'lou' })
  expect(await publisher.push(tinyJpeg())).toMatchObject({ index: 2 })
})

test('who has brought a single picture may keep nobody from publishing, and is waited for', async () => {
  const { source, camera } = pushed()
  const publisher = await live(source, camera)
  publisher.release()
  publisher.close()
  expect(source.publisher).toBe(publisher)
  expect(camera.state).toBe('live')
  expect(source.attach({ name: 'kim' }).isLasting).toBe(true)
})

test('while nobody looks a publisher that can be told is told, and its silence means nothing', async () => {
  const { source, camera } = pushed({ timeout: 100 }, {})
  const told: boolean[] = []
  const publisher = source.attach({ name: 'lou', onPause: (isPaused) => told.push(isPaused) })
  expect(publisher.isPaused).toBe(true)
  expect(await publisher.push(tinyJpeg())).toBe('unwatched')
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(publisher.error).toBeUndefined()
  const subscription = camera.subscribe()
  await becomes(camera, 'starting')
  while (publisher.isPaused) await new Promise((resolve) => setImmediate(resolve))
  await publisher.push(tinyJpeg())
  expect(await subscription.read()).toMatchObject({ index: 0 })
  subscription.close()
  await becomes(camera, 'idle')
  while (!publisher.isPaused) await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual([false, true])
})

test('who sends nothing that can be shown is as good as silent', async () => {
  const { source, camera } = pushed({ timeout: 200 })
  const publisher = await live(source, camera)
  const sending = setInterval(
    () => void publisher.push(tinyJpeg().subarray(0, 40)).catch(() => {}),
    20,
  )
  await becomes(camera, 'lost')
  clearInterval(sending)
  expect(camera.reason).toBe('the publisher lou fell silent')
})

test('who has sent nothing yet keeps nobody from publishing, and its end is no loss', async () => {
  const { source, camera } = pushed({ timeout: 150 })
  await becomes(camera, 'lost')
  const ended = new Promise<ZoetropeError>((resolve) => {
    source.attach({ name: 'shy', onEnd: resolve })
  })
  const publisher = source.attach({ name: 'lou' })
  await publisher.push(tinyJpeg())
  const sending = setInterval(() => void publisher.push(tinyJpeg()), 20)
  expect(await ended).toMatchObject({ code: 'TIMEOUT' })
  expect(camera.state).toBe('live')
  expect(source.publisher).toBe(publisher)
  clearInterval(sending)
})

test('nor does it make a picture live whose publisher has left', async () => {
  const { source, camera } = pushed()
  await becomes(camera, 'lost')
  const shy = source.attach({ name: 'shy' })
  const publisher = source.attach({ name: 'lou' })
  await publisher.push(tinyJpeg())
  publisher.close()
  await becomes(camera, 'lost')
  expect(camera.reason).toBe('the publisher lou left')
  expect(await shy.push(tinyJpeg())).toMatchObject({ index: 1 })
  expect(camera.state).toBe('live')
})

test('closing ends the publisher and refuses others, once', async () => {
  const { source, camera } = pushed()
  await becomes(camera, 'lost')
  const ends: string[] = []
  const lou = source.attach({ name: 'lou', onEnd: ({ code }) => ends.push(code) })
  await lou.push(tinyJpeg())
  source.close()
  source.close()
  expect(ends).toEqual(['CLOSED'])
  expect(() => source.attach({ name: 'kim' })).toThrow('the camera is closed')
})

test('frames beyond 240 a second are skipped', async () => {
  const { source, camera } = pushed()
  const publisher = await live(source, camera)
  const outcomes: unknown[] = []
  for (let count = 0; count < 1000; count += 1) outcomes.push(await publisher.push(tinyJpeg()))
  expect(outcomes.filter((one) => one === 'rate').length).toBeGreaterThan(100)
  expect(camera.broadcast.published).toBeGreaterThan(479)
})

test('a number beyond reason is not believed, so that indices stay exact', async () => {
  const { source, camera } = pushed()
  const publisher = await live(source, camera)
  expect(await publisher.push(tinyJpeg(), { index: Number.MAX_SAFE_INTEGER })).toMatchObject({
    index: 1,
  })
})

test.each([
  [{ timeout: 5 }, 'timeout'],
  [{ timeout: Number.NaN }, 'timeout'],
])('an option out of range is refused: %j', (options, name) => {
  expect(() => pushSource(options)).toThrow(`Expected ${name} to be`)
})
