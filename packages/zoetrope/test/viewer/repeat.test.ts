import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { streamResponse } from '../../src/handler/stream.ts'
import { OPENING } from '../../src/multipart/part.ts'
import { Connection } from '../../src/viewer/connection.ts'
import { defaultFraming, framingOf } from '../../src/viewer/framing.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { Viewer, type ViewerOptions } from '../../src/viewer/viewer.ts'
import { HandClock } from '../clocks.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ModelLink } from './model-link.ts'

const INTERVAL = 40

/** A source in the hands of the test, with three frames already shown, and viewers of it. */
function scene({ frames = 3, ring = {} }: { frames?: number; ring?: { capacity?: number } } = {}) {
  const clock = new HandClock()
  const broadcast = new Broadcast({ clock, ...ring })
  onTestFinished(() => broadcast.close())
  let shade = 0
  const publish = (after = INTERVAL): void => {
    clock.advance(after)
    broadcast.publish(tinyJpeg({ shade: shade++ % 256 }))
  }
  for (let n = 0; n < frames; n++) publish()
  const watch = (options: ViewerOptions = {}, link = new ModelLink()) => {
    const connection = new Connection(link, writePacer, { clock })
    onTestFinished(() => connection.close())
    const viewer = new Viewer(broadcast, { framing: framingOf({ repeats: true }), ...options })
    connection.add(viewer)
    return { viewer, link, connection, sent: () => indices(link) }
  }
  return { clock, broadcast, publish, watch }
}

/** The frames a link was written, by their index. */
function indices({ written }: ModelLink): number[] {
  const texts = written.filter((bytes) => bytes !== OPENING).map((bytes) => decoder.decode(bytes))
  return texts.map((text) => Number(/X-Frame-Index: (\d+)/.exec(text)?.[1]))
}
const decoder = new TextDecoder('latin1')

/** Resolves when the link was written so many frames. */
async function frames(link: ModelLink, count: number): Promise<void> {
  while (indices(link).length < count) await new Promise((resolve) => setTimeout(resolve, 1))
}

test('when nothing follows the last frame is sent once more, the same bytes, and then never again', async () => {
  const { clock, publish, watch } = scene()
  const { viewer, link, sent } = watch()
  publish()
  expect(sent()).toEqual([2, 3])
  clock.advance(2 * INTERVAL)
  await frames(link, 3)
  expect(sent()).toEqual([2, 3, 3])
  expect(link.written.at(-1)).toBe(link.written.at(-2))
  clock.advance(10 * INTERVAL)
  publish(0)
  expect(sent()).toEqual([2, 3, 3, 4])
  expect(viewer).toMatchObject({ sent: 3, repeated: 1, dropped: 0, skipped: 0 })
})

test('while frames come in time none is repeated', () => {
  const { publish, watch } = scene()
  const { viewer, sent } = watch()
  for (let n = 0; n < 50; n++) publish()
  expect(sent()).toEqual(Array.from({ length: 51 }, (_, at) => at + 2))
  expect(viewer.repeated).toBe(0)
})

test('the very first frame of a source is repeated when it stays alone', async () => {
  const { clock, publish, watch } = scene({ frames: 0 })
  const { link, sent } = watch()
  publish()
  clock.advance(100)
  await frames(link, 2)
  expect(sent()).toEqual([0, 0])
})

test('whoever joins while it is quiet gets the frame twice at once', () => {
  const { clock, watch } = scene()
  clock.advance(1000)
  expect(watch().sent()).toEqual([2, 2])
})

test('a viewer that did not ask for it is not sent a frame twice, not even at the close', () => {
  const { clock, broadcast, publish, watch } = scene()
  const { viewer, link, sent } = watch({ framing: framingOf({}) })
  const other = watch()
  publish()
  clock.advance(1000)
  other.link.drain(9)
  broadcast.close()
  expect(sent()).toEqual([2, 3])
  expect(other.sent()).toEqual([2, 3, 3])
  expect([viewer.repeated, link.ended]).toEqual([0, 1])
})

test('the close sends the last frame once more, and ends after it', () => {
  const { broadcast, publish, watch } = scene()
  const { link, sent } = watch()
  publish()
  broadcast.close()
  expect(sent()).toEqual([2, 3, 3])
  expect(link.ended).toBe(1)
})

test('the close of a broadcast that is quiet already sends nothing more', () => {
  const { clock, broadcast, watch } = scene()
  clock.advance(1000)
  const { link, sent } = watch()
  broadcast.close()
  expect(sent()).toEqual([2, 2])
  expect(link.ended).toBe(1)
})

test('a link that is busy at the close gets the newest frame, then again, then its end', () => {
  const { broadcast, publish, watch } = scene()
  const { link, sent } = watch({}, new ModelLink(2))
  publish()
  broadcast.close()
  expect([sent(), link.ended]).toEqual([[2], 0])
  link.drain()
  expect([sent(), link.ended]).toEqual([[2, 3], 0])
  link.drain(2)
  expect([sent(), link.ended]).toEqual([[2, 3, 3], 1])
})

test('a link that was busy when it fell quiet gets its repeat when it has room', () => {
  const { clock, publish, watch } = scene()
  const { link, sent } = watch({}, new ModelLink(2))
  publish()
  clock.advance(1000)
  link.drain()
  expect(sent()).toEqual([2, 3])
  link.drain()
  expect(sent()).toEqual([2, 3, 3])
})

test('a new frame goes before a repeat', () => {
  const { clock, publish, watch } = scene()
  const { link, sent } = watch({}, new ModelLink(2))
  clock.advance(1000)
  publish(0)
  link.drain(2)
  expect(sent()).toEqual([2, 3])
})

test('a viewer that wishes few frames is shown each at once, though the source never rests', () => {
  const { publish, watch } = scene()
  const { viewer, sent } = watch({ fps: 1 })
  for (let n = 0; n < 24; n++) publish()
  expect(sent()).toEqual([2, 2])
  for (let n = 0; n < 4; n++) publish()
  expect(viewer).toMatchObject({ sent: 2, repeated: 2, dropped: 0 })
  expect(new Set(sent()).size).toBe(2)
})

test('a frame that became too old for its viewer is not repeated', () => {
  const { clock, broadcast, publish, watch } = scene()
  const { viewer, link, sent } = watch({ maxAge: 500 }, new ModelLink(2))
  publish()
  link.drain()
  clock.advance(1000)
  link.drain(9)
  broadcast.close()
  expect(sent()).toEqual([2, 3])
  expect(viewer).toMatchObject({ repeated: 0, dropped: 0 })
  expect(link.ended).toBe(1)
})

test('a frame that left the ring is not repeated, and the stream ends all the same', () => {
  const { broadcast, watch } = scene()
  const { link, sent } = watch()
  broadcast.reset()
  broadcast.close()
  expect(sent()).toEqual([2])
  expect(link.ended).toBe(1)
})

test('repeats are no frames in its rate', () => {
  const { broadcast, publish, watch } = scene({ frames: 0 })
  const { viewer } = watch()
  publish()
  publish()
  const { rate } = viewer.rate
  broadcast.close()
  expect(viewer.repeated).toBe(1)
  expect(viewer.rate.rate).toBeLessThanOrEqual(rate)
})

test('a viewer that left listens to nothing any more', () => {
  const { publish, watch } = scene()
  const before = timers()
  const { connection } = watch()
  publish()
  expect(timers()).toBeGreaterThan(before)
  connection.close()
  // What is left is the connections' own, which look after all of them.
  expect(timers()).toBe(before)
})

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

describe('a stream that says nothing for seconds', () => {
  test('sends its last frame again, and again, to viewers that need no repeat otherwise', () => {
    const { clock, publish, watch } = scene()
    const { viewer, link, connection, sent } = watch({ framing: defaultFraming })
    publish()
    const look = (after: number): void => {
      clock.advance(after)
      connection.keepAlive()
    }
    look(3999)
    expect(sent()).toEqual([2, 3])
    look(1)
    look(0)
    expect(sent()).toEqual([2, 3, 3])
    look(4000)
    expect(sent()).toEqual([2, 3, 3, 3])
    expect(link.written.at(-1)).toBe(link.written.at(-2))
    publish()
    look(3000)
    expect(sent()).toEqual([2, 3, 3, 3, 4])
    expect(viewer).toMatchObject({ sent: 3, repeated: 2, dropped: 0, skipped: 0 })
  })

  test('keeps to the wish of who wants frames more seldom than that', () => {
    const { publish, watch } = scene()
    const { connection, sent } = watch({ framing: defaultFraming, fps: 0.1 })
    for (let n = 0; n < 125; n++) publish()
    connection.keepAlive()
    expect(sent()).toEqual([2])
  })

  test('waits for a link that is busy, and sends what is new before', () => {
    const { clock, publish, watch } = scene()
    const { link, connection, sent } = watch({ framing: defaultFraming }, new ModelLink(2))
    clock.advance(5000)
    connection.keepAlive()
    publish(0)
    expect(sent()).toEqual([2])
    link.drain(2)
    expect(sent()).toEqual([2, 3])
  })

  test('shows nothing again that a placeholder has taken the place of', () => {
    const { clock, broadcast, watch } = scene()
    const { connection, link } = watch({ framing: defaultFraming })
    broadcast.showPlaceholder(tinyJpeg(), { meaning: 'lost', capturedAt: 0 })
    broadcast.hidePlaceholder()
    clock.advance(5000)
    connection.keepAlive()
    expect(indices(link)).toHaveLength(2)
  })

  test('sends nothing where there was no frame, or no repeat is wished for', () => {
    const { clock, watch } = scene({ frames: 0 })
    const { link, connection } = watch({ framing: defaultFraming })
    clock.advance(5000)
    connection.keepAlive()
    expect(indices(link)).toEqual([])
    const other = scene()
    const once = other.watch({ framing: framingOf({ repeats: false }) })
    other.clock.advance(5000)
    once.connection.keepAlive()
    expect(once.sent()).toEqual([2])
  })

  test('is kept alive to the reader of a body as well', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { broadcast } = scene()
    const { body } = streamResponse(broadcast, new Request('http://camera.example/stream'))
    const reader = body?.getReader()
    onTestFinished(() => void reader?.cancel())
    await reader?.read()
    const first = await reader?.read()
    const again = reader?.read()
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await again)?.value).toEqual(first?.value)
  })
})
