import { expect, test } from 'vitest'
import { readPushAnswer, readPushQuestion } from '../../src/live/push-message.ts'

test.each([
  [{ type: 'published', epoch: 'a1', index: 7 }],
  [{ type: 'skipped', reason: 'newer' }],
  [{ type: 'rejected', code: 'INVALID_FRAME', message: 'no-eoi' }],
  [{ type: 'pause' }],
  [{ type: 'resume' }],
  [{ type: 'pong', at: 1, now: 2 }],
  [{ type: 'error', code: 'PUBLISHER_PRESENT', message: 'somebody' }],
])('what a server says is read as it is: %j', (message) => {
  expect(readPushAnswer(JSON.stringify({ ...message, later: true }))).toEqual(message)
})

test('a welcome is read with the limits that are numbers', () => {
  const said = { type: 'welcome', protocol: 'p', camera: 'c', now: 5 }
  const limits = { bytes: 9, words: 'none' }
  expect(readPushAnswer(JSON.stringify({ ...said, limits }))).toEqual({
    ...said,
    limits: { bytes: 9 },
  })
})

test('what a publisher asks is read, and what is not known is nothing', () => {
  expect(readPushQuestion('{"type":"ping","at":4}')).toEqual({ type: 'ping', at: 4 })
  expect(readPushQuestion('{"type":"dance"}')).toBeUndefined()
  expect(readPushAnswer('{"type":"dance"}')).toBeUndefined()
})

test.each([
  ['no JSON'],
  ['[]'],
  ['{}'],
  ['{"type":"published","epoch":"a"}'],
  ['{"type":"published","epoch":1,"index":1}'],
  ['{"type":"pong","at":1}'],
  ['{"type":"error","code":"X"}'],
  ['{"type":"welcome","protocol":"p","camera":"c"}'],
])('%s is refused', (text) => {
  expect(() => readPushAnswer(text)).toThrow('Expected')
})

test.each([['{"type":"ping"}'], ['{"type":"ping","at":"1"}'], ['ping']])(
  '%s is refused',
  (text) => {
    expect(() => readPushQuestion(text)).toThrow('Expected')
  },
)
