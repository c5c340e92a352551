import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { limitBody } from '../../src/http/body-time.ts'
import { listening } from '../../src/http/listening.ts'
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
