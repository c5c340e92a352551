import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Camera } from '../../src/camera/camera.ts'
import { FramesSince } from '../../src/focus/frames-since.ts'
import { nextSharpness } from '../../src/focus/next-sharpness.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

test('sharpness is the size of the next frame, not of one that is there already', async () => {
  const broadcast = new Broadcast()
  broadcast.publish(tinyJpeg())
  const measured = nextSharpness(broadcast)
  const { jpeg } = broadcast.publish(tinyJpeg({ bytes: 400 }))
  expect(await measured).toBe(jpeg.length)
})

test('a frame that was captured before the call does not count, though it comes after it', async () => {
  const broadcast = new Broadcast()
  const metric = ({ index }: { index: number }): number => index
  const measured = nextSharpness(broadcast, { metric })
  broadcast.publish(tinyJpeg(), Date.now() - 1000)
  broadcast.publish(tinyJpeg())
  expect(await measured).toBe(1)
})

test('by arrival it does, for a camera whose clock is behind', async () => {
  const broadcast = new Broadcast()
  const metric = ({ index }: { index: number }): number => index
  const measured = nextSharpness(broadcast, { metric, by: 'arrival' })
  broadcast.publish(tinyJpeg(), Date.now() - 3_600_000)
  expect(await measured).toBe(0)
})

test('it ends by time, by a signal or with the broadcast, and lets go of everything', async () => {
  const broadcast = new Broadcast()
  await expect(nextSharpness(broadcast, { timeout: 5 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  const reason = new Error('enough')
  const signal = AbortSignal.abort(reason)
  await expect(nextSharpness(broadcast, { signal })).rejects.toBe(reason)
  const measured = nextSharpness(broadcast)
  broadcast.close()
  await expect(measured).rejects.toMatchObject({ code: 'CLOSED' })
})

test('an idle camera runs for it', async () => {
  const source = {
    async *open() {
      // Captured a little after the call, as a camera does that had to start.
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        yield tinyJpeg()
      }
    },
  }
  await using camera = new Camera('test', source, { linger: 0 })
  const idle = new Promise<void>((resolve) => {
    camera.onChange(({ to }) => to === 'idle' && resolve())
  })
  expect(await nextSharpness(camera)).toBe(tinyJpeg().length)
  await idle
})

test('frames are skipped before the first one counts, and none after it', async () => {
  const broadcast = new Broadcast()
  const frames = new FramesSince(broadcast, { skip: 2 })
  for (let n = 0; n < 5; n++) broadcast.publish(tinyJpeg({ shade: n }))
  expect((await frames.next()).index).toBe(2)
  expect((await frames.next()).index).toBe(3)
})

test('while it settles, nothing counts', async () => {
  const broadcast = new Broadcast()
  const frame = new FramesSince(broadcast, { settle: 3_600_000, skip: 0, timeout: 20 }).next()
  broadcast.publish(tinyJpeg())
  await expect(frame).rejects.toMatchObject({ code: 'TIMEOUT' })
})
