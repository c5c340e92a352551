import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { bytes, head, MULTIPART, rawServer } from '../client/raw-server.ts'
import { fetches, jpegs, one, stream, through, watch } from './watching.ts'

/** A picture as a plain answer. */
function picture(jpeg: Uint8Array, ...lines: string[]): Bytes {
  const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, ...lines]
  return bytes(head('200 OK', ...fields), jpeg)
}

describe.each(fetches)('with $name', ({ fetch }) => {
  const source = through(fetch)

  describe('the connection is closed', () => {
    test.each([
      ['a stream', bytes(head('200 OK', MULTIPART), stream)],
      ['a picture', picture(one)],
    ])('when the reader leaves %s', async (_, answer) => {
      const server = await rawServer((_asked, socket) => socket.write(answer))
      expect(await jpegs(source(server.origin), { frames: 1 })).toEqual([one])
      await server.idle()
    })

    test.each([
      ['before the answer', bytes()],
      ['in the head', bytes('HTTP/1.1 200 OK\r\n')],
      ['before the first frame', bytes(head('200 OK', MULTIPART))],
      ['in mid-frame', bytes(head('200 OK', MULTIPART), stream.subarray(0, 400))],
      ['between frames', bytes(head('200 OK', MULTIPART), stream)],
      ['between pictures', picture(one)],
    ])('when the signal aborts %s, which ends the source quietly', async (_, answer) => {
      const stop = new AbortController()
      const server = await rawServer((_asked, socket) => {
        // What is written is at the other side, and read by it, before a round trip later.
        socket.write(answer, () => setTimeout(() => stop.abort(), 20))
      })
      const camera = source(server.origin, { fps: 0.001 })
      await watch(camera, { signal: stop.signal })
      expect(server.asked).toHaveLength(1)
      await server.idle()
    })

    test('before it is opened when the signal has aborted already', async () => {
      const server = await rawServer(() => {})
      expect(await watch(source(server.origin), { signal: AbortSignal.abort() })).toEqual([])
      expect(server.asked).toEqual([])
    })
  })
})
