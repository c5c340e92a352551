import { expect, test } from 'vitest'
import { connectionFailure } from '../../src/client/failure.ts'
import { ZoetropeError } from '../../src/errors.ts'

/** An error as platforms make them. */
function failed(message: string, code?: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), code === undefined ? {} : { code })
}

test.each([
  [
    failed('fetch failed', undefined, failed('x', 'ECONNREFUSED')),
    'SOURCE_UNAVAILABLE',
    'was refused',
  ],
  [failed('fetch failed', undefined, failed('', 'EHOSTUNREACH')), 'SOURCE_UNAVAILABLE', 'no route'],
  [failed('getaddrinfo', 'ENOTFOUND'), 'SOURCE_UNAVAILABLE', 'name is not known'],
  [failed('getaddrinfo', 'EAI_AGAIN'), 'SOURCE_UNAVAILABLE', '(DNS) reachable?'],
  [failed('Parse Error', 'HPE_HEADER_OVERFLOW'), 'SOURCE_FAILED', 'the head does not end'],
  [failed('x', undefined, failed('y', 'UND_ERR_CONNECT_TIMEOUT')), 'TIMEOUT', 'does not answer'],
  [
    failed('terminated', undefined, failed('other side', 'UND_ERR_SOCKET')),
    'SOURCE_FAILED',
    'broke off',
  ],
  [failed('Parse Error', 'HPE_INVALID_CONSTANT'), 'SOURCE_FAILED', 'not HTTP (Parse Error)'],
  [failed('certificate', 'CERT_HAS_EXPIRED'), 'SOURCE_UNAVAILABLE', 'has expired'],
  [
    failed('x', 'ODD', failed('the real reason\n  with more')),
    'SOURCE_FAILED',
    ': the real reason',
  ],
  ['just text', 'SOURCE_FAILED', ': just text'],
  [undefined, 'SOURCE_FAILED', ': undefined'],
])('%o is told in one line', (error, code, text) => {
  const told = connectionFailure('http://cam/', error)
  expect(told).toMatchObject({ code, cause: error })
  expect(told.message).toMatch(/^http:\/\/cam\/: .+$/)
  expect(told.message).toContain(text)
})

test('what has a name already keeps it', () => {
  const error = new ZoetropeError('UNAUTHORIZED', 'no')
  expect(connectionFailure('http://cam/', error)).toBe(error)
})
