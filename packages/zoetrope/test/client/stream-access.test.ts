import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { StreamReader, type StreamReaderOptions } from '../../src/client/stream-reader.ts'
import { type DigestServerOptions, digestServer } from '../node/digest-server.ts'
import { stream as body, fetches, shots, withCredentials } from '../sources/watching.ts'
import { type Asked, bytes, head, MULTIPART, rawServer } from './raw-server.ts'

const answer = body

/** The frames of an address whose stream ends. */
async function frames(url: string, options: StreamReaderOptions): Promise<Uint8Array[]> {
  const stream = new StreamReader(url, { reconnect: false, pace: 'every', ...options })
  onTestFinished(() => stream.close())
  const all: Uint8Array[] = []
  for await (const { jpeg } of stream) all.push(jpeg)
  return all
}

/** Streams to who sends this `Authorization`, and asks others for it. */
function lets(value: string): (asked: Asked, socket: Socket) => void {
  const ask = head('401 Unauthorized', 'WWW-Authenticate: Basic realm="x"', 'Content-Length: 0')
  return ({ headers }, socket) => {
    const isKnown = headers.get('authorization') === value
    socket.end(isKnown ? bytes(head('200 OK', MULTIPART), body) : ask)
  }
}

describe.each(fetches)('with $name', ({ fetch }) => {
  test.each([
    ['in the URL', withCredentials, {}],
    ['as an option', (url: string) => url, { credentials: { user: 'admin', password: 'secret' } }],
    [
      'as an option, which goes before those in the URL',
      (url: string) => withCredentials(url, 'jo', 'no'),
      { credentials: { user: 'admin', password: 'secret' } },
    ],
  ])(
    'user and password %s are told to a server that asks, and not before',
    async (_, to, given) => {
      const server = await rawServer(lets(`Basic ${btoa('admin:secret')}`))
      expect(await frames(to(server.origin), { fetch, ...given })).toEqual(shots)
      const sent = server.asked.map(({ headers }) => headers.has('authorization'))
      expect(sent).toEqual([false, true])
    },
  )

  test.each<[string, DigestServerOptions]>([
    ['MD5 as of old, without qop', {}],
    ['MD5', { qop: 'auth', algorithm: 'MD5' }],
    ['MD5-sess', { qop: 'auth', algorithm: 'MD5-sess' }],
    ['SHA-256', { qop: 'auth,auth-int', algorithm: 'SHA-256' }],
    ['SHA-512-256', { qop: 'auth', algorithm: 'SHA-512-256' }],
  ])('a digest is given where the server asks for one: %s', async (_, options) => {
    const server = await digestServer({ ...options, answer })
    expect(await frames(`${withCredentials(server.origin)}/video`, { fetch })).toEqual(shots)
    expect(server.complaints).toEqual([])
  })

  test('a reader that comes back digests on, and asks again when the nonce is stale', async () => {
    const server = await digestServer({ qop: 'auth', uses: 2, answer })
    const stream = new StreamReader(withCredentials(server.origin), { fetch, pace: 'every' })
    onTestFinished(() => stream.close())
    for (let round = 0; round < 3; round += 1) {
      for (const shot of shots) expect((await stream.read())?.jpeg).toEqual(shot)
    }
    expect(server.complaints).toEqual(['stale'])
    expect(server.asked).toHaveLength(5)
  })

  test.each([
    ['in the URL', 'in its URL', withCredentials, {}],
    [
      'given as an option',
      'it was given',
      (url: string) => url,
      { credentials: { user: 'admin', password: 'secret' } },
    ],
  ])('a password %s that is wrong is refused, and not told', async (_, where, to, given) => {
    const server = await rawServer(lets('never'))
    await expect(
      frames(to(server.origin), { fetch, reconnect: true, ...given }),
    ).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: `${server.origin}/ refuses the user and the password ${where}`,
    })
    expect(server.asked).toHaveLength(2)
  })

  test('headers are sent with every request', async () => {
    const server = await rawServer(lets('Bearer abc'))
    const headers = { authorization: 'Bearer abc', 'x-wish': 'yes' }
    expect(await frames(server.origin, { fetch, headers })).toEqual(shots)
    expect(server.asked[0]?.headers.get('x-wish')).toBe('yes')
    expect(server.asked[0]?.headers.get('accept-encoding')).toBe('identity')
  })

  test('headers that say who asks do not follow a redirect to another origin', async () => {
    const other = await rawServer((_, socket) => socket.end(bytes(head('200 OK', MULTIPART), body)))
    const moved = head('302 Found', `Location: ${other.origin}/`, 'Content-Length: 0')
    const server = await rawServer((_, socket) => socket.end(moved))
    const headers = { authorization: 'Bearer abc', cookie: 'a=b' }
    expect(await frames(server.origin, { fetch, headers })).toEqual(shots)
    expect(server.asked[0]?.headers.get('authorization')).toBe('Bearer abc')
    const [asked] = other.asked
    expect([asked?.headers.get('authorization'), asked?.headers.get('cookie')]).toEqual([
      undefined,
      undefined,
    ])
  })
})
