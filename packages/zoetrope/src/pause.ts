/**
 * A wait that a signal ends, without leaving a listener or a timer behind.
 *
 * @module
 */

/** Resolves after `delay` milliseconds, none if it is negative, or at once when the signal aborts. */
export function pause(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delay)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
