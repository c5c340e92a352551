import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from '../../src/broadcast/ring.ts'
import { createPart, type Part } from '../../src/multipart/part.ts'

function part(index: number, bytes = 10): Part {
  const init = { epoch: 'e', index, capturedAt: 0, width: 1, height: 1, moment: 0 }
  return createPart(new Uint8Array(bytes), init)
}

function filled(ring: Ring, count: number): Ring {
  for (let index = 0; index < count; index++) ring.push(part(index), index)
  return ring
}

test('holds exactly as many frames as its capacity, the newest ones', () => {
  const ring = filled(new Ring({ capacity: 10 }), 25)
  expect([...ring].map(({ index }) => index)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24])
  for (let index = 15; index < 25; index++) expect(ring.find(index)?.index).toBe(index)
  expect(ring.find(14)).toBeUndefined()
  expect(ring.find(25)).toBeUndefined()
})

test('a ring of one frame can be read', () => {
  const ring = filled(new Ring({ capacity: 1 }), 3)
  expect(ring.find(2)?.index).toBe(2)
  expect(ring.newest?.index).toBe(2)
})

test('lets the oldest go when the bytes are over the limit, but never the newest', () => {
  const ring = new Ring({ capacity: 100, maxBytes: 5000 })
  for (let index = 0; index < 20; index++) ring.push(part(index, 1000), 0)
  expect(ring.bytes).toBeLessThanOrEqual(5000)
  expect(ring.end - ring.start).toBe(4)
  ring.push(part(20, 50_000), 0)
  expect([...ring].map(({ index }) => index)).toEqual([20])
})

test('lets frames go by age, but never the newest', () => {
  const ring = new Ring({ capacity: 100, maxAge: 50 })
  filled(ring, 100)
  expect([...ring][0]?.index).toBe(49)
  ring.expire(10_000)
  expect([...ring].map(({ index }) => index)).toEqual([99])
})

test('finds frames whose indices jump', () => {
  const ring = new Ring({ capacity: 5 })
  for (const index of [3, 4, 90, 91, 500, 7000]) ring.push(part(index), 0)
  expect([4, 90, 91, 500, 7000].map((index) => ring.find(index)?.index)).toEqual([
    4, 90, 91, 500, 7000,
  ])
  expect([0, 3, 5, 89, 501, 7001].map((index) => ring.find(index))).toEqual(
    new Array(6).fill(undefined),
  )
})

test('positions go on over a reset, and nothing of before is found', () => {
  const ring = filled(new Ring({ capacity: 4 }), 6)
  ring.reset({ capacity: 2 })
  expect([ring.start, ring.end, ring.bytes, ring.capacity]).toEqual([6, 6, 0, 2])
  expect(ring.newest).toBeUndefined()
  ring.push(part(0), 0)
  expect(ring.find(0)?.index).toBe(0)
})

test('a reset keeps the limits that are not given', () => {
  const ring = new Ring({ capacity: 3, maxBytes: 5000 })
  ring.reset()
  expect(ring.capacity).toBe(3)
  for (let index = 0; index < 3; index++) ring.push(part(index, 3000), 0)
  expect(ring.end - ring.start).toBe(1)
})

test.each([{ capacity: 0 }, { capacity: -1 }, { capacity: 1.5 }, { maxBytes: 0 }, { maxAge: 0 }])(
  'refuses %o',
  (limits) => {
    expect(() => new Ring(limits)).toThrow(RangeError)
  },
)

test('whatever is pushed, the bytes held are those of the frames held', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 300, max: 4000 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 100 }))),
      (capacity, maxBytes, pushes) => {
        const ring = new Ring({ capacity, maxBytes, maxAge: 200 })
        let now = 0
        for (const [index, [size, step]] of pushes.entries()) {
          now += step
          ring.push(part(index, size), now)
          const held = [...ring]
          expect(ring.bytes).toBe(held.reduce((sum, { bytes }) => sum + bytes.length, 0))
          expect(held.at(-1)?.index).toBe(index)
          expect(held.length).toBeLessThanOrEqual(capacity)
        }
      },
    ),
  )
})
