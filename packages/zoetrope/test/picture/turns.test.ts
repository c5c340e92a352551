import { describe, expect, test } from 'vitest'
import { atOnce, inTurns } from '../../src/picture/turns.ts'

/** Work of so many pieces, that counts them. */
function* count(pieces: number, done: (piece: number) => void): Generator<void, string> {
  for (let piece = 0; piece < pieces; piece++) {
    done(piece)
    yield
  }
  return 'all'
}

/** A piece of work that takes so many milliseconds of the processor. */
function busy(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('work', () => {
  test('is done in one go, or in turns, to its end', async () => {
    const pieces: number[] = []
    expect(atOnce(count(3, (piece) => pieces.push(piece)))).toBe('all')
    expect(await inTurns(count(3, (piece) => pieces.push(piece)))).toBe('all')
    expect(pieces).toEqual([0, 1, 2, 0, 1, 2])
  })

  test('lets everything else go on between its pieces', async () => {
    const order: string[] = []
    const work = inTurns(
      count(4, (piece) => {
        busy(5)
        order.push(`${piece}`)
      }),
    )
    setTimeout(() => order.push('else'))
    await work
    expect(order.indexOf('else')).toBeLessThan(order.indexOf('3'))
  })

  test('ends with what was thrown in it', async () => {
    const work = () =>
      count(3, (piece) => {
        if (piece === 1) throw new RangeError('too far')
      })
    expect(() => atOnce(work())).toThrow('too far')
    await expect(inTurns(work())).rejects.toThrow('too far')
  })
})
