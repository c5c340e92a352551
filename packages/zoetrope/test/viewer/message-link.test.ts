import { expect, test } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { MessageLink, type MessageSocket } from '../../src/viewer/message-link.ts'

/** A socket of which the system takes one message after the other, as the test says. */
class Row implements MessageSocket {
  /** Whether messages are taken before the sending returns. */
  isQuick = false
  #waiting: { length: number; taken: (() => void) | undefined }[] = []

  get bufferedAmount(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, 0)
  }

  send({ length }: string | Bytes, taken?: () => void): void {
    this.#waiting.push({ length, taken })
    if (this.isQuick) this.takeOne()
  }

  close(): void {}

  terminate(): void {}

  takeOne(): void {
    this.#waiting.shift()?.taken?.()
  }
}

function full() {
  const socket = new Row()
  const link = new MessageLink(socket, [1001, 'over'])
  let drained = 0
  link.onDrain(() => {
    drained += 1
  })
  expect(link.write(new Uint8Array(100))).toBe(false)
  return { socket, link, drained: () => drained }
}

test('has room again when the system has taken the frame', () => {
  const { socket, link, drained } = full()
  link.look()
  expect(drained()).toBe(0)
  socket.takeOne()
  expect(drained()).toBe(1)
})

test('what is taken at once is told by the writing, and not again', () => {
  const socket = new Row()
  socket.isQuick = true
  const link = new MessageLink(socket, [1001, 'over'])
  link.onDrain(() => expect.unreachable())
  expect(link.write(new Uint8Array(100))).toBe(true)
})

test('has room again though another message was sent behind the frame', () => {
  const { socket, drained } = full()
  socket.send('{"type":"pong"}')
  socket.takeOne()
  expect(drained()).toBe(1)
})
