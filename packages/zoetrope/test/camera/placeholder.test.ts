import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { Camera, type CameraOptions } from '../../src/camera/camera.ts'
import type { Scene } from '../../src/camera/placeholder.ts'
import type { Source } from '../../src/camera/source.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { Connection } from '../../src/viewer/connection.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ModelLink } from '../viewer/model-link.ts'

// Simulated time: nothing here waits for a real clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(async () => {
  // Drawings wait for one another, over all cameras: none may be left in a time that stands still.
  await vi.advanceTimersByTimeAsync(2000)
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const CARD = tinyJpeg({ shade: 99 })

/** A source that gives what it is told to: `give(jpeg)`, `fail(reason)`. */
class Told implements Source {
  readonly interval = 33
  #next: ((step: Bytes | Error | undefined) => void) | undefined

  async *open(signal: AbortSignal): AsyncGenerator<Bytes> {
    signal.addEventListener('abort', () => this.#next?.(undefined))
    while (!signal.aborted) {
      const step = await new Promise<Bytes | Error | undefined>((resolve) => {
        this.#next = resolve
      })
      if (step instanceof Error) throw step
      if (step) yield step
    }
  }

  async give(jpeg: Bytes): Promise<void> {
    this.#next?.(jpeg)
    await vi.advanceTimersByTimeAsync(0)
  }

  async fail(reason: string): Promise<void> {
    this.#next?.(new Error(reason))
    await vi.advanceTimersByTimeAsync(0)
  }
}

/** A camera with one viewer, and what was drawn. */
async function watch(options: CameraOptions = {}) {
  const source = new Told()
  const scenes: Scene[] = []
  const draw = (scene: Scene) => {
    scenes.push(scene)
    return CARD
  }
  const camera = new Camera('front', source, { linger: 0, placeholder: draw, ...options })
  onTestFinished(() => camera.close())
  const link = new ModelLink()
  const connection = new Connection(link, writePacer)
  const viewer = new Viewer(camera)
  connection.add(viewer)
  await vi.advanceTimersByTimeAsync(0)
  return { source, scenes, camera, link, connection, viewer }
}

/** The `X-Placeholder` of every part that was written; `live` where there is none. */
function shown(link: ModelLink): string[] {
  const parts = link.written.slice(1).map((bytes) => new TextDecoder('latin1').decode(bytes))
  return parts.map((part) => /X-Placeholder: (\w+)/.exec(part)?.[1] ?? 'live')
}

test('a camera that starts within a second shows no placeholder', async () => {
  const { source, link } = await watch()
  await vi.advanceTimersByTimeAsync(999)
  await source.give(tinyJpeg())
  await vi.advanceTimersByTimeAsync(1500)
  expect(shown(link)).toEqual(['live'])
})

test('a camera that takes longer to start says so, and again every second', async () => {
  const { source, link, scenes } = await watch()
  await vi.advanceTimersByTimeAsync(3000)
  expect(shown(link)).toEqual(['starting', 'starting', 'starting'])
  expect(scenes).toEqual([
    expect.objectContaining({ name: 'front', state: 'starting', width: 640, newest: undefined }),
  ])
  await source.give(tinyJpeg())
  expect(shown(link).at(-1)).toBe('live')
})

test('a camera that is lost shows its placeholder, of the size of the stream, until it is back', async () => {
  const { source, link, scenes, camera } = await watch()
  await source.give(tinyJpeg({ width: 320, height: 240 }))
  await source.fail('the cable was pulled')
  expect(camera.broadcast.placeholder).toBeUndefined()
  // Meanwhile it is opened again and fails again: it stays lost since the first time.
  const { since } = camera
  await source.fail('it is still out')
  await vi.advanceTimersByTimeAsync(1000)
  expect(scenes).toEqual([
    {
      name: 'front',
      state: 'lost',
      since,
      reason: expect.any(String),
      width: 320,
      height: 240,
      newest: expect.objectContaining({ index: 0 }),
    },
  ])
  expect(camera.broadcast.placeholder).toMatchObject({ placeholder: 'lost', index: 0 })
  await source.give(tinyJpeg())
  expect(camera.broadcast.placeholder).toBeUndefined()
  expect(shown(link)).toEqual(['live', 'lost', 'live'])
})

test('a camera that falls silent shows it at once', async () => {
  const { source, link } = await watch()
  await source.give(tinyJpeg())
  await vi.advanceTimersByTimeAsync(2001)
  expect(shown(link)).toEqual(['live', 'stalled'])
})

test('whoever comes while it is lost is shown the placeholder, not the last picture', async () => {
  const { source, camera } = await watch()
  await source.give(tinyJpeg())
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(1000)
  const link = new ModelLink()
  new Connection(link, writePacer).add(new Viewer(camera))
  expect(shown(link)).toEqual(['lost'])
})

test('readers never get a placeholder, and the ring keeps its frames', async () => {
  const { source, camera } = await watch()
  await source.give(tinyJpeg())
  const { epoch } = camera.broadcast
  const reader = camera.subscribe({ pace: 'every' })
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(5000)
  expect((await reader.read())?.index).toBe(0)
  const next = reader.read()
  await source.give(tinyJpeg())
  expect(await next).toMatchObject({ index: 1, epoch })
  expect(camera.broadcast.frames().map(({ index }) => index)).toEqual([0, 1])
  expect(camera.broadcast.published).toBe(2)
})

test('an idle camera has none, and keeps no timer for it', async () => {
  const { source, camera, connection } = await watch()
  await source.give(tinyJpeg())
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(1000)
  expect(camera.broadcast.placeholder).toBeDefined()
  connection.close()
  await vi.advanceTimersByTimeAsync(2100)
  expect([camera.state, camera.broadcast.placeholder]).toEqual(['idle', undefined])
  expect(vi.getTimerCount()).toBe(0)
})

test('one that fails, or is no JPEG, is said and does no harm', async () => {
  const notes: string[] = []
  const draw = vi.fn((): Bytes => {
    throw new Error('no ink')
  })
  const { source, link } = await watch({ placeholder: draw, note: (text) => notes.push(text) })
  await vi.advanceTimersByTimeAsync(5000)
  await source.give(tinyJpeg())
  await source.fail('gone')
  draw.mockImplementation(() => new Uint8Array(5))
  await vi.advanceTimersByTimeAsync(5000)
  await source.give(tinyJpeg())
  expect(shown(link)).toEqual(['live', 'live'])
  expect(notes).toEqual([
    'the placeholder cannot be shown: no ink',
    'gone',
    expect.stringMatching(/^the placeholder cannot be shown: Expected one complete JPEG, got 5/),
  ])
})

test('a drawing that takes until the camera is back is thrown away', async () => {
  let finish = (_: Bytes): void => {}
  const placeholder = () =>
    new Promise<Bytes>((resolve) => {
      finish = resolve
    })
  const { source, link, camera } = await watch({ placeholder })
  await source.give(tinyJpeg())
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(1000)
  await source.give(tinyJpeg())
  finish(CARD)
  await vi.advanceTimersByTimeAsync(1500)
  expect(camera.broadcast.placeholder).toBeUndefined()
  expect(shown(link)).toEqual(['live', 'live'])
})

test('what a viewer wished of frames does not hold for placeholders, and they are counted apart', async () => {
  const { source, camera } = await watch()
  const link = new ModelLink()
  const viewer = new Viewer(camera, { every: 100, maxAge: 10 })
  new Connection(link, writePacer).add(viewer)
  await source.give(tinyJpeg())
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(2000)
  expect(shown(link)).toEqual(['live', 'lost', 'lost'])
  expect([viewer.sent, viewer.placeholders, viewer.skipped, viewer.dropped]).toEqual([1, 2, 0, 0])
})

test('a viewer whose link was busy is not shown what came before the placeholder after it', async () => {
  const { source, camera } = await watch()
  await source.give(tinyJpeg())
  const link = new ModelLink(1)
  new Connection(link, writePacer).add(new Viewer(camera))
  await source.give(tinyJpeg())
  await source.give(tinyJpeg())
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(1000)
  link.drain(2)
  await source.give(tinyJpeg())
  expect(shown(link)).toEqual(['lost', 'live'])
})

test('fifty cameras that are lost at once are drawn one after the other', async () => {
  const drawn: number[] = []
  const began = performance.now()
  const draw = (): Bytes => {
    drawn.push(performance.now() - began)
    return CARD
  }
  const watched = await Promise.all(Array.from({ length: 50 }, () => watch({ placeholder: draw })))
  await vi.advanceTimersByTimeAsync(1000)
  expect(drawn).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(drawn).toHaveLength(50)
  const gaps = drawn.slice(1).map((at, n) => at - (drawn[n] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20)
  for (const { link } of watched) expect(shown(link)[0]).toBe('starting')
})

test('a drawing that never ends keeps nobody else waiting', async () => {
  await watch({ placeholder: () => new Promise(() => {}) })
  const { link } = await watch()
  await vi.advanceTimersByTimeAsync(1100)
  expect(shown(link)).toEqual(['starting'])
})

test('a viewer that has its own way to tell is not shown any', async () => {
  const { source, camera } = await watch()
  const link = new ModelLink()
  const viewer = new Viewer(camera, { placeholders: false, fps: 100 })
  new Connection(link, writePacer).add(viewer)
  await source.give(tinyJpeg())
  await source.fail('gone')
  await vi.advanceTimersByTimeAsync(5000)
  await source.give(tinyJpeg())
  expect(shown(link)).toEqual(['live', 'live'])
  expect([viewer.sent, viewer.placeholders, viewer.skipped, viewer.dropped]).toEqual([2, 0, 0, 0])
})

test('a placeholder for another state is not left standing where there is none for this one', async () => {
  const draw = ({ state }: Scene): Bytes | undefined => (state === 'stalled' ? CARD : undefined)
  const { source, camera } = await watch({ placeholder: draw })
  await source.give(tinyJpeg())
  await vi.advanceTimersByTimeAsync(2001)
  expect(camera.broadcast.placeholder?.placeholder).toBe('stalled')
  await vi.advanceTimersByTimeAsync(250)
  await source.fail('unplugged')
  await vi.advanceTimersByTimeAsync(100)
  expect([camera.state, camera.broadcast.placeholder]).toEqual(['lost', undefined])
})
