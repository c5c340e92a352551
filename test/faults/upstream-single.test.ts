import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Camera, snapshot } from 'zoetrope'
import { readFrames } from 'zoetrope/client'
import { openSource } from 'zoetrope/node'
import { start } from '../../packages/server/test/cli/commands.ts'
import { bytes, head, MULTIPART, part } from '../../packages/zoetrope/test/client/raw-server.ts'
import {
  type Answer,
  picture,
  realFrames,
  single,
  stream,
  type Upstream,
  upstream,
} from './upstream.ts'

const frames = await realFrames(3)
const [one = bytes()] = frames

/** A camera that serves one connection: a second one while it believes in the first is a fault. */
interface Strict extends Upstream {
  /** Connections that came while another one was open. */
  readonly violations: number
  readonly served: number
}

/**
 * An ESP32-CAM believes in a connection until it has itself closed it: after an answer that ends,
 * when it reads the other side's end, or when it is reset.
 */
async function strict(answer: Answer): Promise<Strict> {
  let current: Socket | undefined
  const counts = { violations: 0, served: 0 }
  const server = await upstream(answer)
  server.onConnection((socket) => {
    counts.served += 1
    if (current) {
      counts.violations += 1
      socket.resetAndDestroy()
      return
    }
    current = socket
    const over = (): void => {
      if (current === socket) current = undefined
    }
    // `end` is the other side's, `finish` the own.
    for (const event of ['end', 'finish', 'close']) socket.once(event, over)
  })
  return Object.defineProperties(server, {
    violations: { get: () => counts.violations },
    served: { get: () => counts.served },
  }) as Strict
}

async function camera(url: string): Promise<Camera> {
  const made = new Camera('cam', await openSource(url), { linger: 0 })
  onTestFinished(() => made.close())
  return made
}

/** Resolves when the camera is in that state. */
function became(cam: Camera, state: string): Promise<void> {
  return new Promise((resolve) => {
    if (cam.state === state) return resolve()
    const cancel = cam.onChange(({ to }) => {
      if (to !== state) return
      cancel()
      resolve()
    })
  })
}

describe('a camera that serves one connection gets one', () => {
  test('whatever the number of viewers and snapshots', async () => {
    const server = await strict(stream(frames))
    const cam = await camera(`${server.origin}/stream`)
    const viewers = Array.from({ length: 20 }, () => cam.subscribe({ as: 'viewer' }))
    await Promise.all(viewers.map((viewer) => viewer.read()))
    expect(await Promise.all([snapshot(cam), snapshot(cam)])).not.toContain(undefined)
    expect([server.served, server.violations]).toEqual([1, 0])
  })

  test('after the last one, when viewers leave and come at once', async () => {
    const server = await strict(stream(frames))
    const cam = await camera(`${server.origin}/stream`)
    for (let n = 0; n < 10; n++) {
      const viewer = cam.subscribe({ as: 'viewer' })
      // They get what was shown last, and are gone before the camera is; or stay until it is there.
      expect(await viewer.read()).toBeDefined()
      if (n % 2) await became(cam, 'live')
      viewer.close()
      await became(cam, 'idle')
    }
    expect(server.served).toBeGreaterThanOrEqual(5)
    expect(server.violations).toBe(0)
  })

  test('when it never looks whether we are still there, and only ever writes', async () => {
    const open = new Set<Socket>()
    let most = 0
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      most = Math.max(most, open.add(socket).size)
      socket.once('error', () => {})
      socket.once('close', () => open.delete(socket))
      socket.once('data', () => socket.write(head('200 OK', MULTIPART)))
      const timer = setInterval(() => socket.write(part(one)), 10)
      socket.once('close', () => clearInterval(timer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo // TCP, so never a string
    const cam = await camera(`http://127.0.0.1:${port}`)
    for (let n = 0; n < 3; n++) {
      const viewer = cam.subscribe({ as: 'viewer' })
      await became(cam, 'live')
      viewer.close()
      await became(cam, 'idle')
    }
    await cam.close()
    expect(most).toBe(1)
  })

  test('when another camera of ours is made for it after the first was closed', async () => {
    const server = await strict(stream(frames))
    for (let n = 0; n < 5; n++) {
      const cam = await camera(`${server.origin}/stream`)
      expect(await cam.subscribe().read()).toBeDefined()
      await cam.close()
    }
    expect([server.served, server.violations]).toEqual([5, 0])
  })

  test('when it is silent, is reset or ends, again and again', async () => {
    const faults: Answer[] = [
      () => {},
      (_, socket) => socket.write(bytes(head('200 OK', MULTIPART), part(one))),
      (_, socket) => socket.write(bytes(head('200 OK', MULTIPART)), () => socket.resetAndDestroy()),
      (_, socket) => socket.end(bytes(head('200 OK', MULTIPART), part(one), part(one))),
      (_, socket) => socket.write('HTTP/1.1 200 OK\r\n'),
      stream(frames),
    ]
    const server = await strict((asked, socket, count) => {
      faults[(count - 1) % faults.length]?.(asked, socket, count)
    })
    const cam = await camera(`${server.origin}/stream#timeout=100`)
    const viewer = cam.subscribe({ as: 'viewer' })
    while (server.asked.length < faults.length) await viewer.read()
    expect(server.violations).toBe(0)
    expect(server.served).toBe(faults.length)
  })

  test('of a picture at a time: the same one, which lives on', async () => {
    const server = await strict((_, socket, count) => socket.write(single(frames[count % 3])))
    const cam = await camera(`${server.origin}/capture#fps=60`)
    const viewer = cam.subscribe({ as: 'viewer' })
    for (let n = 0; n < 10; n++) expect(await viewer.read()).toBeDefined()
    // The first shows what it is; all others share the second.
    expect([server.served, server.violations]).toEqual([2, 0])
    expect(server.asked.length).toBeGreaterThanOrEqual(10)
    await cam.close()
    await server.idle()
  })

  test('of a picture at a time that ends each time', async () => {
    const server = await strict(picture(frames, 'Connection: close'))
    const cam = await camera(`${server.origin}/capture#fps=60`)
    const viewer = cam.subscribe({ as: 'viewer' })
    for (let n = 0; n < 10; n++) expect(await viewer.read()).toBeDefined()
    expect(server.violations).toBe(0)
    expect(server.served).toBe(server.asked.length)
  })

  test('when it redirects', async () => {
    const sends = stream(frames)
    const server = await strict((asked, socket, count) => {
      if (asked.path === '/there') return sends(asked, socket, count)
      return socket.write(head('302 Found', 'Location: /there', 'Content-Length: 0'))
    })
    expect(await (await camera(server.origin)).subscribe().read()).toBeDefined()
    expect([server.served, server.violations]).toEqual([2, 0])
  })

  test('when it asks for a digest, whether it ends the connection or not', async () => {
    for (const keeps of [false, true]) {
      const server = await strict((asked, socket, count) => {
        if (asked.headers.has('authorization')) return stream(frames)(asked, socket, count)
        const lines = ['WWW-Authenticate: Digest realm="x", nonce="1", qop="auth"']
        const refusal = head('401 Unauthorized', ...lines, 'Content-Length: 0')
        return keeps ? socket.write(refusal) : socket.end(refusal)
      })
      const url = server.origin.replace('://', '://eye:s3cret@')
      expect(await (await camera(url)).subscribe().read()).toBeDefined()
      expect([server.served, server.violations]).toEqual([2, 0])
    }
  })

  test('when Zoetrope is killed and started again', async () => {
    const server = await strict(stream(frames))
    for (let n = 0; n < 3; n++) {
      const command = start(['serve', `${server.origin}/stream`, '--port', '0'])
      const seen = readFrames(await fetch(`${await command.url()}stream`))
      expect((await seen.next()).done).toBe(false)
      command.child.kill('SIGKILL')
      await command.ended
    }
    expect([server.served, server.violations]).toEqual([3, 0])
  })
})
