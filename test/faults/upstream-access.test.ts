import { describe, expect, test } from 'vitest'
import { bytes, head } from '../../packages/zoetrope/test/client/raw-server.ts'
import { digestServer } from '../../packages/zoetrope/test/node/digest-server.ts'
import { realFrames, single, stream, upstream, watch } from './upstream.ts'

const frames = await realFrames(3)
const [one = bytes()] = frames
const REFUSAL = head('401 Unauthorized', 'WWW-Authenticate: Basic realm="x"', 'Content-Length: 0')

/** The address with a user and a password in it. */
function login(origin: string, path = '/video'): string {
  return `${origin.replace('://', '://admin:secret@')}${path}`
}

describe('an upstream with a password', () => {
  test('that is wrong: says so, without the password', async () => {
    const server = await upstream((_, socket) => socket.end(REFUSAL))
    const { camera, change } = await watch(login(server.origin))
    const { reason } = await change('lost')
    expect(reason).toBe(`${server.origin}/video refuses the user and the password in its URL`)
    // Asked without it, with it, and with it once more, in case that it had only just started.
    while (server.asked.length < 3) await new Promise((resolve) => setTimeout(resolve, 10))
    const logins = server.asked.map(({ headers }) => headers.has('authorization'))
    expect(logins).toEqual([false, true, true])
    expect(camera.state).toBe('lost')
  })

  test('that refuses once, while it starts, and then not any more: is live', async () => {
    const server = await upstream((asked, socket, count) => {
      if (count <= 2) return socket.end(REFUSAL)
      return stream(frames)(asked, socket, count)
    })
    const { change, next } = await watch(login(server.origin))
    await change('lost')
    await change('live')
    expect(frames).toContainEqual((await next()).jpeg)
  })

  test('of a digest whose nonce goes stale again and again: stays live', async () => {
    const server = await digestServer({ qop: 'auth', uses: 3, answer: one })
    const { camera, next } = await watch(login(server.origin, '/snap.jpg#fps=60'))
    await next()
    while (server.complaints.length < 4) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(server.complaints).toContain('stale')
    expect(new Set(server.complaints)).toEqual(new Set(['stale']))
    expect(camera.changes).toBe(2)
  })

  test('of a digest that forgets its nonces, and does not say that they are stale: stays live', async () => {
    let nonce = 0
    const server = await upstream(({ headers }, socket, count) => {
      if (count % 5 === 0) nonce += 1
      const current = `nonce="${nonce}"`
      if (headers.get('authorization')?.includes(current))
        return socket.end(single(frames[count % 3]))
      const challenge = `WWW-Authenticate: Digest realm="x", ${current}, qop="auth"`
      return socket.end(head('401 Unauthorized', challenge, 'Content-Length: 0'))
    })
    const { camera, next } = await watch(login(server.origin, '/snap.jpg#fps=60'))
    while (nonce < 5) await next()
    expect(camera.changes).toBe(2)
  })

  test('which redirects elsewhere: takes the password nowhere, at no try', async () => {
    const other = await upstream((_, socket) => socket.end(REFUSAL))
    const server = await upstream(({ headers }, socket) => {
      const found = head('302 Found', `Location: ${other.origin}/video`, 'Content-Length: 0')
      socket.end(headers.has('authorization') ? found : REFUSAL)
    })
    const { change, told } = await watch(login(server.origin))
    const { reason } = await change('lost')
    expect(reason).toContain(
      `${other.origin}/video, where ${server.origin}/video redirects to, asks`,
    )
    await told(/redirects to/)
    expect(other.asked.length).toBeGreaterThanOrEqual(2)
    for (const { head: text } of other.asked) expect(text).not.toMatch(/authorization|secret/i)
  })
})
