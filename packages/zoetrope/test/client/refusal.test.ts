import { expect, test } from 'vitest'
import { refusalOf } from '../../src/client/refusal.ts'

const asked = { url: new URL('http://cam/video'), authenticated: false }

function refused(retryAfter: string | undefined): Response {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
  return new Response(null, { status: 503, statusText: 'Service Unavailable', headers })
}

test.each([
  [undefined, undefined],
  ['2', 2000],
  ['0', undefined],
  ['86400', 60_000],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['Wed, 21 Oct 2015 07:28:00 GMT', undefined],
  ['Wed, 21 Oct 2215 07:28:00 GMT', 60_000],
])('Retry-After "%s" is a wish for %s ms', (header, wish) => {
  expect(refusalOf(refused(header), asked)).toMatchObject({
    code: 'SOURCE_FAILED',
    message: 'http://cam/video answered 503 Service Unavailable',
    retryAfter: wish,
  })
})
