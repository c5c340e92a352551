import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseChallenges } from '../../src/client/challenge.ts'

/** Challenges as plain objects. */
function read(header: string | null): object[] {
  return parseChallenges(header).map(({ scheme, parameters }) => ({
    [scheme]: Object.fromEntries(parameters),
  }))
}

test.each([
  [null, []],
  ['', []],
  ['Basic', [{ basic: {} }]],
  ['BASIC realm="a camera"', [{ basic: { realm: 'a camera' } }]],
  ['Basic realm=bare', [{ basic: { realm: 'bare' } }]],
  [
    'Digest Realm = "a, b" ,nonce="x==", stale=TRUE',
    [{ digest: { realm: 'a, b', nonce: 'x==', stale: 'TRUE' } }],
  ],
  [
    'Digest realm="say \\"hi\\"", qop="auth,auth-int"',
    [{ digest: { realm: 'say "hi"', qop: 'auth,auth-int' } }],
  ],
  [
    'Digest realm="", nonce=abc==, opaque=""',
    [{ digest: { realm: '', nonce: 'abc==', opaque: '' } }],
  ],
  [
    'Negotiate, NTLM TlRMTVNT==, Basic realm="x"',
    [{ negotiate: {} }, { ntlm: {} }, { basic: { realm: 'x' } }],
  ],
  [
    'Digest realm="r", nonce="1", algorithm=SHA-256, Digest realm="r", nonce="1", algorithm=MD5',
    [
      { digest: { realm: 'r', nonce: '1', algorithm: 'SHA-256' } },
      { digest: { realm: 'r', nonce: '1', algorithm: 'MD5' } },
    ],
  ],
  [', ,Basic realm="x",,', [{ basic: { realm: 'x' } }]],
  ['Basic realm="never closed', [{ basic: { realm: '' } }]],
])('%j is read as its challenges', (header, challenges) => {
  expect(read(header)).toEqual(challenges)
})

test('no header makes it throw or hang', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (header) => {
      for (const { scheme } of parseChallenges(`Basic ${header}`)) expect(scheme).not.toBe('')
    }),
  )
})
