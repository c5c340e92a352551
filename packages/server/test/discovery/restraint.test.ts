import { expect, test } from 'vitest'
import type { SomeRecord } from '../../src/discovery/records.ts'
import { Restraint } from '../../src/discovery/restraint.ts'

const home: SomeRecord = { name: 'workshop.local', type: 'A', data: '10.0.0.7' }
const asked = { network: 'eth0', isDefence: false }
const defended = { network: 'eth0', isDefence: true }

test('what was told is told again a second later', () => {
  const restraint = new Restraint()
  const times = [0, 1, 999, 1000, 1500, 1999, 2000]
  expect(times.filter((now) => restraint.tells(home, asked, now))).toEqual([0, 1000, 2000])
})

test('a name that somebody is about to take is defended at each of their questions', () => {
  const restraint = new Restraint()
  const times = [0, 100, 250, 500, 700]
  expect(times.filter((now) => restraint.tells(home, defended, now))).toEqual([0, 250, 500])
})

test('each record, and each network, waits for itself', () => {
  const restraint = new Restraint()
  const other = { ...home, data: '10.0.0.8' }
  const wifi = { ...asked, network: 'wlan0' }
  expect(restraint.tells(home, asked, 0)).toBe(true)
  expect(restraint.tells(other, asked, 1)).toBe(true)
  expect(restraint.tells(home, wifi, 2)).toBe(true)
  expect(restraint.tells(home, asked, 3)).toBe(false)
})

test('who is answered alone gets no more than 100 packets in a second, with all others', () => {
  const restraint = new Restraint()
  const replies = (now: number): number =>
    Array.from({ length: 200 }, () => restraint.replies(now)).filter(Boolean).length
  expect([replies(0), replies(999), replies(1000)]).toEqual([100, 0, 100])
})
