/**
 * Whatever yields pictures, as a stream: the platform knows how to pipe one, and how to end it.
 *
 * @module
 */
import type { Supplied } from './captured.ts'

/** Pictures one after the other: what an async generator returns, or a stream. */
export type Pictures = AsyncIterable<Supplied> | ReadableStream<Supplied>

/** Begins to yield pictures, and lets go of what it holds when `signal` aborts: any async generator function. */
export type Opener = (signal: AbortSignal) => Pictures

/** What pictures can come from: pictures that are under way, or what begins them: a function, a source. */
export type Supply = Pictures | Opener | { readonly open: Opener }

/** Milliseconds that what lets go may take: a generator that waits for ever never answers. */
const GRACE = 5000

/** Begins `supply`, if it has not begun by itself. It is asked for a picture only when one is read. */
export function openSupply(supply: Supply, signal: AbortSignal): Pictures {
  if (typeof supply === 'function') return supply(signal)
  return 'open' in supply ? supply.open(signal) : supply
}

/**
 * Pictures as a stream; cancelling it has them let go, whatever they wait for. None is asked for once
 * `signal` aborts: whoever aborts it cancels this, too.
 */
export function streamOf(pictures: Pictures, signal: AbortSignal): ReadableStream<Supplied> {
  if ('getReader' in pictures) return pictures
  const iterator = pictures[Symbol.asyncIterator]()
  return new ReadableStream<Supplied>(
    {
      pull: async (controller) => {
        if (signal.aborted) return
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => letGo(iterator),
    },
    { highWaterMark: 0 },
  )
}

function letGo(iterator: AsyncIterator<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GRACE)
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    Promise.resolve(iterator.return?.()).then(end, end)
  })
}
