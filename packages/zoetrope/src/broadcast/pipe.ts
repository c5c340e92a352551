/**
 * Publishing everything that something else yields, for as long as it does.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { until } from '../until.ts'
import { isRejection, type Publishing, publishSupplied } from './captured.ts'
import { abandonSupply, openSupply, type Supply } from './supply.ts'

/** How to publish what something else yields. */
export interface PipeOptions {
  /** Ends it when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Told of every picture that was refused (`INVALID_FRAME`); the others go on. @default the first one ends it */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
}

/** See `Broadcast.pipe`. */
export async function pipe(
  broadcast: Publishing,
  supply: Supply,
  { signal, onReject }: PipeOptions = {},
): Promise<number> {
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  signal?.addEventListener('abort', abort)
  const cancel = broadcast.onPulse(() => {
    if (broadcast.closed) abort()
  })
  let published = 0
  try {
    if (broadcast.closed || signal?.aborted) {
      await abandonSupply(supply)
      if (broadcast.closed)
        throw new ZoetropeError('CLOSED', 'Cannot pipe: the broadcast is closed')
      return published
    }
    for await (const picture of until(stop.signal, openSupply(supply, stop.signal))) {
      try {
        publishSupplied(broadcast, picture)
        published += 1
      } catch (error) {
        if (!onReject || !isRejection(error)) throw error
        onReject(error)
      }
    }
    return published
  } finally {
    cancel()
    signal?.removeEventListener('abort', abort)
    abort()
  }
}
