import { describe, expect, test } from 'vitest'
import { bytes, head, MULTIPART, part } from '../../packages/zoetrope/test/client/raw-server.ts'
import {
  type Answer,
  held,
  leaked,
  PATIENCE,
  realFrames,
  report,
  stream,
  upstream,
  watch,
} from './upstream.ts'
import { type Fault, faults } from './upstream-faults.ts'

const frames = await realFrames(3)
const [one = bytes(), two = bytes()] = frames
const JPEG = 'Content-Type: image/jpeg'

/** What a camera may do wrong that does no harm: the frames come all the same. */
const quirks: readonly Omit<Fault, 'reason'>[] = [
  { name: 'announces lengths that are too long', answer: parts((length) => length + 7) },
  { name: 'announces lengths that are too short', answer: parts((length) => length - 40) },
  { name: 'announces no lengths', answer: parts(() => undefined) },
  { name: 'names another boundary', answer: boundary('boundary=other') },
  { name: 'names the boundary with its dashes', answer: boundary('boundary=--cam') },
  { name: 'names the boundary in quotes', answer: boundary('boundary="cam"') },
  { name: 'names the boundary in quotes, with its dashes', answer: boundary('boundary="--cam"') },
  { name: 'names no boundary', answer: boundary('') },
]

function parts(told: (length: number) => number | undefined): Answer {
  return (_, socket) => {
    socket.write(head('200 OK', MULTIPART))
    let count = 0
    const timer = setInterval(() => {
      const frame = frames[count++ % frames.length] ?? bytes()
      const length = told(frame.length)
      const field = length === undefined ? '' : `Content-Length: ${length}\r\n`
      socket.write(bytes(`--cam\r\n${JPEG}\r\n${field}\r\n`, frame, '\r\n'))
    }, 20)
    socket.once('close', () => clearInterval(timer))
  }
}

function boundary(parameter: string): Answer {
  const sends = stream(frames)
  return (asked, socket, count) => {
    const write = socket.write.bind(socket)
    // Only the head differs from that of a healthy camera.
    socket.write = (chunk: Uint8Array | string) => {
      const told = typeof chunk === 'string' ? chunk.replace('boundary=cam', parameter) : chunk
      return write(told)
    }
    sends(asked, socket, count)
  }
}

/** A camera goes through a fault from its start, and then in mid-life. */
async function endures({ name, answer, reason }: Fault): Promise<void> {
  const server = await upstream(answer)
  const { camera, changes, change, told, next } = await watch(`${server.origin}/v${PATIENCE}`)
  await told(reason)
  expect(camera.reason, name).toMatch(reason)
  expect(['lost', 'stalled'], name).toContain(camera.state)
  server.answer = stream(frames)
  await change('live')
  expect(frames, name).toContainEqual((await next()).jpeg)
  expect(camera.reason, name).toBeUndefined()

  server.answer = answer
  server.drop()
  const why = await told(reason)
  server.answer = stream(frames)
  const back = performance.now()
  await change('live')
  report(name, why, performance.now() - back)
  expect(frames, name).toContainEqual((await next()).jpeg)
  expect(
    changes.filter(({ to }) => to === 'idle' || to === 'starting'),
    name,
  ).toHaveLength(1)

  await camera.close()
  server.drop()
  await server.close()
}

describe('an upstream that', () => {
  // All at once: most of their time is spent waiting.
  test('fails in whatever way is told so, and its viewers stay until it is back', async () => {
    const before = held()
    await Promise.all(faults.map(endures))
    expect(await leaked(before)).toEqual([])
  })

  test.each(quirks)('$name: shows every frame', async ({ answer }) => {
    const server = await upstream(answer)
    const { camera, next } = await watch(`${server.origin}/video${PATIENCE}`)
    for (let n = 0; n < 6; n++) expect(frames).toContainEqual((await next()).jpeg)
    expect(camera.changes).toBe(2)
  })

  test('falls silent in mid-life: is asked again after two seconds', async () => {
    const healthy = stream(frames)
    let fallSilent = (): void => {}
    const server = await upstream((asked, socket, count) => {
      const write = socket.write.bind(socket)
      let isSilent = false
      fallSilent = () => {
        isSilent = true
      }
      socket.write = (chunk: Uint8Array | string) => isSilent || write(chunk)
      healthy(asked, socket, count)
    })
    const { change, next } = await watch(`${server.origin}/video`)
    for (let n = 0; n < 10; n++) await next()
    fallSilent()
    const { reason } = await change('stalled')
    expect(reason).toMatch(
      /^no frame for [23]\.\d s, waiting for a frame from .*, which has answered$/,
    )
    await change('live')
    expect(frames).toContainEqual((await next()).jpeg)
    expect(server.connections).toBe(2)
  })

  test('ends after each frame: is asked again and again, and is live all the time', async () => {
    const server = await upstream((_, socket, count) => {
      socket.end(bytes(head('200 OK', MULTIPART), part(frames[count % 3] ?? one)))
    })
    const { camera, next, changes } = await watch(`${server.origin}/video#fps=60`)
    for (let n = 0; n < 6; n++) expect(frames).toContainEqual((await next()).jpeg)
    expect(changes.map(({ to }) => to)).toEqual(['starting', 'live'])
    expect(camera.source.interval).toBe(Number.POSITIVE_INFINITY)
    server.answer = stream([two])
    while (camera.source.interval === Number.POSITIVE_INFINITY) await next()
    expect(camera.state).toBe('live')
  })

  test('compresses its pictures, though nobody asked: they are unpacked', async () => {
    const { gzipSync, deflateSync } = await import('node:zlib')
    const server = await upstream((_, socket, count) => {
      const [name, pack] =
        count % 2 ? (['gzip', gzipSync] as const) : (['deflate', deflateSync] as const)
      const body = pack(frames[count % 3] ?? one)
      const lines = [JPEG, `Content-Encoding: ${name}`, `Content-Length: ${body.length}`]
      socket.end(bytes(head('200 OK', ...lines), body))
    })
    const { next } = await watch(`${server.origin}/picture#fps=60`)
    for (let n = 0; n < 6; n++) expect(frames).toContainEqual((await next()).jpeg)
  })

  test('asks for rest (503, Retry-After): gets it, and says why', async () => {
    const server = await upstream((_, socket) => {
      socket.end(head('503 Service Unavailable', 'Retry-After: 1'))
    })
    const { change, next } = await watch(`${server.origin}/video`)
    expect((await change('lost')).reason).toMatch(/answered 503 Service Unavailable$/)
    server.answer = stream(frames)
    expect(frames).toContainEqual((await next()).jpeg)
    expect(server.asked).toHaveLength(2)
  })
})
