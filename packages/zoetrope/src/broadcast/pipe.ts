/**
 * Publishing everything that something else yields, for as long as it does.
 *
 * @module
 */
import type { ZoetropeError } from '../errors.ts'
import type { Publishing } from './captured.ts'
import { openSupply, type Supply, streamOf } from './supply.ts'
import { Sink } from './writable.ts'

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
  const wasClosed = broadcast.closed
  const isOver = (): boolean => !wasClosed && (broadcast.closed || signal?.aborted === true)
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  // What waits for the signal must hear of the broadcast's end, too.
  const cancel = broadcast.onPulse(() => broadcast.closed && abort())
  signal?.addEventListener('abort', abort)
  const sink = new Sink(broadcast, onReject)
  try {
    // What has not begun need not.
    const isIdle = typeof supply === 'function' || 'open' in supply
    if (isIdle && isOver()) return 0
    const pictures = streamOf(openSupply(supply, stop.signal), stop.signal)
    await pictures.pipeTo(new WritableStream(sink), signal ? { signal } : {})
  } catch (error) {
    if (!isOver()) throw error
  } finally {
    cancel()
    signal?.removeEventListener('abort', abort)
    abort()
  }
  return sink.published
}
