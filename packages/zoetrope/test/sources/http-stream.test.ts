import { describe, expect, test } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { bytes, head, MULTIPART, part, rawServer } from '../client/raw-server.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { fetches, jpegs, one, shots, stream, through, two, watch } from './watching.ts'

/** A picture as a plain answer. */
function picture(jpeg: Uint8Array, ...lines: string[]): Bytes {
  const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, ...lines]
  return bytes(head('200 OK', ...fields), jpeg)
}

describe.each(fetches)('with $name', ({ fetch }) => {
  const source = through(fetch)

  describe('a stream gives all its frames and ends when it ends', () => {
    const bare = (jpeg: Bytes, length: string): Bytes =>
      bytes('--cam\r\nContent-Type: image/jpeg\r\n', length, '\r\n', jpeg, '\r\n')
    const chunked = [...stream].map((byte) => bytes('1\r\n', Uint8Array.of(byte), '\r\n'))
    test.each([
      ['as it should be', [MULTIPART], stream],
      [
        'with LF for CRLF',
        [MULTIPART],
        bytes(
          ...shots.map((jpeg) => {
            return bytes(
              `--cam\nContent-Type: image/jpeg\nContent-Length: ${jpeg.length}\n\n`,
              jpeg,
              '\n',
            )
          }),
        ),
      ],
      [
        'without lengths',
        [MULTIPART],
        bytes(...shots.map((jpeg) => bare(jpeg, '')), '--cam--\r\n'),
      ],
      [
        'with wrong lengths',
        [MULTIPART],
        bytes(
          ...shots.map((jpeg, n) => bare(jpeg, `Content-Length: ${jpeg.length + 60 * n - 90}\r\n`)),
          '--cam--\r\n',
        ),
      ],
      ['with another boundary than it says', [MULTIPART.replace('cam', 'other')], stream],
      ['without its first delimiter', [MULTIPART], stream.slice('--cam\r\n'.length)],
      ['cut off behind its last frame', [MULTIPART], stream.slice(0, -'\r\n--cam--\r\n'.length)],
      [
        'in HTTP chunks of one byte',
        [MULTIPART, 'Transfer-Encoding: chunked'],
        bytes(...chunked, '0\r\n\r\n'),
      ],
      ['of JPEGs end to end', ['Content-Type: video/x-motion-jpeg'], bytes(...shots)],
      ['of JPEGs called one', ['Content-Type: image/jpeg'], bytes(...shots)],
      ['without any header', [], stream],
    ])('%s', async (_, lines, body) => {
      const server = await rawServer((_asked, socket) =>
        socket.end(bytes(head('200 OK', ...lines), body)),
      )
      const camera = source(`${server.origin}/video`)
      expect(await jpegs(camera)).toEqual(shots)
      expect(camera.interval).toBeUndefined()
      expect(server.asked).toHaveLength(1)
      await server.idle()
    })

    test('over HTTP/1.0, byte by byte', async () => {
      const server = await rawServer((_, socket) => {
        const trickle = (at: number): void => {
          if (at === stream.length) socket.end()
          else socket.write(stream.subarray(at, at + 1), () => trickle(at + 1))
        }
        socket.setNoDelay()
        socket.write(head('200 OK', MULTIPART).replace('HTTP/1.1', 'HTTP/1.0'))
        trickle(0)
      })
      expect(await jpegs(source(server.origin))).toEqual(shots)
    })

    test('with the time and the index of each frame', async () => {
      const now = Date.now()
      const stamp = `X-Timestamp: ${(now / 1000).toFixed(6)}`
      const body = bytes(part(one, stamp, 'X-Frame-Index: 8'), part(two), '--cam--\r\n')
      const server = await rawServer((_, socket) =>
        socket.end(bytes(head('200 OK', MULTIPART), body)),
      )
      expect(await watch(source(server.origin))).toEqual([
        { jpeg: one, capturedAt: expect.closeTo(now, 1), index: 8 },
        { jpeg: two },
      ])
    })

    test('and tells their rhythm, once there were a few', async () => {
      const body = bytes(...shots.map((jpeg) => part(jpeg)), ...shots.map((jpeg) => part(jpeg)))
      const server = await rawServer((_, socket) => {
        socket.end(bytes(head('200 OK', MULTIPART), body))
      })
      const camera = source(server.origin)
      expect(camera.interval).toBeUndefined()
      await watch(camera)
      expect(camera.interval).toBeLessThan(2000)
      // Who says how long it may be silent is believed: a camera's patience is five intervals.
      const patient = source(`${server.origin}#timeout=60000`)
      expect(patient.interval).toBe(12_000)
      await watch(patient)
      expect(patient.interval).toBe(12_000)
    })

    test('less those over the limit, which are noted', async () => {
      const body = bytes(part(one), part(tinyJpeg({ bytes: 4000 })), part(two), '--cam--\r\n')
      const server = await rawServer((_, socket) =>
        socket.end(bytes(head('200 OK', MULTIPART), body)),
      )
      const notes: string[] = []
      expect(await jpegs(source(server.origin, { maxFrameBytes: 1000 }), { notes })).toEqual([
        one,
        two,
      ])
      expect(notes).toEqual([expect.stringContaining('left out a frame')])
    })

    test('and says that it does not use a rate', async () => {
      const server = await rawServer((_, socket) =>
        socket.end(bytes(head('200 OK', MULTIPART), stream)),
      )
      const notes: string[] = []
      expect(await jpegs(source(`${server.origin}#fps=3`), { notes })).toHaveLength(4)
      expect(notes).toEqual(['a stream: fps is not used'])
    })
  })

  describe('what is asked', () => {
    test('is what the URL says, without fragment, in a connection of its own', async () => {
      const server = await rawServer((_, socket) => socket.end(picture(one)))
      await jpegs(source(`${server.origin}/a%20b?x=1&y#fps=60`), { frames: 1 })
      expect(server.asked[0]).toMatchObject({ method: 'GET', path: '/a%20b?x=1&y' })
      expect(server.asked[0]?.head.match(/^connection: \w+/gim)).toHaveLength(1)
      expect(server.asked[0]?.headers.get('connection')).toBe('close')
      expect(server.asked[0]?.headers.get('accept-encoding')).toBe('identity')
    })

    test('is asked through the given fetch', async () => {
      const asked: string[] = []
      const fetchOne = (url: string): Promise<Response> => {
        asked.push(url)
        return Promise.resolve(new Response(stream, { headers: { 'content-type': 'multipart/x' } }))
      }
      expect(await jpegs(source('http://u:p@camera/video', { fetch: fetchOne }))).toEqual(shots)
      expect(asked).toEqual(['http://camera/video'])
    })
  })

  test('a source may be opened again, by several at once', async () => {
    const server = await rawServer((_, socket) =>
      socket.end(bytes(head('200 OK', MULTIPART), stream)),
    )
    const camera = source(server.origin)
    expect(await Promise.all([jpegs(camera), jpegs(camera)])).toEqual([shots, shots])
    expect(await jpegs(camera)).toEqual(shots)
  })
})
