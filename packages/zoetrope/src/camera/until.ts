/**
 * Reading a source until a signal aborts, whether the source obeys it or not.
 *
 * @module
 */
import { pause } from '../pause.ts'

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
  let abort: () => void = () => {}
  const aborted = new Promise<undefined>((resolve) => {
    abort = () => resolve(undefined)
    signal.addEventListener('abort', abort)
  })
  try {
    for (;;) {
      const result = await Promise.race([iterator.next(), aborted])
      if (!result || result.done) return
      yield result.value
    }
  } finally {
    signal.removeEventListener('abort', abort)
    await release(iterator, grace)
  }
}

async function release(iterator: AsyncIterator<unknown>, grace: number): Promise<void> {
  const over = new AbortController()
  // A generator that awaits something for ever queues `return` behind it and never answers.
  const returned = Promise.resolve(iterator.return?.())
    .catch(() => {})
    .finally(() => over.abort())
  await Promise.race([returned, pause(grace, over.signal)])
}
