/**
 * A wait that a signal ends, without leaving a listener or a timer behind.
 *
 * @module
 */

/**
 * Resolves after `delay` milliseconds (none if it is negative), or at once when the signal aborts or
 * `early` calls back.
 *
 * @param early Is given the function that ends the pause, and returns one that cancels that.
 */
export function pause(
  delay: number,
  signal: AbortSignal,
  early?: (wake: () => void) => (() => void) | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      cancel?.()
      resolve()
    }
    const timer = setTimeout(end, delay)
    const cancel = early?.(end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
