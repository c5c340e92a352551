import { expect, test } from 'vitest'
import { pushFromUri, pushSource } from '../../../src/sources/push.ts'

test.each([
  ['push:', 'push:'],
  ['push:?timeout=5&second=replace', 'push:?timeout=5&second=replace'],
  ['push:?second=refuse&timeout=10', 'push:'],
  ['PUSH:?timeout=0', 'push:?timeout=0'],
  ['push:?timeout=0.5', 'push:?timeout=0.5'],
])('%s is %s', (uri, label) => {
  expect(pushFromUri(uri).label).toBe(label)
})

test.each([
  ['push:phone', 'Expected push:?timeout=5&second=replace, got "push:phone"'],
  ['push:?timeout=', 'Expected timeout to be 0 (never) or seconds from 0.1 to 86400, got ""'],
  ['push:?timeout=-1', 'timeout'],
  ['push:?timeout=1e9', 'timeout'],
  ['push:?second=maybe', 'Expected second to be refuse or replace, got "maybe"'],
  ['push:?fps=5', 'got "fps"'],
])('%s is refused', (uri, words) => {
  expect(() => pushFromUri(uri)).toThrow(words)
})

test('silence is judged by the source, not by the watchdog of its camera', () => {
  expect(pushSource().interval).toBe(Number.POSITIVE_INFINITY)
})
