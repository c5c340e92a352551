import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import type { Supplied } from '../../src/broadcast/captured.ts'
import { Camera } from '../../src/camera/camera.ts'
import type { Frame } from '../../src/frame/frame.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const jpeg = tinyJpeg()
const never = new Promise<never>(() => {})

/** Yields `pictures`, and notes in `ends` that it was let go. */
async function* yielding(
  pictures: readonly Supplied[],
  ends: string[] = [],
): AsyncGenerator<Supplied> {
  try {
    yield* pictures
  } finally {
    ends.push('let go')
  }
}

/** A stream of `pictures`, which stays open then; notes in `ends` why it was cancelled. */
function streaming(pictures: readonly Supplied[], ends: unknown[]): ReadableStream<Supplied> {
  return new ReadableStream<Supplied>({
    start(controller) {
      for (const picture of pictures) controller.enqueue(picture)
    },
    cancel: () => void ends.push('let go'),
  })
}

function coded(code: string): unknown {
  return expect.objectContaining({ code })
}

test('publishes all that a generator yields, with what is known of it, and says how many', async () => {
  const broadcast = new Broadcast()
  const outcomes: unknown[] = []
  const pictures: Supplied[] = [
    jpeg,
    Buffer.from(jpeg),
    jpeg.slice().buffer,
    { jpeg, capturedAt: 1234, index: 9, onSettled: (outcome) => outcomes.push(outcome) },
  ]
  expect(await broadcast.pipe(yielding(pictures))).toBe(4)
  expect(broadcast.frames().map(({ index }) => index)).toEqual([0, 1, 2, 9])
  expect(broadcast.at(9).capturedAt).toBe(1234)
  expect(outcomes).toEqual([broadcast.at(9)])
})

test('takes a stream, a function and a source as well', async () => {
  const broadcast = new Broadcast()
  const stream = new ReadableStream<Supplied>({
    start(controller) {
      controller.enqueue(jpeg)
      controller.close()
    },
  })
  expect(await broadcast.pipe(stream)).toBe(1)
  expect(await broadcast.pipe(() => yielding([jpeg, jpeg]))).toBe(2)
  expect(await broadcast.pipe({ open: () => yielding([jpeg]) })).toBe(1)
  expect(broadcast.published).toBe(4)
})

test('a stream is read where streams cannot be iterated over, as in Safari', async () => {
  const broadcast = new Broadcast()
  const stream = streaming([jpeg], [])
  Object.defineProperty(stream, Symbol.asyncIterator, { value: undefined })
  const abort = new AbortController()
  const piped = broadcast.pipe(stream, { signal: abort.signal })
  await broadcast.next()
  abort.abort()
  expect(await piped).toBe(1)
})

test('a picture that is none ends it, and lets the supply go', async () => {
  const broadcast = new Broadcast()
  const ends: string[] = []
  const piped = broadcast.pipe(yielding([jpeg, Uint8Array.of(0xff), jpeg], ends))
  await expect(piped).rejects.toEqual(coded('INVALID_FRAME'))
  expect([broadcast.published, ends]).toEqual([1, ['let go']])
  await expect(broadcast.pipe(streaming([new Uint8Array()], ends))).rejects.toEqual(
    coded('INVALID_FRAME'),
  )
  expect(ends).toEqual(['let go', 'let go'])
})

test('pictures that are none are told to who wants to know, and the others go on', async () => {
  const broadcast = new Broadcast()
  const told: string[] = []
  const pictures = [jpeg, new Uint8Array(), jpeg.subarray(0, -4), jpeg]
  const onReject = ({ code }: { code: string }): void => void told.push(code)
  expect(await broadcast.pipe(yielding(pictures), { onReject })).toBe(2)
  expect(told).toEqual(['INVALID_FRAME', 'INVALID_FRAME'])
})

test('what holds no bytes is an error of the program, whoever wants to know of frames', async () => {
  const wrong: unknown = ['a text']
  // @ts-expect-error a caller without types
  const piped = new Broadcast().pipe(yielding(wrong), { onReject: () => {} })
  await expect(piped).rejects.toThrow(
    'Expected bytes (Uint8Array, Buffer, ArrayBuffer), got String',
  )
})

test('an error of the supply is thrown', async () => {
  const broadcast = new Broadcast()
  const piped = broadcast.pipe(async function* () {
    yield jpeg
    throw new Error('out of film')
  })
  await expect(piped).rejects.toThrow('out of film')
  expect(broadcast.published).toBe(1)
})

test('an abort ends it and lets the supply go, though that waits and ignores the signal', async () => {
  const broadcast = new Broadcast()
  const { signal, ...stop } = stopping()
  const ends: string[] = []
  const deaf: AsyncIterable<Supplied> = {
    [Symbol.asyncIterator]: () => ({
      next: () => never,
      return: async () => {
        ends.push('let go')
        return { done: true, value: undefined }
      },
    }),
  }
  const pipes = [
    broadcast.pipe(deaf, { signal }),
    broadcast.pipe(streaming([], ends), { signal }),
    broadcast.pipe((stopped) => waiting(stopped, ends), { signal }),
  ]
  await new Promise(setImmediate) // until they have begun
  stop.abort()
  expect(await Promise.all(pipes)).toEqual([0, 0, 0])
  expect(ends).toEqual(['let go', 'let go', 'let go'])
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('an abort beforehand opens nothing, and lets go what is open already', async () => {
  const broadcast = new Broadcast()
  const signal = AbortSignal.abort()
  const ends: string[] = []
  const opener = (): never => expect.unreachable()
  expect(await broadcast.pipe(opener, { signal })).toBe(0)
  expect(await broadcast.pipe({ open: opener }, { signal })).toBe(0)
  expect(await broadcast.pipe(streaming([jpeg], ends), { signal })).toBe(0)
  expect(ends).toEqual(['let go'])
})

test('the end of the broadcast ends it; one that is over takes nothing', async () => {
  const broadcast = new Broadcast()
  const ends: string[] = []
  const piped = broadcast.pipe((signal) => waiting(signal, ends))
  await new Promise(setImmediate) // until it has begun
  broadcast.close()
  expect(await piped).toBe(0)
  await expect(broadcast.pipe(streaming([jpeg], ends))).rejects.toEqual(coded('CLOSED'))
  expect(ends).toEqual(['let go', 'let go'])
})

test('a generator that never waits leaves others their turn', async () => {
  const broadcast = new Broadcast()
  const abort = new AbortController()
  const piped = broadcast.pipe(
    async function* () {
      for (;;) yield jpeg
    },
    { signal: abort.signal },
  )
  setTimeout(() => abort.abort(), 20)
  expect(await piped).toBeGreaterThan(0)
})

test('a camera takes any generator function for its source', async () => {
  await using camera = new Camera('desk', async function* () {
    for (;;) yield Buffer.from(jpeg)
  })
  using frames = camera.subscribe()
  expect((await frames.read())?.jpeg).toEqual(jpeg)
  expect(camera.state).toBe('live')
})

test('a piped frame’s bytes may be used again for the next one', async () => {
  const broadcast = new Broadcast()
  const buffer = tinyJpeg({ shade: 1 })
  const frames: Frame[] = []
  broadcast.onPulse(() => frames.push(...broadcast.frames().slice(-1)))
  await broadcast.pipe(async function* () {
    yield buffer
    buffer.set(tinyJpeg({ shade: 2 }))
    yield buffer
  })
  expect(frames.map((frame) => frame.jpeg)).toEqual([
    tinyJpeg({ shade: 1 }),
    tinyJpeg({ shade: 2 }),
  ])
})

async function* waiting(signal: AbortSignal, ends: string[]): AsyncGenerator<Supplied> {
  try {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  } finally {
    ends.push('let go')
  }
}

function stopping(): { signal: AbortSignal; abort: () => void } {
  const control = new AbortController()
  return { signal: control.signal, abort: () => control.abort() }
}
