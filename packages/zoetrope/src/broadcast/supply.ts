/**
 * Whatever yields pictures, as one thing to iterate over.
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

/** Begins `supply`, if it has not begun by itself. */
export function openSupply(supply: Supply, signal: AbortSignal): AsyncIterable<Supplied> {
  if (typeof supply === 'function') return iterableOf(supply(signal))
  return iterableOf('open' in supply ? supply.open(signal) : supply)
}

/** Lets go of what has begun, without reading it. */
export async function abandonSupply(supply: Supply): Promise<void> {
  if (typeof supply === 'function' || 'open' in supply) return
  await iterableOf(supply)[Symbol.asyncIterator]().return?.()
}

// Not by the stream's own iterator: Safari's has none.
function iterableOf(pictures: Pictures): AsyncIterable<Supplied> {
  if (!('getReader' in pictures)) return pictures
  const over = { done: true, value: undefined } as const
  return {
    [Symbol.asyncIterator]: () => {
      const reader = pictures.getReader()
      return {
        next: async () => {
          const { done, value } = await reader.read()
          return done ? over : { value }
        },
        return: async () => {
          // Ends a read that is in progress too.
          await reader.cancel()
          return over
        },
      }
    },
  }
}
