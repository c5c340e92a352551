import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Conversation, converse, type Question } from '../../src/probe/conversation.ts'
import { bodyOf } from '../../src/probe/response-body.ts'
import type { Target } from '../../src/probe/target.ts'
import { serverThat } from './camera.ts'

const { signal } = new AbortController()

async function ask(target: Target, question: Question = {}): Promise<Conversation> {
  const opened = await converse(target, question, signal)
  if (!(opened instanceof Conversation)) throw new Error(opened.message)
  onTestFinished(() => opened.close())
  return opened
}

/** Waits for the end of what comes. */
async function all(conversation: Conversation): Promise<Conversation> {
  await conversation.until(() => false, 5000, signal)
  return conversation
}

describe('a conversation', () => {
  test('says what is asked, and nothing else', async () => {
    let heard = ''
    const target = await serverThat(
      (socket, asked) => {
        heard = asked
        socket.end()
      },
      { path: '/stream?a=b' },
    )
    await all(await ask(target, { method: 'HEAD', version: '1.0', fields: { range: 'bytes=0-' } }))
    const host = target.url.host
    const header = `host: ${host}\r\nuser-agent: zoetrope-probe\r\naccept: */*\r\nrange: bytes=0-`
    expect(heard).toBe(`HEAD /stream?a=b HTTP/1.0\r\n${header}\r\n\r\n`)
  })

  test.each([
    ['fin', (socket: Socket): void => void socket.end()],
    ['reset', (socket: Socket): void => void socket.resetAndDestroy()],
  ] as const)('tells that it ended by %s', async (how, end) => {
    const target = await serverThat((socket) =>
      socket.write('HTTP/1.1 200 OK\r\n\r\n', () => end(socket)),
    )
    expect((await all(await ask(target))).ending).toBe(how)
  })

  test('has its body out of its chunks, with the moment of each byte', async () => {
    const target = await serverThat((socket) => {
      const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
      socket.end(`${head}3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n`)
    })
    const conversation = await all(await ask(target))
    const body = bodyOf(conversation)
    expect(body.bytes.toString()).toBe('abcdefg')
    expect(body).toMatchObject({ isChunked: true, isWhole: true })
    const { at, since } = body.arrivalOf(6)
    expect(at).toBeGreaterThanOrEqual(conversation.askedAt)
    expect(since).toBeLessThanOrEqual(at)
  })

  test('believes a length, unless it is asked not to', async () => {
    const target = await serverThat((socket) => {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef')
    })
    const conversation = await all(await ask(target))
    expect(bodyOf(conversation).bytes.toString()).toBe('abc')
    expect(bodyOf(conversation, { endless: true }).bytes.toString()).toBe('abcdef')
  })

  test('may read no faster than wished, and all of it in the end', async () => {
    const target = await serverThat((socket) => {
      socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), Buffer.alloc(20_000)]))
    })
    const slow = await ask(target, { pace: 40_000 })
    await slow.until(() => slow.length > 0, 5000, signal)
    expect(slow.length).toBeLessThan(20_000)
    expect((await all(slow)).length).toBe(20_019)
  })

  test('that nobody takes up is told with its reason', async () => {
    const target = { url: new URL('http://127.0.0.1:1/'), timeout: 5000 }
    expect(await converse(target, {}, signal)).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('ends when it is aborted', async () => {
    const target = await serverThat(() => {})
    const asked = new AbortController()
    const conversation = await ask(target)
    const waiting = conversation.until(() => false, 60_000, asked.signal)
    asked.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })
})
