import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIVE_LIMITS, LiveError } from '../../src/live/protocol.ts'
import { readServerMessage } from '../../src/live/server-message.ts'
import { readViewerMessage } from '../../src/live/viewer-message.ts'

function viewer(message: Record<string, unknown>): unknown {
  return readViewerMessage(JSON.stringify(message))
}

function codeOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return error instanceof LiveError ? error.code : `${error}`
  }
}

test.each([
  [{ type: 'subscribe', camera: 'desk' }],
  [{ type: 'subscribe', camera: 'desk', fps: 0.5, every: 3, max_age: 400 }],
  [{ type: 'change', camera: 'desk', fps: 240 }],
  [{ type: 'unsubscribe', camera: 'desk' }],
  [{ type: 'shown', camera: 'desk', epoch: 'a1', index: 7 }],
  [{ type: 'pause' }],
  [{ type: 'resume' }],
  [{ type: 'ping', at: 12.5 }],
])('of a viewer: %j', (message) => {
  expect(viewer(message)).toEqual(message)
  expect(viewer({ ...message, later: { a: 1 } })).toEqual(message)
})

test.each([
  [{ type: 'welcome', protocol: 'zoetrope.live.1', now: 5, limits: { subscriptions: 3 } }],
  [{ type: 'subscribed', camera: 'desk' }],
  [{ type: 'unsubscribed', camera: 'desk' }],
  [{ type: 'state', camera: 'desk', state: 'lost', since: 3, reason: 'unplugged' }],
  [{ type: 'state', camera: 'desk', state: 'live', since: 3, reason: null }],
  [{ type: 'pong', at: 3, now: 4 }],
  [{ type: 'error', code: 'NO_SUCH_CAMERA', message: 'There is none', camera: 'desk' }],
])('of a server: %j', (message) => {
  expect(readServerMessage(JSON.stringify(message))).toEqual(message)
})

test('what has another type is none of ours, on both sides', () => {
  expect(viewer({ type: 'dance' })).toBeUndefined()
  expect(readServerMessage('{"type":"dance"}')).toBeUndefined()
})

test('null is no wish', () => {
  expect(viewer({ type: 'subscribe', camera: 'desk', fps: null })).toEqual({
    type: 'subscribe',
    camera: 'desk',
  })
})

describe('wishes', () => {
  test.each([
    ['fps', 0],
    ['fps', 241],
    ['every', 0],
    ['every', 1.5],
    ['max_age', 0],
    ['max_age', 1e9],
  ])('%s of %d is out of range, and the range is named', (name, value) => {
    expect(() => viewer({ type: 'subscribe', camera: 'desk', [name]: value })).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETER',
        camera: 'desk',
        message: expect.stringMatching(new RegExp(`^Expected ${name} to be .* from .* to .*, got`)),
      }),
    )
  })

  test.each(['width', 'height', 'quality', 'rendition'])('%s comes later', (name) => {
    const read = (): unknown => viewer({ type: 'change', camera: 'desk', [name]: 1 })
    expect(codeOf(read)).toBe('NOT_IMPLEMENTED')
  })
})

test.each([
  ['no JSON', 'subscribe desk'],
  ['a text', '"subscribe"'],
  ['null', 'null'],
  ['a list', '[{"type":"pause"}]'],
  ['no type', '{"camera":"desk"}'],
  ['a type that is no text', '{"type":1}'],
  ['no camera', '{"type":"subscribe"}'],
  ['a camera that is no text', '{"type":"unsubscribe","camera":1}'],
  ['a camera without a name', '{"type":"unsubscribe","camera":""}'],
  ['a name that is too long', `{"type":"subscribe","camera":"${'x'.repeat(65)}"}`],
  ['a frame without an index', '{"type":"shown","camera":"a","epoch":"b"}'],
  ['a wish that is no number', '{"type":"subscribe","camera":"a","fps":"10"}'],
  ['a ping without a time', '{"type":"ping"}'],
])('%s is invalid, in one line', (_, text) => {
  const read = (): unknown => readViewerMessage(text)
  expect(codeOf(read)).toBe('INVALID_MESSAGE')
  expect(read).toThrow(/^Expected [^\n]{1,200}$/)
})

test('nothing that anybody may send ends in another error', () => {
  const json = fc.oneof(fc.json(), fc.string({ maxLength: LIVE_LIMITS.text }))
  fc.assert(
    fc.property(json, (text) => {
      for (const read of [readViewerMessage, readServerMessage]) {
        expect([undefined, 'INVALID_MESSAGE']).toContain(codeOf(() => read(text)))
      }
    }),
  )
})

test('nor do messages of which any member is anything', () => {
  const types = ['subscribe', 'change', 'shown', 'ping', 'welcome', 'state', 'error', 'pong']
  const members = ['camera', 'fps', 'every', 'max_age', 'epoch', 'index', 'at', 'now', 'limits']
  const message = fc.dictionary(fc.constantFrom(...members), fc.jsonValue(), { maxKeys: 6 })
  const known = [undefined, 'INVALID_MESSAGE', 'INVALID_PARAMETER']
  fc.assert(
    fc.property(fc.constantFrom(...types), message, (type, rest) => {
      const text = JSON.stringify({ ...rest, type })
      expect(known).toContain(codeOf(() => readViewerMessage(text)))
      expect(known).toContain(codeOf(() => readServerMessage(text)))
    }),
  )
})
