import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Supplied } from '../../src/broadcast/captured.ts'
import type { Supply } from '../../src/broadcast/supply.ts'
import { readFrames } from '../../src/client/frames.ts'
import { type IterableOptions, iterableResponse } from '../../src/handler/iterable.ts'
import { deliver } from '../../src/node/deliver.ts'
import type { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** Yields `count` pictures, and notes what was asked of it. */
function film(
  count: number,
  asked: string[] = [],
): (signal: AbortSignal) => AsyncGenerator<Supplied> {
  return async function* (signal) {
    try {
      for (let n = 0; n < count; n++) {
        asked.push(`${n}`)
        yield tinyJpeg({ shade: n % 256 })
      }
    } finally {
      asked.push(signal.aborted ? 'let go' : 'ended')
    }
  }
}

const get = new Request('http://localhost/stream')

async function shades(response: Response): Promise<number> {
  let count = 0
  for await (const { jpeg } of readFrames(response)) {
    expect(jpeg).toEqual(tinyJpeg({ shade: count % 256 }))
    count += 1
  }
  return count
}

/** Serves `pictures` over the socket itself, and says where. */
async function serve(pictures: Supply, options?: IterableOptions): Promise<string> {
  const server = createServer((_, outgoing) => {
    deliver(iterableResponse(pictures, get, options), outgoing)
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // a port, as it listens on one
}

test('is a stream of all that the iterable yields, and ends with it', async () => {
  const response = iterableResponse(film(20), get)
  expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(await shades(response)).toBe(20)
})

test('loses none over a socket either, whatever the pace', async () => {
  const asked: string[] = []
  expect(await shades(await fetch(await serve(film(50, asked))))).toBe(50)
  expect(asked.at(-1)).toBe('ended')
})

test('takes an iterable or a stream as it is, and needs no request', async () => {
  const { signal } = new AbortController()
  expect(await shades(iterableResponse(film(3)(signal)))).toBe(3)
  const stream = new ReadableStream<Supplied>({
    start(controller) {
      controller.enqueue({ jpeg: Buffer.from(tinyJpeg({ shade: 0 })), capturedAt: 1234 })
      controller.close()
    },
  })
  const text = await iterableResponse(stream).text()
  expect(text).toContain('X-Timestamp: 1.234000')
})

test('nothing is asked for before the viewer reads, and then no picture that it does not take', async () => {
  const asked: string[] = []
  const response = iterableResponse(film(100, asked), get)
  await new Promise(setImmediate)
  expect(asked).toEqual([])
  const reader = response.body?.getReader() ?? expect.unreachable()
  await reader.read() // the opening
  expect(asked).toEqual([])
  await reader.read()
  await reader.read()
  await new Promise(setImmediate) // whoever asked ahead would have by now
  expect(asked).toEqual(['0', '1'])
  await reader.cancel()
  expect(asked).toEqual(['0', '1', 'let go'])
})

test('a generator that fails is heard of by who runs the program, if nobody else listens', async () => {
  const heard = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => heard.mockRestore())
  const error = new Error('the scene is lost')
  // biome-ignore lint/correctness/useYield: it never gives anything
  const failing = async function* (): AsyncGenerator<Supplied> {
    throw error
  }
  expect(await shades(iterableResponse(failing, get))).toBe(0)
  expect(heard.mock.calls).toEqual([[error]])
})

test('a viewer that leaves has the iterable let go, though it waits and ignores the signal', async () => {
  const gone = new EventEmitter()
  const deaf: AsyncIterable<Supplied> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        gone.emit('gone')
        return { done: true, value: undefined }
      },
    }),
  }
  const abort = new AbortController()
  const response = await fetch(await serve(() => deaf), { signal: abort.signal })
  expect(response.status).toBe(200)
  abort.abort()
  await once(gone, 'gone')
})

test('every response has a generator of its own', async () => {
  let opened = 0
  const pictures = (signal: AbortSignal): AsyncGenerator<Supplied> => {
    opened += 1
    return film(2)(signal)
  }
  expect(await shades(iterableResponse(pictures, get))).toBe(2)
  expect(await shades(iterableResponse(pictures, get))).toBe(2)
  expect(opened).toBe(2)
})

test('HEAD gets the headers, and opens nothing', async () => {
  const head = new Request('http://localhost/stream', { method: 'HEAD' })
  const response = iterableResponse(() => expect.unreachable(), head)
  expect([response.body, response.headers.get('x-accel-buffering')]).toEqual([null, 'no'])
})

test('an error ends the stream, cleanly and after what came before it, and is told', async () => {
  const told: unknown[] = []
  const note = (error: unknown): void => void told.push(error)
  const torn = async function* (): AsyncGenerator<Supplied> {
    yield tinyJpeg({ shade: 0 })
    throw new Error('out of film')
  }
  expect(await shades(iterableResponse(torn, get, { onError: note }))).toBe(1)
  expect(told).toEqual([new Error('out of film')])
  const failing = (): never => {
    throw new Error('no camera')
  }
  expect(await shades(iterableResponse(failing, get, { onError: note }))).toBe(0)
  expect(told).toEqual([new Error('out of film'), new Error('no camera')])
})

test('a picture that is none ends the stream, unless somebody wants to know of it', async () => {
  const pictures = async function* (): AsyncGenerator<Supplied> {
    yield tinyJpeg({ shade: 0 })
    yield new Uint8Array(9)
    yield tinyJpeg({ shade: 1 })
  }
  const told: unknown[] = []
  const note = (error: unknown): void => void told.push(codeOf(error))
  expect(await shades(iterableResponse(pictures, get, { onError: note }))).toBe(1)
  expect(await shades(iterableResponse(pictures, get, { onReject: note }))).toBe(2)
  expect(told).toEqual(['INVALID_FRAME', 'INVALID_FRAME'])
})

test('a generator that never waits leaves others their turn, also where all are taken', async () => {
  const endless = film(Number.POSITIVE_INFINITY)
  const abort = new AbortController()
  const response = await fetch(await serve(endless), {
    signal: abort.signal,
  })
  let frames = 0
  for await (const _ of readFrames(response, { signal: abort.signal })) {
    frames += 1
    if (frames === 500) abort.abort()
  }
  expect(frames).toBeGreaterThanOrEqual(500)
})

test('whoever wants to know of viewers hears of them, and wishes are kept: the last picture is shown', async () => {
  const heard: string[] = []
  const options = {
    every: 2,
    onJoin: (viewer: Viewer) => void heard.push(`${viewer.connection?.pacing}`),
    onLeave: (viewer: Viewer) =>
      void heard.push(`${viewer.sent} of ${viewer.sent + viewer.skipped}`),
  }
  await iterableResponse(film(10), get, options).text()
  expect(heard).toEqual(['pull', '6 of 10'])
})

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error
}
