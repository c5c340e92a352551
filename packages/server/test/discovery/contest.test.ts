import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLost } from '../../src/discovery/contest.ts'
import type { OwnRecord } from '../../src/discovery/records.ts'

function address(data: string): OwnRecord {
  const type = data.includes(':') ? 'AAAA' : 'A'
  return { name: 'workshop.local', type, ttl: 120, flush: true, data }
}

function service(port: number, target = 'workshop.local'): OwnRecord {
  const data = { port, target, priority: 0, weight: 0 }
  return { name: 'Workshop._http._tcp.local', type: 'SRV', ttl: 120, flush: true, data }
}

test.each<[string, OwnRecord[], OwnRecord[], boolean]>([
  // The example of RFC 6762, section 8.2.
  ['a later address', [address('169.254.99.200')], [address('169.254.200.50')], true],
  ['an earlier address', [address('169.254.200.50')], [address('169.254.99.200')], false],
  ['the same', [address('10.0.0.7')], [address('10.0.0.7')], false],
  ['one record more', [address('10.0.0.7')], [address('10.0.0.7'), address('10.0.0.9')], true],
  ['one record less', [address('10.0.0.7'), address('10.0.0.9')], [address('10.0.0.7')], false],
  ['a later type', [address('10.0.0.7')], [address('fd00::1')], true],
  ['an address in short', [address('fd00::2')], [address('fd00::1:0')], true],
  ['a later port', [service(8080)], [service(9090)], true],
  ['a port of more digits', [service(9090)], [service(10_000)], true],
  ['another name', [service(8080)], [address('10.0.0.7')], false],
])('against %s', (_what, own, theirs, isOurLoss) => {
  expect(isLost(theirs, own)).toBe(isOurLoss)
})

test('of two machines one gives way, unless they say the same', () => {
  const some = fc.array(fc.oneof(fc.ipV4(), fc.ipV6()).map(address), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(some, some, (one, other) => {
      expect(isLost(other, one) && isLost(one, other)).toBe(false)
    }),
  )
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (one, other) => {
      fc.pre(one !== other)
      expect(isLost([address(other)], [address(one)])).not.toBe(
        isLost([address(one)], [address(other)]),
      )
    }),
  )
})
