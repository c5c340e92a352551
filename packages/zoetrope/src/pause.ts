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
    let over = signal.aborted
    let cancel: (() => void) | undefined
    const end = (): void => {
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      cancel?.()
      resolve()
    }
    const timer = setTimeout(end, delay)
    signal.addEventListener('abort', end)
    cancel = early?.(end)
    if (over) end() // aborted before, or woken before there was a way to cancel
  })
}
