/**
 * Reading a source until a signal aborts, whether the source obeys it or not, and without letting
 * one that never waits keep the program from everything else.
 *
 * @module
 */
import { pause } from './pause.ts'
import { Turn } from './turn.ts'

/**
 * Passes on what `source` yields until the signal aborts, even if the source ignores the signal and
 * never yields again. Its `return` is called then, and waited for.
 *
 * @param grace Milliseconds to wait for it at most: an obedient source needs no longer, not even
 * with a child process to end.
 */
export async function* until<T>(
  signal: AbortSignal,
  source: AsyncIterable<T>,
  grace = 5000,
): AsyncGenerator<T, void, void> {
  if (signal.aborted) return
  const iterator = source[Symbol.asyncIterator]()
  const turn = new Turn()
  try {
    while (!signal.aborted) {
      const result = await nextOf(iterator, signal)
      if (!result || result.done) return
      yield result.value
      await turn.yielded()
    }
  } finally {
    await release(iterator, grace)
  }
}

// One listener for each frame: in a race with one promise for the whole run, that promise would
// remember every frame until the end.
function nextOf<T>(
  iterator: AsyncIterator<T>,
  signal: AbortSignal,
): Promise<IteratorResult<T> | undefined> {
  let abort: () => void = () => {}
  return new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
    abort = () => resolve(undefined)
    signal.addEventListener('abort', abort)
    Promise.resolve(iterator.next()).then(resolve, reject)
  }).finally(() => signal.removeEventListener('abort', abort))
}

async function release(iterator: AsyncIterator<unknown>, grace: number): Promise<void> {
  const over = new AbortController()
  // A generator that awaits something for ever queues `return` behind it and never answers.
  const returned = Promise.resolve(iterator.return?.())
    .catch(() => {})
    .finally(() => over.abort())
  await Promise.race([returned, pause(grace, over.signal)])
}
