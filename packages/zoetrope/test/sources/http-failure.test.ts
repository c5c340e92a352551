import { describe, expect, test } from 'vitest'
import type { Captured } from '../../src/camera/source.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { bytes, head, MULTIPART, part, rawServer } from '../client/raw-server.ts'
import { fetches, one, stream, through, watch } from './watching.ts'

describe.each(fetches)('with $name', ({ fetch }) => {
  const source = through(fetch)

  describe('what goes wrong is one clear line', () => {
    test.each([
      [
        'a web page',
        ['200 OK', 'Content-Type: text/html'],
        '<!doctype html><title>Cam',
        {
          code: 'INVALID_STREAM',
          message:
            "got text/html; expected multipart/x-mixed-replace or image/jpeg; is this the camera's page rather than its stream?",
        },
      ],
      [
        'nothing there',
        ['404 Not Found'],
        'no',
        { code: 'REFUSED', message: 'answered 404 Not Found' },
      ],
      ['a broken server', ['500 '], '', { code: 'SOURCE_FAILED', message: 'answered 500' }],
      [
        '304 for no reason',
        ['304 Not Modified'],
        '',
        { code: 'SOURCE_FAILED', message: 'answered 304 Not Modified' },
      ],
      [
        'an empty body',
        ['200 OK', 'Content-Type: image/jpeg'],
        '',
        { code: 'INVALID_STREAM', message: 'got an empty body (image/jpeg)' },
      ],
      [
        'an empty stream',
        ['200 OK', MULTIPART],
        '--cam\r\n',
        { code: 'SOURCE_FAILED', message: 'ended without a frame' },
      ],
      [
        'no content',
        ['204 No Content'],
        '',
        { code: 'INVALID_STREAM', message: 'got an empty body' },
      ],
    ] as const)('%s', async (_, [status, ...lines], body, { code, message }) => {
      const server = await rawServer((_asked, socket) => socket.end(head(status, ...lines) + body))
      const watching = watch(source(`${server.origin}/video?token=secret`))
      await expect(watching).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      })
      await expect(watching).rejects.toThrow(`${server.origin}/video?token=***`)
      await server.idle()
    })

    test('what is not HTTP', async () => {
      const server = await rawServer((_, socket) => socket.end('ICY 200 OK\r\n\r\n'))
      await expect(watch(source(server.origin))).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        message: expect.stringContaining(`${server.origin}/: its answer is not HTTP`),
      })
    })

    test('a connection that is refused', async () => {
      const server = await rawServer(() => {})
      await server.close()
      await expect(watch(source(server.origin))).rejects.toMatchObject({
        code: 'SOURCE_UNAVAILABLE',
        message: `${server.origin}/: the connection was refused; is it on, the port right?`,
      })
    })

    test('a name that nobody knows', async () => {
      await expect(watch(source('http://camera.invalid/'))).rejects.toMatchObject({
        code: 'SOURCE_UNAVAILABLE',
        message: 'http://camera.invalid/: its name is not known; is it spelt right?',
      })
    })

    test('TLS where there is none', async () => {
      const server = await rawServer(() => {}, { greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' })
      const secure = server.origin.replace('http:', 'https:')
      await expect(watch(source(secure))).rejects.toMatchObject({
        code: 'SOURCE_UNAVAILABLE',
        message: `${secure}/: it speaks no TLS that is known here; try http://`,
      })
    })

    test('a connection that is reset before it answers', async () => {
      const server = await rawServer((_, socket) => socket.resetAndDestroy())
      await expect(watch(source(server.origin))).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        message: `${server.origin}/: the connection broke off`,
      })
    })

    test('a connection that is reset in mid-frame', async () => {
      const lines = [MULTIPART, 'Transfer-Encoding: chunked']
      const server = await rawServer((_, socket) => {
        socket.write(bytes(head('200 OK', ...lines), '258\r\n', stream.subarray(0, 600), '\r\n'))
        setTimeout(() => socket.resetAndDestroy())
      })
      await expect(watch(source(server.origin))).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        message: `${server.origin}/: the connection broke off`,
      })
    })

    test('a server that accepts and never answers', async () => {
      const server = await rawServer(() => {})
      await expect(watch(source(server.origin, { answerTimeout: 50 }))).rejects.toMatchObject({
        code: 'TIMEOUT',
        message: `${server.origin}/ did not answer within 0.05 s`,
      })
      await server.idle()
    })

    test('a stream that falls silent', async () => {
      const server = await rawServer((_, socket) => {
        socket.write(bytes(head('200 OK', MULTIPART), part(one), '--cam\r\n'))
      })
      const seen: Captured<Bytes>[] = []
      const watching = watch(source(`${server.origin}#timeout=400`), { seen })
      await expect(watching).rejects.toMatchObject({
        code: 'TIMEOUT',
        message: `${server.origin}/ sent nothing for 0.4 s`,
      })
      expect(seen).toEqual([{ jpeg: one }])
      await server.idle()
    })
  })

  describe('an address or a number that makes no sense is refused when the source is made', () => {
    test.each([
      ['rtsp://cam/', {}],
      ['cam', {}],
      ['http://cam/#fps=0', {}],
      ['http://cam/#fps=', {}],
      ['http://cam/#fps=many', {}],
      ['http://cam/#timeout=-1', {}],
      ['http://cam/', { fps: 61 }],
      ['http://cam/', { answerTimeout: 0 }],
      ['http://cam/', { silenceTimeout: Number.POSITIVE_INFINITY }],
    ])('%s %o', (url, options) => {
      expect(() => source(url, options)).toThrow(
        expect.objectContaining({ code: 'INVALID_SOURCE' }),
      )
    })
  })
})
