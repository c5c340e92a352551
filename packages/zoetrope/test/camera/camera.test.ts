import { getEventListeners } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { Camera, type CameraChange, type CameraOptions } from '../../src/camera/camera.ts'
import type { Source } from '../../src/camera/source.ts'
import type { CameraState } from '../../src/camera/state.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A source that counts how often it is opened and released, and does what `script` says. */
class Scripted implements Source {
  opened = 0
  released = 0
  interval: number | undefined
  returned: (() => void) | undefined
  #script: (attempt: number, signal: AbortSignal) => AsyncIterable<Uint8Array<ArrayBuffer>>

  constructor(
    script: (attempt: number, signal: AbortSignal) => AsyncIterable<Uint8Array<ArrayBuffer>>,
  ) {
    this.#script = script
  }

  async *open(signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    this.opened += 1
    try {
      yield* this.#script(this.opened, signal)
    } finally {
      this.released += 1
    }
  }

  onReturn(wake: () => void): () => void {
    this.returned = wake
    return () => {
      this.returned = undefined
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** One frame, then silence until it is stopped. */
async function* oneFrame(_: number, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield tinyJpeg()
  await aborted(signal)
}

function make(source: Source, options: CameraOptions = {}): Camera {
  const camera = new Camera('test', source, { linger: 0, ...options })
  onTestFinished(() => camera.close())
  return camera
}

function becomes(camera: Camera, state: CameraState): Promise<CameraChange> {
  return new Promise((resolve) => {
    const cancel = camera.onChange((change) => {
      if (change.to !== state) return
      cancel()
      resolve(change)
    })
  })
}

test('does nothing until somebody wants pictures', () => {
  const source = new Scripted(oneFrame)
  const camera = make(source)
  expect([camera.state, source.opened]).toEqual(['idle', 0])
})

test('opens the source once, however many look', async () => {
  const source = new Scripted(oneFrame)
  const camera = make(source)
  const readers = Array.from({ length: 20 }, () => camera.subscribe({ as: 'viewer' }))
  const frames = await Promise.all(readers.map((reader) => reader.read()))
  expect(frames.every((frame) => frame?.index === 0)).toBe(true)
  expect([source.opened, camera.viewers, camera.state]).toEqual([1, 20, 'live'])
})

test('lingers, then releases the source when the last one left', async () => {
  const source = new Scripted(oneFrame)
  const camera = make(source)
  const first = camera.subscribe()
  const second = camera.subscribe()
  await first.read()
  first.close()
  expect(camera.state).toBe('live')
  const idle = becomes(camera, 'idle')
  second.close()
  await idle
  await camera.close()
  expect([source.opened, source.released]).toEqual([1, 1])
})

test('somebody who comes back within the linger time finds the source running', async () => {
  const source = new Scripted(oneFrame)
  const camera = make(source, { linger: 3_600_000 })
  const first = camera.subscribe()
  await first.read()
  first.close()
  const again = camera.subscribe()
  expect((await again.read())?.index).toBe(0)
  expect([source.opened, source.released]).toEqual([1, 0])
})

test('a new run waits until the one before has let go of the device', async () => {
  let held = 0
  let most = 0
  const source = new Scripted(async function* (_, signal) {
    held += 1
    most = Math.max(most, held)
    yield tinyJpeg()
    await aborted(signal)
    await new Promise((resolve) => setTimeout(resolve, 20))
    held -= 1
  })
  const camera = make(source)
  const first = camera.subscribe()
  await first.read()
  const idle = becomes(camera, 'idle')
  first.close()
  await idle
  const live = becomes(camera, 'live')
  const second = camera.subscribe()
  await live
  expect([source.opened, most]).toEqual([2, 1])
  second.close()
})

test('always keeps it on without anybody', async () => {
  const source = new Scripted(oneFrame)
  const camera = make(source, { always: true })
  await becomes(camera, 'live')
  camera.subscribe().close()
  expect(camera.state).toBe('live')
  expect(source.opened).toBe(1)
})

test('a source that ends or fails is opened again, and its readers stay connected', async () => {
  const source = new Scripted(async function* (attempt, signal) {
    yield tinyJpeg({ shade: attempt })
    if (attempt === 1) return
    if (attempt === 2) throw new Error('the cable was pulled')
    await aborted(signal)
  })
  const camera = make(source)
  const changes: string[] = []
  camera.onChange(({ from, to, reason }) => changes.push(`${from} > ${to}: ${reason ?? ''}`))
  const reader = camera.subscribe({ pace: 'every' })
  const indices = [await reader.read(), await reader.read(), await reader.read()]
  expect(indices.map((frame) => frame?.index)).toEqual([0, 1, 2])
  expect(new Set(indices.map((frame) => frame?.epoch)).size).toBe(1)
  expect(changes).toEqual([
    'idle > starting: ',
    'starting > live: ',
    'live > lost: the source ended',
    'lost > live: ',
    'live > lost: the cable was pulled',
    'lost > live: ',
  ])
})

test('says why it was lost, and stays lost through failed attempts', async () => {
  const source = new Scripted((attempt) => {
    throw new Error(`attempt ${attempt} failed`)
  })
  const camera = make(source)
  const release = camera.demand()
  const change = await becomes(camera, 'lost')
  expect(change.reason).toBe('attempt 1 failed')
  const { since } = camera
  source.returned?.()
  while (source.opened < 2) await new Promise(setImmediate)
  expect([camera.state, camera.since]).toEqual(['lost', since])
  release()
})

test('a device that returns is opened at once, without waiting for the next retry', async () => {
  const source = new Scripted(async function* (attempt, signal) {
    if (attempt < 8) throw new Error('unplugged')
    yield* oneFrame(attempt, signal)
  })
  const camera = make(source)
  const live = becomes(camera, 'live')
  const release = camera.demand()
  // Seven retries by the clock alone would take over half a minute.
  const poke = setInterval(() => source.returned?.(), 1)
  await live
  clearInterval(poke)
  expect(source.opened).toBe(8)
  release()
})

test('counts what is no JPEG, and goes on', async () => {
  const source = new Scripted(async function* (_, signal) {
    yield new Uint8Array([1, 2, 3])
    yield tinyJpeg()
    await aborted(signal)
  })
  const camera = make(source)
  expect((await camera.subscribe().read())?.index).toBe(0)
  expect(camera.rejected).toBe(1)
})

test('takes time stamps and numbers from the source', async () => {
  const source: Source = {
    async *open(signal) {
      yield { jpeg: tinyJpeg(), capturedAt: 5000, index: 7 }
      await aborted(signal)
    },
  }
  const frame = await make(source).subscribe().read()
  expect([frame?.capturedAt, frame?.index]).toEqual([5000, 7])
})

test('close ends readers, releases the source, and may be called twice', async () => {
  const source = new Scripted(oneFrame)
  const camera = make(source)
  const reader = camera.subscribe()
  await reader.read()
  const read = reader.read()
  await Promise.all([camera.close(), camera.close()])
  expect(await read).toBeUndefined()
  expect([camera.state, source.released]).toEqual(['closed', 1])
  expect(() => camera.subscribe()).toThrow(expect.objectContaining({ code: 'CLOSED' }))
})

test('one signal ends everything and keeps no listener', async () => {
  const stop = new AbortController()
  const source = new Scripted(oneFrame)
  const camera = make(source, { signal: stop.signal })
  await camera.subscribe().read()
  stop.abort()
  await camera.close()
  expect([camera.state, source.released]).toEqual(['closed', 1])
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
})

test('a camera made with an aborted signal is closed and opens nothing', () => {
  const source = new Scripted(oneFrame)
  const camera = make(source, { signal: AbortSignal.abort(), always: true })
  expect([camera.state, source.opened]).toEqual(['closed', 0])
})

test('a camera that is closed by whoever hears of its first viewer opens nothing', async () => {
  const source = new Scripted(oneFrame)
  const camera = make(source)
  camera.onWatched(() => void camera.close())
  camera.demand('viewer')
  await new Promise((resolve) => setImmediate(resolve))
  expect([camera.state, source.opened]).toEqual(['closed', 0])
})

test('releasing a demand twice counts once', async () => {
  const camera = make(new Scripted(oneFrame), { linger: 3_600_000 })
  const release = camera.demand('viewer')
  camera.demand('viewer')
  release()
  release()
  expect(camera.viewers).toBe(1)
})

test.each(['', 'Front', 'a b', '-x', 'ö', 'a/b', 'x'.repeat(65)])(
  'refuses the name "%s"',
  (name) => {
    expect(() => new Camera(name, new Scripted(oneFrame))).toThrow(RangeError)
  },
)

test('silence that is normal for the source does not make its picture stale', async () => {
  const source = new Scripted(oneFrame)
  source.interval = 60_000
  const camera = make(source)
  await camera.subscribe().read()
  expect(camera.broadcast.staleAfter).toBe(300_000)
})

test('its picture is stale all the same once the source is gone, or at rest', async () => {
  const source = new Scripted(async function* (attempt, signal) {
    yield* attempt === 1 ? [tinyJpeg()] : oneFrame(attempt, signal)
  })
  source.interval = Number.POSITIVE_INFINITY
  const camera = make(source)
  const release = camera.demand()
  await becomes(camera, 'lost')
  expect(camera.broadcast.staleAfter).toBe(10_000)
  await becomes(camera, 'live')
  expect(camera.broadcast.staleAfter).toBe(Number.POSITIVE_INFINITY)
  release()
  await becomes(camera, 'idle')
  camera.demand()
  expect(camera.broadcast.staleAfter).toBe(10_000)
})

test('a picture that is stale by the rhythm of its source does not become fresh by a new start', async () => {
  const source = new Scripted((attempt, signal) => {
    if (attempt === 1) return oneFrame(attempt, signal)
    expect(camera.broadcast.staleAfter).toBe(2000)
    return oneFrame(attempt, signal)
  })
  source.interval = 30
  const camera = make(source)
  const release = camera.demand()
  await becomes(camera, 'live')
  release()
  await becomes(camera, 'idle')
  camera.demand()
  await becomes(camera, 'live')
  expect(source.opened).toBe(2)
})

test('a source whose onReturn throws is retried by the clock', async () => {
  const source = new Scripted(async function* (attempt, signal) {
    if (attempt > 1) yield* oneFrame(attempt, signal)
  })
  source.onReturn = () => {
    throw new Error('cannot watch for it')
  }
  const notes: string[] = []
  const camera = make(source, { note: (text) => notes.push(text) })
  expect((await camera.subscribe().read())?.index).toBe(0)
  expect(notes).toEqual(['the source ended', 'cannot watch for it'])
})

test('releasing twice does not make a camera linger longer', async () => {
  const camera = make(new Scripted(oneFrame), { linger: 50 })
  const release = camera.demand()
  await becomes(camera, 'live')
  release()
  const again = setInterval(release, 1)
  await becomes(camera, 'idle')
  clearInterval(again)
})

test('somebody who looks while the camera closes does not start it again', async () => {
  const source = new Scripted(oneFrame)
  const { open } = source
  let refused: unknown
  const camera = make({
    open(signal) {
      signal.addEventListener('abort', () => {
        try {
          camera.demand()
        } catch (error) {
          refused = error
        }
      })
      return open.call(source, signal)
    },
  })
  await camera.subscribe().read()
  await camera.close()
  expect(refused).toMatchObject({ code: 'CLOSED' })
  expect(source.opened).toBe(1)
})
