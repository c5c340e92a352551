import { expect, test } from 'vitest'
import { Rhythm } from '../../web/publish-rhythm.ts'

/**
 * Ten seconds of sending: a camera with `camera` pictures a second of which `rate` are wanted, each
 * encoded in `encode` ms and answered `answer` ms later. Returns when pictures were made.
 */
function send(rhythm: Rhythm, { camera = 30, encode = 5, answer = 5 }): number[] {
  const made: number[] = []
  for (let now = 0; now < 10_000; ) {
    now += rhythm.wait(now)
    // The camera's next picture.
    now = (Math.floor((now * camera) / 1000 + 1e-6) + 1) * (1000 / camera)
    made.push(now)
    rhythm.begun(now)
    now += encode
    rhythm.made(now)
    now += answer
  }
  return made
}

test.each([
  [15, 30],
  [10, 30],
  [30, 30],
  [15, 15],
  [1, 30],
  [25, 30],
])('of a camera with more or as many pictures, %i a second are made (of %i)', (rate, camera) => {
  const rhythm = new Rhythm(rate)
  const made = send(rhythm, { camera })
  expect(made.length / 10).toBeGreaterThan(rate * 0.98 - 0.2)
  expect(made.length / 10).toBeLessThan(rate * 1.02 + 0.2)
  expect([rhythm.leftOut, rhythm.missed]).toEqual([0, 0])
})

test('a camera with fewer pictures is nobody’s fault', () => {
  const rhythm = new Rhythm(30)
  expect(send(rhythm, { camera: 10 }).length).toBeCloseTo(100, -1)
  expect([rhythm.leftOut, rhythm.missed]).toEqual([0, 0])
})

test('what a slow link leaves out is counted, and never made up for', () => {
  const rhythm = new Rhythm(10)
  const made = send(rhythm, { answer: 450 })
  expect(made.length + rhythm.leftOut).toBeGreaterThan(90)
  expect(made.length + rhythm.leftOut).toBeLessThan(101)
  expect(rhythm.missed).toBe(0)
  for (const [at, time] of made.slice(1).entries()) {
    expect(time - (made[at] ?? 0)).toBeGreaterThan(450)
  }
})

test('what a slow device leaves out is its own', () => {
  const rhythm = new Rhythm(10)
  const made = send(rhythm, { encode: 450 })
  expect(rhythm.leftOut).toBe(0)
  expect(made.length + rhythm.missed).toBeGreaterThan(90)
})

test('while nobody watches nothing is left out', () => {
  const rhythm = new Rhythm(10)
  rhythm.begun(0)
  rhythm.rested()
  expect(rhythm.wait(60_000)).toBe(0)
  expect(rhythm.leftOut).toBe(0)
})

test('another rate holds from the next picture on', () => {
  const rhythm = new Rhythm(1)
  rhythm.begun(0)
  rhythm.rate = 10
  rhythm.begun(1000)
  expect(rhythm.wait(1000)).toBe(50)
})
