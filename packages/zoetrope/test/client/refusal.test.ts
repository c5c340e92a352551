import { expect, test } from 'vitest'
import { refusalOf } from '../../src/client/refusal.ts'

const asked = { url: new URL('http://cam/video'), login: undefined }

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

test.each([
  [400, 'REFUSED'],
  [403, 'REFUSED'],
  [404, 'REFUSED'],
  [410, 'REFUSED'],
  [408, 'SOURCE_FAILED'],
  [429, 'SOURCE_FAILED'],
  [304, 'SOURCE_FAILED'],
  [500, 'SOURCE_FAILED'],
  [503, 'SOURCE_FAILED'],
  [401, 'UNAUTHORIZED'],
])('%i is %s', (status, code) => {
  expect(refusalOf(new Response(null, { status }), asked).code).toBe(code)
})

test.each(['in its URL', 'it was given'] as const)(
  'a login %s that is refused is told from none',
  (login) => {
    const { message } = refusalOf(new Response(null, { status: 401 }), { ...asked, login })
    expect(message).toBe(`http://cam/video refuses the user and the password ${login}`)
  },
)
