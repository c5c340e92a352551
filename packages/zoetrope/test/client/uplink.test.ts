import { expect, test } from 'vitest'
import { Uplink } from '../../src/client/uplink.ts'

/** A way to a server: milliseconds there and back while it is idle, and for a frame to pass it. */
interface Way {
  readonly distance: number
  readonly passage: number
}

/** What came of ten seconds: frames a second, how old they were at the server (ms), and how many were under way at most. */
function tenSeconds({ distance, passage }: Way, interval: number) {
  const uplink = new Uplink()
  uplink.measured(distance)
  const answers: number[] = []
  const ages: number[] = []
  let [free, most] = [0, 0]
  let next = 0
  for (let now = 0; now < 10_000; now += 0.25) {
    while ((answers[0] ?? Number.POSITIVE_INFINITY) <= now) {
      answers.shift()
      uplink.answered(now)
    }
    if (now < next || !uplink.isFree) continue
    uplink.sent(now)
    most = Math.max(most, uplink.flight)
    next = now + interval
    free = Math.max(free, now + distance / 2) + passage
    ages.push(free - now)
    answers.push(free + distance / 2)
  }
  const late = ages.slice(ages.length >> 1).toSorted((a, b) => a - b)
  return { rate: ages.length / 10, age: late[late.length >> 1] ?? 0, most }
}

test('until it knows the way one frame is under way', () => {
  const uplink = new Uplink()
  expect(uplink.isFree).toBe(true)
  uplink.sent(0)
  expect(uplink.isFree).toBe(false)
  uplink.answered(40)
  expect([uplink.isFree, uplink.trip]).toEqual([true, 40])
})

test.each([
  ['a slow near way', { distance: 10, passage: 160 }],
  ['a slow far way', { distance: 200, passage: 160 }],
  ['a middling way', { distance: 50, passage: 50 }],
])('%s is kept busy, and no frame waits for more than one other', (_, way) => {
  const { rate, age } = tenSeconds(way, 33)
  expect(rate).toBeGreaterThan(0.8 * (1000 / way.passage))
  expect(age).toBeLessThanOrEqual(way.distance / 2 + 2 * way.passage + 1)
})

test.each([
  ['a fast near way', { distance: 1, passage: 1 }],
  ['a fast far way', { distance: 200, passage: 2 }],
])('on %s every frame leaves at once', (_, way) => {
  const { rate, age, most } = tenSeconds(way, 33)
  expect(rate).toBeGreaterThan(28)
  expect(age).toBeLessThanOrEqual(way.distance / 2 + way.passage + 1)
  expect(most).toBeLessThanOrEqual(16)
})

test('an answer to nothing means nothing', () => {
  const uplink = new Uplink()
  uplink.answered(5)
  expect([uplink.flight, uplink.trip]).toEqual([0, undefined])
})
