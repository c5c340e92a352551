import { createServer } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { concat, latin1, tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { limitBody } from '../../src/http/body-time.ts'
import { listening } from '../../src/http/listening.ts'
import { phone } from './publishers.ts'
import { Wire } from './wires.ts'

/** A server that answers `done` when a body has come whole, within 100 ms or without a limit. */
async function reader({ lifts = false } = {}): Promise<number> {
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const lift = limitBody(response, 100)
    if (lifts) lift()
    request.on('error', () => {})
    request.resume().on('end', () => response.end('done'))
  })
  onTestFinished(() => void server.close())
  const { port } = await listening(server, { host: '127.0.0.1', port: 0 })
  return port
}

const head = ['POST / HTTP/1.1', 'Host: localhost', 'Content-Length: 6']

test('a body that does not come to its end in time is answered with 408, and cut off', async () => {
  const wire = new Wire(await reader()).ask(...head)
  const timer = setInterval(() => wire.socket.write('x'), 40)
  const answer = await wire.over()
  clearInterval(timer)
  expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n$/)
})

test('one whose limit was lifted may take its time', async () => {
  const wire = new Wire(await reader({ lifts: true })).ask(...head)
  await new Promise((resolve) => setTimeout(resolve, 300))
  wire.socket.write('whole!')
  expect(await wire.until((text) => text.includes('done'))).toMatch(/^HTTP\/1.1 200/)
})

test('what has no body is never cut off', async () => {
  const server = createServer((_, response) => {
    limitBody(response, 50)
    response.write('begun')
    setTimeout(() => response.end('done'), 250)
  })
  onTestFinished(() => void server.close())
  const { port } = await listening(server, { host: '127.0.0.1', port: 0 })
  const wire = new Wire(port).ask('GET / HTTP/1.1', 'Host: localhost')
  expect(await wire.until((text) => text.includes('done'))).toContain('begun')
})

test('heads are timed by Node, although whole requests are not', async () => {
  const limits = { requestTimeout: 0, headersTimeout: 200, connectionsCheckingInterval: 50 }
  const server = createServer(limits, (_, response) => response.end())
  onTestFinished(() => void server.close())
  const { port } = await listening(server, { host: '127.0.0.1', port: 0 })
  const wire = new Wire(port)
  wire.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
  const timer = setInterval(() => wire.socket.write('X-Slow: yes\r\n'), 40)
  expect(await wire.over()).toMatch(/^HTTP\/1.1 408 /)
  clearInterval(timer)
})

test('in a server a slow picture is cut off after 30 s, and a slow stream is not', async () => {
  const { server, camera } = await phone({ timeout: 300_000 })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const before = vi.getTimerCount()
  const ask = (...more: readonly string[]): Wire =>
    new Wire(server.port).ask('POST /cameras/phone/frames HTTP/1.1', 'Host: localhost', ...more)
  const picture = ask('Content-Type: image/jpeg', 'Content-Length: 1000')
  const stream = ask('Transfer-Encoding: chunked')
  stream.socket.write('1\r\n-\r\n')
  // One for the picture's body; the stream has its silence to be noticed instead.
  while (vi.getTimerCount() < before + 2) await new Promise((resolve) => setImmediate(resolve))
  vi.advanceTimersByTime(31_000)
  // The camera lets the event loop turn by a timer: one that stands still would keep it for ever.
  vi.useRealTimers()
  expect(await picture.over()).toMatch(/^HTTP\/1.1 408 /)
  const jpeg = tinyJpeg()
  const part = concat(latin1('-b\r\nContent-Type: image/jpeg\r\n\r\n'), jpeg, latin1('\r\n--b--'))
  stream.socket.write(`${part.length.toString(16)}\r\n`)
  stream.socket.write(part)
  stream.socket.write('\r\n0\r\n\r\n')
  expect(await stream.until((text) => text.includes('}'))).toContain('"published":1')
  expect(camera.broadcast.published).toBe(1)
})
