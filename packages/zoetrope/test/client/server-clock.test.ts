import { expect, test } from 'vitest'
import { ServerClock } from '../../src/client/server-clock.ts'

const noon = Date.UTC(2026, 10, 21, 12)

/** The head of an answer that was made at `said`, on the server's clock. */
function answer(said: number, ...more: [string, string][]): Headers {
  return new Headers([['date', new Date(said).toUTCString()], ...more])
}

/** A clock after answers that came 20 ms after they were asked for, made half-way by one that is `ahead`. */
function learnt(ahead: number, ...asked: number[]): ServerClock {
  const clock = new ServerClock()
  for (const at of asked) {
    clock.heard(answer(at + 10 + ahead), { asked: at, came: at + 20 })
  }
  return clock
}

test('nothing is known before an answer has said its time', () => {
  const clock = new ServerClock()
  expect(clock.offset).toBeUndefined()
  clock.heard(new Headers(), { asked: noon, came: noon + 5 })
  clock.heard(new Headers({ date: 'soon' }), { asked: noon, came: noon + 5 })
  expect(clock.offset).toBeUndefined()
})

test.each([0, 300, -300, 480, -480])(
  'clocks %i ms apart may be the same for all one can see',
  (ahead) => {
    expect(learnt(ahead, noon + 500).offset).toBe(0)
  },
)

test.each([3_600_000, -3_600_000, 2500, -2500, -1_700_000_000_000])(
  'a clock that is ahead by %i ms is told from one answer to within half a second',
  (ahead) => {
    expect(Math.abs((learnt(ahead, noon + 777).offset ?? 0) - ahead)).toBeLessThanOrEqual(520)
  },
)

test('several answers leave less doubt', () => {
  const asked = [0, 1100, 2250, 3333, 4480, 5570, 6690, 7770, 8890, 9990].map((at) => noon + at)
  expect(Math.abs((learnt(5432, ...asked).offset ?? 0) - 5432)).toBeLessThan(80)
})

test('a clock that was set in between is learnt anew', () => {
  const clock = learnt(60_000, noon)
  clock.heard(answer(noon + 5000), { asked: noon + 5000, came: noon + 5010 })
  expect(clock.offset).toBe(0)
})

test('what a cache has kept says nothing', () => {
  const clock = new ServerClock()
  clock.heard(answer(noon - 90_000, ['age', '90']), { asked: noon, came: noon + 5 })
  expect(clock.offset).toBeUndefined()
})
