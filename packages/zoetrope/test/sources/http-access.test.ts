import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { authenticatingFetch } from '../../src/node/digest.ts'
import { type Asked, bytes, head, MULTIPART, rawServer } from '../client/raw-server.ts'
import { digestServer } from '../node/digest-server.ts'
import { fetches, jpegs, shots, stream, through, watch, withCredentials } from './watching.ts'

describe.each(fetches)('with $name', ({ fetch }) => {
  const source = through(fetch)

  describe('redirects', () => {
    const found = (location: string): string =>
      head('302 Found', `Location: ${location}`, 'Content-Length: 0')

    test('are followed', async () => {
      const server = await rawServer(({ path }, socket) => {
        socket.end(path === '/' ? found('/video') : bytes(head('200 OK', MULTIPART), stream))
      })
      expect(await jpegs(source(server.origin))).toEqual(shots)
    })

    test('in a circle are an error', async () => {
      const server = await rawServer(({ path }, socket) => {
        socket.end(found(path === '/a' ? '/b' : '/a'))
      })
      await expect(watch(source(`${server.origin}/a`))).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        message: `${server.origin}/a: it redirects in a circle`,
      })
      await server.idle()
    })

    test.each([
      ['basic', {}],
      ['digest', { authenticate: authenticatingFetch }],
    ])('to another origin do not take the password along (%s)', async (scheme, options) => {
      const challenge = `WWW-Authenticate: ${scheme} realm="x", nonce="1"`
      const asks = head('401 Unauthorized', challenge, 'Content-Length: 0')
      const other = await rawServer((_, socket) => socket.end(asks))
      const server = await rawServer(({ headers }, socket) => {
        socket.end(headers.has('authorization') ? found(`${other.origin}/video`) : asks)
      })
      await expect(watch(source(withCredentials(server.origin), options))).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
        message: `${other.origin}/video, where ${server.origin}/ redirects to, asks for a user and a password; write ${withCredentials(other.origin, 'USER', 'PASSWORD')}/video`,
      })
      expect(server.asked).toHaveLength(2)
      expect(other.asked.map(({ headers }) => headers.get('authorization'))).toEqual([undefined])
    })
  })

  describe('a password', () => {
    const lets = (value: string) => (asked: Asked, socket: Socket) => {
      const known = asked.headers.get('authorization') === value
      const ask = head('401 Unauthorized', 'WWW-Authenticate: Basic realm="x"', 'Content-Length: 0')
      socket.end(known ? bytes(head('200 OK', MULTIPART), stream) : ask)
    }

    test('in the URL is used for basic authentication', async () => {
      const server = await rawServer(lets(`Basic ${btoa('jo:p@ss/w')}`))
      expect(await jpegs(source(withCredentials(server.origin, 'jo', 'p%40ss%2Fw')))).toEqual(shots)
    })

    test('in the URL is used for digest authentication, where the fetch can do that', async () => {
      const server = await digestServer({ qop: 'auth', answer: stream })
      const camera = source(`${withCredentials(server.origin)}/video`, {
        authenticate: authenticatingFetch,
      })
      expect(await jpegs(camera)).toEqual(shots)
      expect(await jpegs(camera)).toEqual(shots)
      expect(server.complaints).toEqual([])
      expect(server.asked).toHaveLength(3)
    })

    test('that is missing is asked for', async () => {
      const server = await rawServer(lets('never'))
      await expect(watch(source(`${server.origin}/v?size=2`))).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
        message: `${server.origin}/v?size=2 asks for a user and a password; write ${withCredentials(server.origin, 'USER', 'PASSWORD')}/v?size=2`,
      })
    })

    test('that is wrong is refused, and not told', async () => {
      const server = await rawServer(lets('never'))
      await expect(watch(source(withCredentials(server.origin)))).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
        message: `${server.origin}/ refuses the user and the password in its URL`,
      })
    })

    test('is in no label, nor are other secrets', () => {
      const camera = source('http://admin:secret@cam/video?token=abc&size=2#fps=3')
      expect(camera.label).toBe('http://cam/video?token=***&size=2')
    })
  })
})
