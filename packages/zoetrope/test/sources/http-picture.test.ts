import { describe, expect, test } from 'vitest'
import type { Captured } from '../../src/camera/source.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { bytes, head, rawServer } from '../client/raw-server.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { fetches, jpegs, one, shots, three, through, two, watch } from './watching.ts'

/** A picture as a plain answer. */
function picture(jpeg: Uint8Array, ...lines: string[]): Bytes {
  const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, ...lines]
  return bytes(head('200 OK', ...fields), jpeg)
}

const NOT_MODIFIED = head('304 Not Modified')

describe.each(fetches)('with $name', ({ fetch }) => {
  const source = through(fetch)

  describe('a picture is asked for again and again', () => {
    test('and given when its bytes have changed', async () => {
      const shown = [one, one, one, two, two, one, three]
      const server = await rawServer((_, socket, count) =>
        socket.end(picture(shown[count - 1] ?? three)),
      )
      const notes: string[] = []
      const camera = source(server.origin, { fps: 60 })
      expect(await jpegs(camera, { frames: 4, notes })).toEqual([one, two, one, three])
      expect(server.asked).toHaveLength(7)
      expect(camera.interval).toBe(Number.POSITIVE_INFINITY)
      expect(notes).toEqual(['a picture at a time, 60 a second at most'])
      await server.idle()
    })

    test('by its ETag, where it has one', async () => {
      const versions = [one, one, two, two, three]
      const server = await rawServer(({ headers }, socket, count) => {
        const version = versions[count - 1] ?? three
        const tag = `"${version.length}"`
        const known = headers.get('if-none-match') === tag
        socket.end(known ? NOT_MODIFIED : picture(version, `ETag: ${tag}`))
      })
      expect(await jpegs(source(server.origin, { fps: 60 }), { frames: 3 })).toEqual([
        one,
        two,
        three,
      ])
      const tags = server.asked.map(({ headers }) => headers.get('if-none-match'))
      const [first, second] = [`"${one.length}"`, `"${two.length}"`]
      expect(tags).toEqual([undefined, first, first, second, second])
    })

    test('by its Last-Modified, once that is long enough ago to be told from a later one', async () => {
      const modified = 'Tue, 14 Oct 2025 10:00:00 GMT'
      const dates = ['Tue, 14 Oct 2025 10:00:01 GMT', 'Tue, 14 Oct 2025 10:00:02 GMT']
      const server = await rawServer(({ headers }, socket, count) => {
        const date = dates[count - 1] ?? 'Tue, 14 Oct 2025 10:00:09 GMT'
        const lines = [`Last-Modified: ${modified}`, `Date: ${date}`, 'ETag: "x"']
        const known = headers.get('if-modified-since') === modified && count < 5
        socket.end(known ? NOT_MODIFIED : picture(shots[Math.min(count, 3) - 1] ?? one, ...lines))
      })
      const camera = source(server.origin, { fps: 60 })
      const frames = jpegs(camera, { frames: 3 })
      await expect(frames).resolves.toEqual([one, two, three])
      const conditions = server.asked.map(({ headers }) => [
        headers.get('if-modified-since'),
        headers.get('if-none-match'),
      ])
      const settled = [modified, '"x"']
      expect(conditions).toEqual([
        [undefined, undefined],
        [undefined, undefined],
        settled,
        settled,
        settled,
      ])
    })

    test('whatever it is called, and with or without a length', async () => {
      const server = await rawServer((_, socket, count) => {
        const type = ['image/jpeg', 'application/octet-stream', 'text/plain'][count % 3]
        socket.end(bytes(head('200 OK', `Content-Type: ${type}`), shots[count - 1] ?? one))
      })
      expect(await jpegs(source(server.origin, { fps: 60 }), { frames: 4 })).toEqual(shots)
    })

    test('without the smaller one behind it', async () => {
      const server = await rawServer((_, socket, count) => {
        socket.end(picture(bytes(shots[count - 1] ?? one, tinyJpeg())))
      })
      expect(await jpegs(source(server.origin, { fps: 60 }), { frames: 3 })).toEqual([
        one,
        two,
        three,
      ])
    })

    test('never twice at once', async () => {
      let open = 0
      let most = 0
      const server = await rawServer((_, socket, count) => {
        open += 1
        most = Math.max(most, open)
        // Slower than the rate that is asked for. With its answer a question is over: the platform's
        // fetch may ask anew before this end of the old connection has heard of its end.
        setTimeout(() => {
          open -= 1
          socket.end(picture(shots[count % 4] ?? one))
        }, 30)
      })
      expect(await jpegs(source(server.origin, { fps: 60 }), { frames: 5 })).toHaveLength(5)
      expect(most).toBe(1)
    })

    test('and left out when it is cut short, which ends it when it happens always', async () => {
      const server = await rawServer((_, socket, count) => {
        const whole = count === 2
        socket.end(
          bytes(head('200 OK', 'Content-Type: image/jpeg'), whole ? two : one.subarray(0, -9)),
        )
      })
      const notes: string[] = []
      const camera = source(server.origin, { fps: 60 })
      const seen: Captured<Bytes>[] = []
      const watching = watch(camera, { notes, seen })
      await expect(watching).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        message: `${server.origin}/ gave 5 pictures in a row that were not whole`,
      })
      expect(seen).toEqual([{ jpeg: two }])
      expect(server.asked).toHaveLength(7)
      expect(notes).toContainEqual(expect.stringContaining('left out a frame'))
    })

    test('with the time its header tells', async () => {
      const now = Date.now()
      const line = `X-Timestamp: ${(now / 1000).toFixed(6)}`
      const server = await rawServer((_, socket) => socket.end(picture(one, line)))
      const [frame] = await watch(source(server.origin), { frames: 1 })
      expect(frame).toEqual({ jpeg: one, capturedAt: expect.closeTo(now, 1) })
    })
  })
})
