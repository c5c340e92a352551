import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kernelAbsence } from 'zoetrope/node'
import { type House, house } from './house.ts'
import { areInstalled, runtime } from './runtimes.ts'
import {
  type Answer,
  type Ask,
  firstOf,
  jsonOf,
  multiplexed,
  piecesOf,
  plain,
  type Wish,
  wholeOf,
} from './visitor.ts'

/*
 * The same questions to every framework and runtime that docs/serving.md names, each a program of its
 * own in servers/. What one cannot do is told in the table, not left out of the cases.
 */

interface Adapter {
  /** What bounds the age of the pictures: by the queue where the socket can be reached, on Linux. */
  readonly pacing: 'queue' | 'pull'
  start(): Promise<House>
  /** The path below which everything lies. @default '/api' */
  readonly base?: string
  /** @default plain */
  readonly protocol?: (port: number) => Ask
  /** What stands for a handler that throws. @default the framework's own way to tell */
  readonly isPlainError?: boolean
  /** Whether it leaves out what an answer says of its length. @default false */
  readonly isSilentOnLength?: boolean
  /** What it ends with when it is told to. @default 0 */
  readonly exitCode?: number
}

const servers = fileURLToPath(new URL('servers/', import.meta.url))
const next = fileURLToPath(new URL('node_modules/next/dist/bin/next', import.meta.url))
const byNode = (name: string) => () => house(process.execPath, [`${name}.mjs`])

const nextHome = { cwd: `${servers}next`, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } }
let nextBuild: Promise<unknown> | undefined

/** Builds it once, for pages and routes. */
function buildNext(): Promise<unknown> {
  nextBuild ??= promisify(execFile)(process.execPath, [next, 'build'], nextHome)
  return nextBuild
}

/** The program of Next.js in production, as `next start` runs it. */
async function nextHouse(): Promise<House> {
  await buildNext()
  const args = [next, 'start', '--hostname', '127.0.0.1', '--port', '0']
  return house(process.execPath, args, nextHome)
}

const adapters: Record<string, Adapter> = {
  'node:http': { pacing: 'queue', start: byNode('http'), isPlainError: true },
  'node:http2': {
    pacing: 'pull',
    start: byNode('http2'),
    protocol: multiplexed,
    isPlainError: true,
  },
  Express: { pacing: 'queue', start: byNode('express') },
  Fastify: { pacing: 'queue', start: byNode('fastify') },
  Hono: { pacing: 'queue', start: byNode('hono') },
  Koa: { pacing: 'queue', start: byNode('koa') },
  // It ends by the signal itself, once its connections are over.
  'the pages of Next.js': { pacing: 'queue', start: nextHouse, isPlainError: true, exitCode: 143 },
  'the routes of Next.js': {
    pacing: 'pull',
    start: nextHouse,
    base: '/routes',
    isPlainError: true,
    isSilentOnLength: true,
    exitCode: 143,
  },
  Bun: { pacing: 'pull', start: () => house(runtime('bun') ?? 'bun', ['bun.mjs']) },
  Deno: {
    pacing: 'pull',
    start: () => house(runtime('deno') ?? 'deno', ['run', '-A', 'deno.mjs']),
  },
}

interface Journal {
  readonly visits: { readonly joined: number; readonly left: number }
  readonly states: { readonly left: string; readonly large: string }
  readonly sockets: number
}

interface Watching {
  readonly viewers: readonly { readonly key: string | null; readonly pacing: string }[]
}

interface Problem {
  readonly code: string
  readonly status: number
}

interface Listing {
  readonly epoch: string
  readonly frames: readonly { readonly index: number; readonly bytes: number }[]
}

// It takes long, and the others' turns come first; whoever waits for it hears whether it failed.
beforeAll(() => void (areInstalled() && buildNext().catch(() => {})))

const present = Object.entries(adapters)
describe.skipIf(!areInstalled()).each(present)('behind %s', { timeout: 20_000 }, (_, adapter) => {
  const { base = '/api', protocol = plain, pacing } = adapter
  let served: House
  beforeAll(async () => {
    served = await adapter.start()
  })
  afterAll(() => served?.destroy())

  const ask: Ask = (path, wish) => protocol(served.port)(`${base}${path}`, wish)
  const json = async <Shape>(path: string): Promise<Shape> => jsonOf<Shape>(await ask(path))

  /** Asks again until the answer is as it should be; the test's own time is the limit. */
  async function until<Shape>(path: string, isSo: (shape: Shape) => boolean): Promise<Shape> {
    for (;;) {
      const shape = await json<Shape>(path)
      if (isSo(shape)) return shape
    }
  }

  const nobody = ({ viewers }: Watching): boolean => viewers.length === 0

  async function expectProblem(path: string, code: string, wish?: Wish): Promise<Answer> {
    const answer = await ask(path, wish)
    const problem = await jsonOf<Problem>(answer)
    expect({ ...problem, status: answer.status }).toMatchObject({ code, status: problem.status })
    expect(answer.headers['content-type']).toBe('application/problem+json')
    return answer
  }

  test('a stream is frames that change, each whole and as long as it says', async () => {
    const pieces = await firstOf(await ask('/live/stream'), 5)
    for (const { headers } of pieces) expect(headers.get('content-type')).toBe('image/jpeg')
    const indices = pieces.map(({ index }) => index)
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b))
    expect(new Set(pieces.map(({ jpeg }) => jpeg.toString('latin1'))).size).toBe(5)
  })

  test('a stream begins although its first frame is long in coming', async () => {
    const replay = await ask('/live/frames/replay?speed=0.01')
    expect(replay.status).toBe(200)
    replay.leave()
  })

  test('nothing on the way is to keep a stream or to collect it', async () => {
    const { status, headers, leave } = await ask('/live/stream')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('multipart/x-mixed-replace; boundary=frame')
    expect(headers['cache-control']).toBe('no-store, no-cache, must-revalidate')
    expect(headers['x-accel-buffering']).toBe('no')
    expect(headers['content-length']).toBeUndefined()
    expect(headers['content-encoding']).toBeUndefined()
    if (pacing === 'queue') expect(headers['transfer-encoding']).toBeUndefined()
    leave()
  })

  test(`a viewer is listed, and paced by ${pacing}`, async () => {
    const answer = await ask('/live/stream?key=me')
    await firstOf(answer, 1)
    const { viewers } = await json<Watching>('/live/viewers?key=me')
    const expected = pacing === 'queue' && kernelAbsence() !== undefined ? 'write' : pacing
    expect(viewers.map((viewer) => viewer.pacing)).toEqual([expected])
  })

  test('HEAD gets the headers and nobody watches', async () => {
    const { joined } = (await json<Journal>('/journal')).visits
    const answer = await ask('/live/stream', { method: 'HEAD' })
    expect(answer.headers['content-type']).toBe('multipart/x-mixed-replace; boundary=frame')
    expect(await wholeOf(answer)).toHaveLength(0)
    expect((await json<Journal>('/journal')).visits.joined).toBe(joined)
  })

  test('a snapshot of an idle camera starts it, and is one JPEG of the length it says', async () => {
    const answer = await ask('/cameras/left/snapshot.jpg')
    const jpeg = await wholeOf(answer)
    expect(answer.headers['content-type']).toBe('image/jpeg')
    const length = adapter.isSilentOnLength ? undefined : `${jpeg.length}`
    expect(answer.headers['content-length']).toBe(length)
    expect(jpeg).toHaveLength(8000)
    expect(jpeg.subarray(0, 2).toString('hex')).toBe('ffd8')
  })

  test('the cameras are listed', async () => {
    const { cameras } = await json<{ cameras: { name: string }[] }>('/cameras')
    expect(cameras.map(({ name }) => name)).toEqual(['left', 'large'])
  })

  test('a frame is found by its index, and known again', async () => {
    const { epoch, frames } = await until<Listing>('/live/frames', (list) => list.frames.length > 4)
    const entry = frames.at(-1)
    const path = `/live/frames/${entry?.index}?epoch=${epoch}`
    const answer = await ask(path)
    expect(answer.headers['etag']).toBe(`"${epoch}-${entry?.index}"`)
    expect(await wholeOf(answer)).toHaveLength(entry?.bytes ?? -1)
  })

  test('a frame that will be is not yet there, and one that was is gone', async () => {
    await until<Listing>('/live/frames', ({ frames }) => (frames[0]?.index ?? 0) > 0)
    const early = await expectProblem('/live/frames/999999999', 'NOT_YET')
    expect(early.status).toBe(404)
    expect((await expectProblem('/live/frames/0', 'GONE')).status).toBe(410)
  })

  test('whoever asks for the next frame waits for it', async () => {
    const { frames } = await until<Listing>('/live/frames', (list) => list.frames.length > 0)
    const after = frames.at(-1)?.index ?? -1
    const answer = await ask(`/live/frames/next?after=${after}`)
    expect(answer.status).toBe(200)
    expect(Number(answer.headers['x-frame-index'])).toBeGreaterThan(after)
  })

  test('what is held can be seen again, and that ends', async () => {
    const answer = await ask('/live/frames/replay?speed=1000')
    const indices: number[] = []
    for await (const { index } of piecesOf(answer)) indices.push(index)
    expect(indices.length).toBeGreaterThan(1)
    expect(answer.body.errored).toBeNull()
  })

  test('who may not watch is told so', async () => {
    expect((await expectProblem('/live/stream?verdict=no', 'FORBIDDEN')).status).toBe(403)
  })

  test('who may watch after a login gets the hook’s own answer', async () => {
    const answer = await ask('/live/stream?verdict=login')
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toBe('Basic realm="zoetrope"')
    expect((await wholeOf(answer)).toString()).toBe('Who are you?')
  })

  test('one viewer too many is sent away, and let in when another has left', async () => {
    await until<Watching>('/live/viewers', nobody)
    const watching = await Promise.all([1, 2, 3].map(() => ask('/live/stream')))
    for (const answer of watching) await firstOf(answer, 1)
    const refused = await expectProblem('/live/stream', 'TOO_MANY_VIEWERS')
    expect(refused.status).toBe(503)
    expect(refused.headers['retry-after']).toBe('5')
    for (const answer of watching) answer.leave()
    await until<Watching>('/live/viewers', nobody)
    expect(await firstOf(await ask('/live/stream'), 1)).toHaveLength(1)
  })

  test('what is not there, and what cannot be done, is a problem', async () => {
    expect((await expectProblem('/live/nothing', 'NOT_FOUND')).status).toBe(404)
    expect((await expectProblem('/cameras/nobody/stream', 'NO_SUCH_CAMERA')).status).toBe(404)
    const refused = await expectProblem('/live/stream', 'METHOD_NOT_ALLOWED', { method: 'POST' })
    expect(refused.status).toBe(405)
    expect(refused.headers['allow']).toBe('GET, HEAD, OPTIONS')
  })

  test('a viewer that goes away is gone, and its camera goes idle', async () => {
    const before = (await until<Journal>('/journal', isQuiet)).visits
    const answer = await ask('/cameras/left/stream')
    await firstOf(answer, 2)
    expect((await json<Journal>('/journal')).states.left).toBe('live')
    answer.leave()
    const { visits } = await until<Journal>('/journal', (now) => {
      return isQuiet(now) && now.states.left === 'idle'
    })
    expect(visits).toEqual({ joined: before.joined + 1, left: before.left + 1 })
  })

  test('a viewer that leaves before the first frame is gone as well', async () => {
    const answer = await ask('/cameras/left/stream')
    answer.leave()
    const { states } = await until<Journal>('/journal', (now) => {
      return isQuiet(now) && now.states.left === 'idle'
    })
    expect(states.left).toBe('idle')
  })

  test('a viewer that takes nothing costs another none of its frames', async () => {
    const stalled = await ask('/cameras/large/stream?key=stalled')
    await firstOf(stalled, 1)
    stalled.body.pause()
    const healthy = await ask('/cameras/large/stream?key=healthy')
    const pieces = await firstOf(healthy, 15)
    const indices = pieces.map(({ index }) => index)
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b))
    // 15 MB have gone by, which no buffer on the way holds.
    await until<{ viewers: { key: string; sent: number }[] }>('/cameras/large/viewers', (list) => {
      const sent = (key: string) => list.viewers.find((viewer) => viewer.key === key)?.sent ?? 0
      return sent('healthy') >= 15 && sent('stalled') < sent('healthy')
    })
  })

  test('viewers that come and go leave nothing behind', async () => {
    const before = await until<Journal>('/journal', isQuiet)
    for (let round = 0; round < 10; round++) {
      const answer = await ask('/live/stream')
      await firstOf(answer, 1)
      answer.leave()
    }
    const after = await until<Journal>('/journal', (now) => {
      return isQuiet(now) && now.sockets <= before.sockets
    })
    expect(after.visits.joined).toBe(before.visits.joined + 10)
  })

  // Neither is known to HTTP/2.
  if (protocol === plain) {
    test('HTTP/1.0 gets a body without chunks that the connection ends', async () => {
      const socket = connect(served.port, '127.0.0.1')
      socket.write(`GET ${base}/live/stream HTTP/1.0\r\nHost: localhost\r\n\r\n`)
      let text = ''
      for await (const chunk of socket) {
        text += chunk.toString('latin1')
        if (text.split('\r\n--frame\r\n').length > 3) break
      }
      socket.destroy()
      const [head = ''] = text.split('\r\n\r\n')
      expect(head).toMatch(/^HTTP\/1\.[01] 200 OK/)
      expect(head).not.toMatch(/transfer-encoding/i)
      expect(text.slice(head.length + 4)).toMatch(/^--frame\r\nContent-Type: image\/jpeg\r\n/)
    })

    test('answers that end share a connection', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const ports: (number | undefined)[] = []
      agent.on('free', ({ localPort }) => void ports.push(localPort))
      for (const path of [
        '/live/frames',
        '/live/snapshot.jpg',
        '/live/snapshot.jpg',
        '/live/viewers',
      ]) {
        await wholeOf(await ask(path, { agent }))
        while (ports.length === 0) await once(agent, 'free')
      }
      expect(new Set(ports).size).toBe(1)
    })
  }

  test('a body reaches the handler', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(90_000) })
    const headers = { 'content-type': 'application/json' }
    const answer = await ask('/echo', { method: 'POST', headers, body })
    const echoed = await jsonOf<{ method: string; body: string }>(answer)
    expect(echoed).toMatchObject({ method: 'POST', type: 'application/json', body })
  })

  test('what the handler throws is told in the framework’s way', async () => {
    const answer = await ask('/broken')
    await wholeOf(answer)
    expect(answer.status).toBe(500)
    const told = adapter.isPlainError ? undefined : 'this handler is broken'
    expect(answer.headers['x-caught']).toBe(told)
  })

  // The last one: nobody answers after it.
  test('streams end in order when the server does, and so does it', async () => {
    await until<Journal>('/journal', isQuiet)
    const answer = await ask('/live/stream')
    const pieces = piecesOf(answer)
    await pieces.next()
    const ended = served.end()
    for await (const { index } of pieces) expect(index).toBeGreaterThan(0)
    expect(answer.body.errored).toBeNull()
    expect(answer.body.readableEnded).toBe(true)
    expect(await ended).toBe(adapter.exitCode ?? 0)
  })
})

/** Whether all that came have gone. */
function isQuiet({ visits }: Journal): boolean {
  return visits.joined === visits.left
}
