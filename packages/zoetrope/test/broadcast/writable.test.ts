import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import type { Supplied } from '../../src/broadcast/captured.ts'
import { Sink } from '../../src/broadcast/writable.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const jpeg = tinyJpeg()

function coded(code: string): unknown {
  return expect.objectContaining({ code })
}

test('each chunk is one frame, and the end of the stream is not the end of the broadcast', async () => {
  const broadcast = new Broadcast()
  const writer = broadcast.writable.getWriter()
  await writer.write(jpeg)
  await writer.write({ jpeg: Buffer.from(jpeg), capturedAt: 1234 })
  await writer.close()
  expect(broadcast.frames().map(({ index }) => index)).toEqual([0, 1])
  expect(broadcast.at(1).capturedAt).toBe(1234)
  expect(broadcast.closed).toBe(false)
  await broadcast.writable.getWriter().write(jpeg)
  expect(broadcast.published).toBe(3)
})

test('there is one for everybody who asks', async () => {
  const broadcast = new Broadcast()
  const writers = [broadcast.writable, broadcast.writable].map((stream) => stream.getWriter())
  await Promise.all(writers.map((writer) => writer.write(jpeg)))
  expect(broadcast.published).toBe(2)
})

test('a picture that is none breaks the stream, and the next one is whole again', async () => {
  const broadcast = new Broadcast()
  const writer = broadcast.writable.getWriter()
  await expect(writer.write(new Uint8Array())).rejects.toEqual(coded('INVALID_FRAME'))
  writer.releaseLock()
  await broadcast.writable.getWriter().write(jpeg)
  expect(broadcast.published).toBe(1)
})

test('what another copy of the library refuses is told like any other', async () => {
  // As bundlers make it: one error class per copy, with the same codes.
  class Foreign extends Error {
    override readonly name = 'ZoetropeError'
    readonly code = 'INVALID_FRAME'
  }
  const theirs = new Broadcast()
  theirs.publish = () => {
    throw new Foreign('Expected one complete JPEG')
  }
  const told: string[] = []
  const sink = new Sink(theirs, ({ message }) => told.push(message))
  await new WritableStream(sink).getWriter().write(jpeg)
  expect(told).toEqual(['Expected one complete JPEG'])
})

test('what is piped into it is let go when the broadcast closes, though nothing comes', async () => {
  const broadcast = new Broadcast()
  const reasons: unknown[] = []
  const silent = new ReadableStream<Supplied>({ cancel: (reason) => void reasons.push(reason) })
  const piped = silent.pipeTo(broadcast.writable)
  broadcast.close()
  await expect(piped).rejects.toEqual(coded('CLOSED'))
  expect(reasons).toEqual([coded('CLOSED')])
  await expect(broadcast.writable.getWriter().write(jpeg)).rejects.toEqual(coded('CLOSED'))
})

test('an aborted pipe leaves no listener behind', async () => {
  const broadcast = new Broadcast()
  const listeners: string[] = []
  const { onPulse } = broadcast
  broadcast.onPulse = (listener) => {
    listeners.push('on')
    const cancel = onPulse.call(broadcast, listener)
    return () => {
      listeners.push('off')
      cancel()
    }
  }
  const abort = new AbortController()
  const silent = new ReadableStream<Supplied>()
  const piped = silent.pipeTo(broadcast.writable, { signal: abort.signal })
  abort.abort()
  await expect(piped).rejects.toThrow()
  expect(listeners).toEqual(['on', 'off'])
})
