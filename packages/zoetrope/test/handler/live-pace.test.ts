/** The pace of `/live`, in simulated time. @module */
import { afterEach, expect, test, vi } from 'vitest'
import { Camera } from '../../src/camera/camera.ts'
import { LiveSession } from '../../src/handler/live-session.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ModelWay, type Shown, simulateTime, type WayOptions } from './model-way.ts'

const FRAME = 47_000
const INTERVAL = 1000 / 30

afterEach(() => {
  vi.useRealTimers()
})

/** A camera that shows what is published on its broadcast. */
function silent(name = 'desk'): Camera {
  return new Camera(name, { async *open() {} }, { linger: 3_600_000 })
}

interface Run extends WayOptions {
  seconds: number
  bytes?: number
  cameras?: Camera[]
  /** Called at every frame, with the time in seconds. */
  each?: (way: ModelWay, second: number) => void
}

async function run({ seconds, bytes = FRAME, cameras = [silent()], each, ...options }: Run) {
  const way = new ModelWay(options)
  const session = new LiveSession(way, {
    cameraOf: (name) => cameras.find((camera) => camera.name === name),
  })
  way.connect((text) => session.receive(text))
  for (const { name } of cameras) session.receive(`{"type":"subscribe","camera":"${name}"}`)
  const jpeg = tinyJpeg({ bytes })
  for (let frame = 0; frame * INTERVAL < seconds * 1000; frame += 1) {
    each?.(way, (frame * INTERVAL) / 1000)
    if (!way.hasVanished) session.live()
    for (const { broadcast } of cameras) broadcast.publish(jpeg)
    await vi.advanceTimersByTimeAsync(INTERVAL)
  }
  session.gone()
  return way
}

/** Frames per second that the way can carry, and the least possible median age. */
function possible({ rate, delay, bytes = FRAME, display = 0 }: Run): { fps: number; age: number } {
  const wire = (bytes * 8000 * 1500) / 1448 / rate
  const slowest = Math.max(wire, display)
  const waiting = slowest > INTERVAL ? INTERVAL / 2 : 0
  return { fps: 1000 / Math.max(slowest, INTERVAL), age: delay + wire + waiting }
}

function rateOf(frames: Shown[]): number {
  return ((frames.length - 1) * 1000) / ((frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0))
}

function median(frames: Shown[]): number {
  const ages = frames.map(({ age }) => age).sort((a, b) => a - b)
  return ages[Math.floor(ages.length / 2)] ?? Number.NaN
}

test.each([
  ['a slow link', { rate: 2e6, delay: 25 }],
  ['a long link', { rate: 8e6, delay: 100 }],
  ['a slow and long link', { rate: 1e6, delay: 100 }],
  ['a slow link and small frames', { rate: 1e6, delay: 5, bytes: 17_000 }],
  ['a fast and long link', { rate: 50e6, delay: 100 }],
  ['a fast link', { rate: 50e6, delay: 1 }],
  ['large frames', { rate: 20e6, delay: 100, bytes: 280_000 }],
  ['large frames over a slow link', { rate: 3e6, delay: 50, bytes: 280_000 }],
  ['a screen that is slower than the link', { rate: 50e6, delay: 25, display: 100 }],
  ['a screen that is nearly as slow as the link', { rate: 8e6, delay: 100, display: 45 }],
  ['acknowledgements that are not punctual', { rate: 2e6, delay: 25, display: 16, jitter: 16 }],
  ['a long way that is not punctual', { rate: 8e6, delay: 100, display: 10, jitter: 20 }],
])(
  'through a proxy that takes everything, over %s, frames are fresh and the way is used',
  async (_, way) => {
    simulateTime()
    const options = { ...way, seconds: 30 }
    const frames = (await run(options)).from(3000)
    const { fps, age } = possible(options)
    expect(median(frames)).toBeLessThan(age + 1.5 * 2 * way.delay)
    expect(rateOf(frames)).toBeGreaterThan(0.9 * fps)
  },
)

test('many other ways are as good, but for the little that frames come early', async () => {
  const bad: string[] = []
  for (const rate of [1e6, 3e6, 10e6, 30e6]) {
    for (const delay of [10, 50, 150]) {
      for (const [bytes, display, jitter] of [
        [17_000, 0, 0],
        [47_000, 10, 8],
        [120_000, 40, 10],
      ] as const) {
        simulateTime()
        const options = { rate, delay, bytes, display, jitter, seconds: 16 }
        const frames = (await run(options)).from(4000)
        const { fps, age } = possible(options)
        const isFresh = median(frames) < 1.05 * age + 1.5 * 2 * delay + 10
        if (!isFresh || rateOf(frames) < 0.95 * fps) bad.push(JSON.stringify(options))
      }
    }
  }
  expect(bad).toEqual([])
}, 60_000) // five seconds of reckoning where nothing else runs

test.each([
  ['slower', { rate: 8e6, later: 0.8e6, delay: 25 }],
  ['slower, far away', { rate: 8e6, later: 0.8e6, delay: 100 }],
  ['slower, though fast', { rate: 50e6, later: 5e6, delay: 25 }],
  ['faster', { rate: 0.8e6, later: 8e6, delay: 25 }],
  ['faster, far away', { rate: 0.8e6, later: 8e6, delay: 100 }],
  ['very fast', { rate: 5e6, later: 50e6, delay: 100 }],
])(
  'a link that becomes ten times %s is as good as one that always was',
  async (_, { later, ...way }) => {
    simulateTime()
    const change = (model: ModelWay, second: number): void => {
      if (second >= 10) model.rate = later
    }
    const options = { ...way, seconds: 35 }
    const frames = (await run({ ...options, each: change })).from(15_000)
    const { fps, age } = possible({ ...options, rate: later })
    expect(median(frames)).toBeLessThan(age + 1.5 * 2 * way.delay)
    expect(rateOf(frames)).toBeGreaterThan(0.9 * fps)
  },
)

test('until the first acknowledgement one frame is under way, and no other ever follows without one', async () => {
  simulateTime()
  const silence = (model: ModelWay): void => {
    model.acknowledges = false
  }
  const way = await run({ rate: 8e6, delay: 25, seconds: 20, each: silence })
  expect(way.shown).toHaveLength(1)
})

test('a viewer that stops acknowledging is sent no more, and ended after a minute', async () => {
  const stop = (model: ModelWay, second: number): void => {
    model.acknowledges = second < 10
  }
  for (const [seconds, isEnded] of [
    [65, false],
    [75, true],
  ] as const) {
    simulateTime()
    const way = await run({ rate: 8e6, delay: 25, seconds, each: stop })
    expect(way.from(11_000)).toHaveLength(0)
    expect(way.terminated).toBe(isEnded)
  }
})

test('a viewer that gives no sign of life any more is gone within 30 s', async () => {
  const vanish = (model: ModelWay, second: number): void => {
    model.acknowledges = second < 10
    model.hasVanished = second >= 10
  }
  for (const [seconds, isEnded] of [
    [30, false],
    [40, true],
  ] as const) {
    simulateTime()
    const way = await run({ rate: 8e6, delay: 25, seconds, each: vanish })
    expect(way.terminated).toBe(isEnded)
  }
})

test('a viewer that shows again after a pause gets the newest frame first', async () => {
  simulateTime()
  const camera = silent()
  const doze = (model: ModelWay, second: number): void => {
    const wasAsleep = !model.acknowledges
    model.acknowledges = second < 10 || second > 40
    if (wasAsleep && model.acknowledges) model.showLast()
  }
  const way = await run({ rate: 8e6, delay: 25, seconds: 45, cameras: [camera], each: doze })
  const first = way.from(39_000)[0]
  expect(first?.age).toBeLessThan(200)
})

test('cameras share the way evenly, and each is fresh', async () => {
  simulateTime()
  const cameras = ['a', 'b', 'c'].map(silent)
  const frames = (await run({ rate: 8e6, delay: 50, seconds: 30, cameras })).from(3000)
  const counts = cameras.map(({ name }) => frames.filter(({ camera }) => camera === name).length)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2)
  expect(rateOf(frames)).toBeGreaterThan(0.9 * possible({ rate: 8e6, delay: 50, seconds: 30 }).fps)
  expect(median(frames)).toBeLessThan(possible({ rate: 8e6, delay: 50, seconds: 30 }).age + 150)
})

test.each([
  ['a', 'b'],
  // The very first frame of the connection is one that is never shown.
  ['b', 'a'],
])(
  'a camera whose frames are not shown gets no more of them; the others go on (%s first)',
  async (...names) => {
    simulateTime()
    const cameras = names.map(silent)
    const hide = (model: ModelWay): void => {
      model.hidden = 'b'
    }
    const way = await run({ rate: 8e6, delay: 50, seconds: 20, cameras, each: hide })
    expect(way.shown.filter(({ camera }) => camera === 'b').length).toBeLessThanOrEqual(2)
    const frames = way.from(3000)
    expect(rateOf(frames)).toBeGreaterThan(
      0.9 * possible({ rate: 8e6, delay: 50, seconds: 20 }).fps,
    )
  },
)
