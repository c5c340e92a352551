import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import type { ErrandLimits } from '../../src/events/errand.ts'
import { type WebhookInit, webhookErrand } from '../../src/events/webhook.ts'
import { became } from './entries.ts'

/** One request that came. */
interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server that answers with these statuses in turn, the last one for ever, and what came. */
async function target(...statuses: number[]) {
  const seen: Seen[] = []
  const url = await listening((request, response) => {
    const { method, url: path, headers } = request
    void text(request).then((body) => {
      seen.push({ method, url: path, headers, body })
      const status = statuses.length > 1 ? statuses.shift() : statuses[0]
      response.writeHead(status ?? 200, { location: '/elsewhere', 'retry-after': '0' })
      response.end(`this is\n${status}`)
    })
  })
  return { url, seen }
}

async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // listens on TCP, so it is not a path
  return `http://127.0.0.1:${port}`
}

const lost = became('lost', 'front', 'gone')

function send(init: Partial<WebhookInit> & { url: string }, rest: Partial<ErrandLimits> = {}) {
  const errand = webhookErrand({ agent: 'zoetrope/9.9.9', retries: [1, 1], ...init })
  return errand(lost, { timeout: 10_000, signal: new AbortController().signal, ...rest })
}

test('what was taken is not sent again, though the rest of the answer does not come', async () => {
  let count = 0
  const url = await listening((_, response) => {
    count += 1
    response.writeHead(200, { 'content-length': '10' }).flushHeaders()
  })
  await send({ url }, { timeout: 200 })
  expect(count).toBe(1)
})

test('a password may have a percent sign that means nothing', async () => {
  const { url, seen } = await target(204)
  await send({ url: url.replace('//', '//kim:50%@') })
  expect(seen[0]?.headers.authorization).toBe(`Basic ${btoa('kim:50%')}`)
})

test('a URL is sent the event as JSON, and who sends it', async () => {
  const { url, seen } = await target(204)
  await send({ url: `${url}/hook?x=1`, headers: { 'X-Token': 'abc' } })
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: '/hook?x=1',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'zoetrope/9.9.9',
        'x-zoetrope-event': 'state',
        'x-zoetrope-id': lost.id,
        'x-token': 'abc',
      },
    },
  ])
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual(lost)
  expect(seen[0]?.headers).not.toHaveProperty('x-zoetrope-signature')
})

test('with a secret the body is signed', async () => {
  const { url, seen } = await target(200)
  await send({ url, secret: 'hush' })
  const digest = createHmac('sha256', 'hush')
    .update(seen[0]?.body ?? '')
    .digest('hex')
  expect(seen[0]?.headers['x-zoetrope-signature']).toBe(`sha256=${digest}`)
})

test('words in the URL are filled in, and escaped', async () => {
  const { url, seen } = await target(200)
  await send({ url: `${url}/{camera}/{to}?why={reason} / &` })
  expect(seen[0]?.url).toBe('/front/lost?why=gone%20/%20&')
})

test('name and password of the URL become a header', async () => {
  const { url, seen } = await target(200)
  await send({ url: url.replace('//', '//me:p%40ss@') })
  expect(seen[0]?.headers.authorization).toBe(`Basic ${btoa('me:p@ss')}`)
})

test('while the other side has trouble it is tried again, with the same id and signature', async () => {
  const { url, seen } = await target(503, 500, 200)
  await send({ url, secret: 'hush' })
  expect(seen.length).toBe(3)
  expect(new Set(seen.map(({ headers }) => headers['x-zoetrope-signature'])).size).toBe(1)
  expect(new Set(seen.map(({ headers }) => headers['x-zoetrope-id'])).size).toBe(1)
})

test('one that has trouble for ever fails with its last words', async () => {
  const { url, seen } = await target(502)
  await expect(send({ url })).rejects.toThrow('it answered 502 Bad Gateway: this is 502')
  expect(seen.length).toBe(3)
})

test.each([400, 401, 404, 302])('an answer of %i is final', async (status) => {
  const { url, seen } = await target(status)
  await expect(send({ url })).rejects.toThrow(`it answered ${status}`)
  expect(seen.length).toBe(1)
})

test('where nobody listens it is tried again, and the failure names no URL', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listens on TCP, so it is not a path
  server.close()
  await once(server, 'close')
  await expect(send({ url: `http://127.0.0.1:${port}/secret-path` })).rejects.toThrow(
    /^it cannot be reached \(ECONNREFUSED\)$/,
  )
})

test('one that never answers is given up in time', async () => {
  const url = await listening(() => {})
  await expect(send({ url, retries: [] }, { timeout: 50 })).rejects.toThrow(
    'no answer within 0.05 s',
  )
})

test('one that answers without an end is not waited for', async () => {
  const url = await listening((_, response) => {
    response.writeHead(400)
    response.write('x'.repeat(1000))
  })
  await expect(send({ url })).rejects.toThrow(/^it answered 400 Bad Request: x{200}$/)
})

test('the end of the server ends it, under way or between two attempts', async () => {
  const stop = new AbortController()
  const url = await listening(() => stop.abort())
  await send({ url }, { signal: stop.signal })
  const waiting = new AbortController()
  const busy = await listening((_, response) => {
    response.writeHead(500).end(() => waiting.abort())
  })
  await send({ url: busy, retries: [1_000_000] }, { signal: waiting.signal })
})
