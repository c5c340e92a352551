/**
 * Work that takes longer than a frame has time, done piece by piece: between the pieces everything
 * else goes on, so that the viewers of other cameras notice nothing.
 *
 * @module
 */

/** Milliseconds at a stretch: a fraction of the time between two frames. */
const STRETCH = 4

/** Does all of it in one go. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Does it in turns with everything else. Rejects with what the work throws. */
export async function inTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const end = performance.now() + STRETCH
    while (performance.now() < end) {
      const { done, value } = work.next()
      if (done) return value
    }
    await new Promise((resolve) => setTimeout(resolve))
  }
}
