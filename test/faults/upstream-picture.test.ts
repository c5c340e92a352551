import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { bytes, head } from '../../packages/zoetrope/test/client/raw-server.ts'
import {
  type Answer,
  held,
  leaked,
  PATIENCE,
  picture,
  realFrames,
  single,
  upstream,
  watch,
} from './upstream.ts'

const frames = await realFrames(4)
const [one = bytes(), two = bytes()] = frames
const HOUR_AGO = [
  'Last-Modified: Tue, 14 Oct 2025 10:00:00 GMT',
  'Date: Tue, 14 Oct 2025 11:00:00 GMT',
]
const UNCHANGED = head('304 Not Modified')

/** Keeps the connection, as most cameras do. */
const keeping: Answer = (_, socket, count) => socket.write(single(frames[count % 4]))

describe('a picture that is asked for again and again', () => {
  test.each([
    ['ETag', ['ETag: "a"'], 'if-none-match'],
    ['Last-Modified', HOUR_AGO, 'if-modified-since'],
  ])(
    'by its %s: over one connection, live for as long as nothing is new',
    async (_, lines, field) => {
      const server = await upstream(({ headers }, socket) => {
        socket.write(headers.has(field) ? UNCHANGED : single(one, ...lines))
      })
      const { camera, next } = await watch(`${server.origin}/snap.jpg#fps=60`)
      expect((await next()).jpeg).toEqual(one)
      const unchanged = (): number =>
        server.asked.filter(({ headers }) => headers.has(field)).length
      while (unchanged() < 20) await new Promise((resolve) => setTimeout(resolve, 10))
      expect(camera.state).toBe('live')
      server.answer = (_asked, socket) => socket.write(single(two, ...lines))
      expect((await next()).jpeg).toEqual(two)
      // The first shows that it ends; the second is kept.
      expect(server.connections).toBe(2)
      expect(camera.changes).toBe(2)
    },
  )

  test('from a camera that ends kept connections whenever it likes', async () => {
    const sockets: Socket[] = []
    const server = await upstream((asked, socket, count) => {
      keeping(asked, socket, count)
      sockets.push(socket)
    })
    const { camera, next } = await watch(`${server.origin}/snap.jpg#fps=60`)
    for (let n = 0; n < 20; n++) {
      await next()
      if (n % 5 === 1) sockets.at(-1)?.end()
      if (n % 5 === 3) sockets.at(-1)?.resetAndDestroy()
    }
    expect(camera.changes).toBe(2)
  })

  test('from a camera that resets a kept connection in the moment of a request', async () => {
    const served = new WeakMap<Socket, number>()
    let resets = 0
    const server = await upstream((asked, socket, count) => {
      const times = (served.get(socket) ?? 0) + 1
      served.set(socket, times)
      if (times < 3) return keeping(asked, socket, count)
      resets += 1
      return socket.resetAndDestroy()
    })
    const { camera, next } = await watch(`${server.origin}/snap.jpg#fps=60`)
    while (resets < 5) await next()
    expect(camera.changes).toBe(2)
    expect(camera.state).toBe('live')
  })

  const failures: readonly (readonly [name: string, answer: Answer, reason: RegExp])[] = [
    [
      'cut short',
      (_, socket) => socket.end(single(one).subarray(0, -200)),
      /gave 5 pictures in a row that were not whole$/,
    ],
    [
      'cut short without a length',
      (_, socket) => socket.end(bytes(head('200 OK'), one.subarray(0, -200))),
      /gave 5 pictures in a row that were not whole$/,
    ],
    ['never', () => {}, /did not answer within/],
    [
      'in part, and then nothing',
      (_, socket) => socket.write(single(one).subarray(0, -200)),
      /sent nothing for/,
    ],
    [
      'as a page',
      (_, socket) => socket.end(`${head('200 OK', 'Content-Type: text/html')}<html>Login`),
      /got text\/html/,
    ],
    [
      'as 500',
      (_, socket) => socket.end(head('500 Internal Server Error', 'Content-Length: 0')),
      /answered 500 Internal Server Error$/,
    ],
    [
      'as 304 to an unconditional question',
      (_, socket) => socket.end(UNCHANGED),
      /answered 304 Not Modified$/,
    ],
    ['not at all, any more', (_, socket) => socket.resetAndDestroy(), /the connection broke off$/],
  ]

  test('comes back after it came wrong in whatever way, and its viewers stay', async () => {
    const before = held()
    await Promise.all(
      failures.map(async ([name, answer, reason]) => {
        const server = await upstream(keeping)
        const { camera, change, told, next, changes } = await watch(
          `${server.origin}/snap.jpg${PATIENCE || '#'}&fps=60`,
        )
        await change('live')
        server.answer = answer
        await told(reason)
        expect(camera.reason, name).toMatch(reason)
        server.answer = picture([two])
        await change('live')
        while (!equal((await next()).jpeg, two));
        expect(
          changes.map(({ to }) => to),
          name,
        ).toEqual(['starting', 'live', 'lost', 'live'])
        await camera.close()
        server.drop()
        await server.close()
      }),
    )
    expect(await leaked(before)).toEqual([])
  })
})

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b)
}
