import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import type { Captured } from '../../src/broadcast/captured.ts'
import { Camera } from '../../src/camera/camera.ts'
import { derive } from '../../src/camera/derive.ts'
import { until } from '../../src/until.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const jpeg = tinyJpeg()

/** A camera that gives one picture each time it is asked to. */
function still(name: string): Camera {
  return new Camera(
    name,
    {
      interval: Number.POSITIVE_INFINITY,
      async *open(signal) {
        yield jpeg
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      },
    },
    { linger: 0 },
  )
}

test('makes a picture of each new frame, with its index and the time of its capture', async () => {
  const input = new Broadcast()
  const output = new Broadcast()
  input.publish(jpeg, { index: 4, capturedAt: 1234 })
  const piped = output.pipe(derive(input, (frame) => tinyJpeg({ shade: frame.index })))
  const first = await output.next()
  expect([first.index, first.capturedAt, first.jpeg]).toEqual([4, 1234, tinyJpeg({ shade: 4 })])
  input.publish(jpeg, { index: 9 })
  expect((await output.next()).jpeg).toEqual(tinyJpeg({ shade: 9 }))
  input.close()
  expect(await piped).toBe(2)
})

test('the inputs run while somebody looks at what is derived from them, and no longer', async () => {
  await using left = still('left')
  await using right = still('right')
  await using both = new Camera(
    'both',
    derive([left, right], async () => jpeg),
    { linger: 0 },
  )
  expect([left.state, right.state]).toEqual(['idle', 'idle'])
  const frames = both.subscribe()
  await frames.read()
  expect([left.viewers, right.viewers, both.state]).toEqual([1, 1, 'live'])
  const idle = Promise.all([left, right].map(becomesIdle))
  frames.close()
  await idle
  expect([left.viewers, right.viewers]).toEqual([0, 0])
})

test('several inputs are waited for, and the picture is as old as the oldest of them', async () => {
  const [left, right, output] = [new Broadcast(), new Broadcast(), new Broadcast()]
  const source = derive([left, right], ([one, other]) => {
    expect([one.capturedAt, other.capturedAt]).toEqual([2000, 1000])
    return jpeg
  })
  const piped = output.pipe(source)
  left.publish(jpeg, 2000)
  await new Promise(setImmediate)
  expect([output.published, source.awaited]).toEqual([0, 'a frame of the broadcast'])
  right.publish(jpeg, { capturedAt: 1000, index: 7 })
  const frame = await output.next()
  expect([frame.capturedAt, frame.index, source.awaited]).toEqual([1000, 0, undefined])
  right.close()
  await piped
})

test('works on one picture at a time, and takes the newest then', async () => {
  const input = new Broadcast()
  const output = new Broadcast()
  const made: number[] = []
  let working = 0
  const piped = output.pipe(
    derive(input, async (frame) => {
      expect(++working).toBe(1)
      for (let n = 0; n < 3; n++) await new Promise(setImmediate)
      working -= 1
      made.push(frame.index)
      return frame.jpeg
    }),
  )
  input.publish(jpeg)
  await new Promise(setImmediate) // it is at work now
  for (let n = 0; n < 5; n++) input.publish(jpeg)
  while (made.length < 2) await output.next()
  expect(made).toEqual([0, 5])
  input.close()
  await piped
})

test('undefined leaves a picture out', async () => {
  const input = new Broadcast()
  const output = new Broadcast()
  const piped = output.pipe(derive(input, ({ index, jpeg }) => (index === 1 ? undefined : jpeg)))
  for (let n = 0; n < 3; n++) {
    input.publish(jpeg)
    await new Promise(setImmediate)
  }
  input.close()
  expect(await piped).toBe(2)
  expect(output.frames().map(({ index }) => index)).toEqual([0, 2])
})

test('an error is the camera’s reason; it goes on with the next try', async () => {
  const input = new Broadcast()
  input.publish(jpeg)
  let tries = 0
  await using camera = new Camera(
    'grey',
    derive(input, () => {
      tries += 1
      if (tries === 1) throw new Error('out of paint')
      return jpeg
    }),
  )
  const reasons: (string | undefined)[] = []
  camera.onChange(({ to, reason }) => to === 'lost' && reasons.push(reason))
  await camera.next()
  expect(reasons).toEqual(['out of paint'])
})

test('what has no live picture is waited for, or missing where that is allowed', async () => {
  const clock = new HandClock()
  const [left, right] = [new Broadcast({ clock }), new Broadcast({ clock, staleAfter: 100 })]
  const [whole, partial] = [new Broadcast(), new Broadcast()]
  const seen: string[] = []
  const pipes = [
    whole.pipe(derive([left, right], () => jpeg)),
    partial.pipe(
      derive(
        [left, right],
        ([one, other]) => {
          seen.push(`${one?.index} ${other?.index}`)
          return jpeg
        },
        { partial: true },
      ),
    ),
  ]
  left.publish(jpeg)
  await partial.next()
  const next = Promise.all([whole.next(), partial.next()])
  right.publish(jpeg)
  await next
  clock.advance(200)
  left.publish(jpeg)
  await partial.next()
  expect(seen).toEqual(['0 undefined', '0 0', '1 undefined'])
  expect(whole.published).toBe(1)
  right.close()
  expect(await pipes[0]).toBe(1)
  left.publish(jpeg)
  await partial.next()
  left.close()
  expect(await pipes[1]).toBe(4)
})

test('an input that was closed before is named', async () => {
  const left = still('left')
  await left.close()
  const piped = new Broadcast().pipe(derive([left, new Broadcast()], () => jpeg))
  await expect(piped).rejects.toThrow('Cannot derive pictures: left closed before')
})

test('a cycle stands still, be it short or long', async () => {
  const [one, other, third] = [new Broadcast(), new Broadcast(), new Broadcast()]
  const abort = new AbortController()
  const { signal } = abort
  const same = ({ jpeg }: { jpeg: Uint8Array }): Uint8Array => jpeg
  const pipes = [
    one.pipe(derive(one, same), { signal }),
    other.pipe(derive(third, same), { signal }),
    third.pipe(derive(other, same), { signal }),
  ]
  one.publish(jpeg)
  third.publish(jpeg)
  for (let n = 0; n < 20; n++) await new Promise(setImmediate)
  expect([one.published, other.published, third.published]).toEqual([2, 1, 2])
  abort.abort()
  await Promise.all(pipes)
})

test('an abort ends it while it waits, works or rests, and leaves no listener', async () => {
  const input = new Broadcast()
  const never = new Promise<never>(() => {})
  for (const make of [() => jpeg, () => never]) {
    const abort = new AbortController()
    const source = derive(input, make, { fps: 0.001 })
    const seen: Captured[] = []
    const reading = (async () => {
      const pictures = until(abort.signal, source.open(abort.signal), 10)
      for await (const captured of pictures) if ('jpeg' in captured) seen.push(captured)
    })()
    input.publish(jpeg)
    await new Promise(setImmediate)
    abort.abort()
    await reading
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
  }
})

test('a picture that is never made keeps no input running once nobody wants it', async () => {
  await using input = still('input')
  const never = new Promise<never>(() => {})
  const abort = new AbortController()
  const pictures = derive(input, () => never).open(abort.signal)
  void pictures[Symbol.asyncIterator]().next()
  await input.next()
  expect(input.viewers).toBe(1)
  abort.abort()
  expect(input.viewers).toBe(0)
})

test('so many pictures a second at most, and of the newest frame then', async () => {
  const input = new Broadcast()
  const output = new Broadcast()
  const piped = output.pipe(derive(input, ({ jpeg }) => jpeg, { fps: 50 }))
  const timer = setInterval(() => input.publish(jpeg), 1)
  while (output.published < 5) await output.next()
  clearInterval(timer)
  expect(input.published).toBeGreaterThan(2 * output.published)
  input.close()
  await piped
  expect(() => derive(input, () => jpeg, { fps: 0 })).toThrow('Expected fps to be more than 0')
})

test('says what it is derived from', async () => {
  await using left = still('left')
  expect(derive([left, new Broadcast()], () => jpeg).label).toBe('derived from left, a broadcast')
})

function becomesIdle(camera: Camera): Promise<void> {
  return new Promise((resolve) => {
    camera.onChange(({ to }) => to === 'idle' && resolve())
  })
}
