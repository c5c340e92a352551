import { expect, test } from 'vitest'
import { LoginPatience } from '../../src/client/login-patience.ts'
import { ZoetropeError } from '../../src/errors.ts'

const refused = new ZoetropeError('UNAUTHORIZED', 'no')

test('a camera that refuses the login is asked less and less often, and a minute apart at most', () => {
  const logins = new LoginPatience()
  const pauses = Array.from({ length: 6 }, () => logins.slowed(refused).retryAfter)
  expect(pauses).toEqual([0, 5000, 15_000, 60_000, 60_000, 60_000])
  logins.accepted()
  expect(logins.slowed(refused)).toMatchObject({
    code: 'UNAUTHORIZED',
    message: 'no',
    retryAfter: 0,
  })
})

test('other errors stay as they are', () => {
  const logins = new LoginPatience()
  const error = new ZoetropeError('SOURCE_FAILED', 'broken', { retryAfter: 7 })
  expect(logins.slowed(error)).toBe(error)
})
