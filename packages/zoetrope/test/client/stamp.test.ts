import { expect, test } from 'vitest'
import { stampOf } from '../../src/client/stamp.ts'

const NOW = 1_760_000_000_000

function stamp(fields: Record<string, string>): object {
  return stampOf(new Headers(fields), NOW)
}

test('epoch seconds with decimals become milliseconds', () => {
  expect(stamp({ 'x-timestamp': '1759999999.250000' })).toEqual({ capturedAt: NOW - 750 })
})

test.each(['1234.567', '0', '', 'NaN', 'yesterday', '1760000061', '1759999939', '1760000000000'])(
  'the time stamp "%s" cannot be true of a live picture, and is left out',
  (text) => {
    expect(stamp({ 'x-timestamp': text })).toEqual({})
  },
)

test('a frame keeps the index its server gave it', () => {
  expect(stamp({ 'x-frame-index': ' 42 ' })).toEqual({ index: 42 })
})

test.each(['-1', '1.5', '', 'x', '9007199254740993', '1e3'])('"%s" is no index', (text) => {
  expect(stamp({ 'x-frame-index': text })).toEqual({})
})

test('without headers there is nothing to say', () => {
  expect(stamp({})).toEqual({})
})
