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
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  const sink = new Sink(broadcast, onReject, abort)
  const wasOpen = !broadcast.closed
  try {
    // What has not begun need not.
    if (signal?.aborted && (typeof supply === 'function' || 'open' in supply)) return 0
    signal?.addEventListener('abort', abort)
    const pictures = streamOf(openSupply(supply, stop.signal), stop.signal)
    await pictures.pipeTo(new WritableStream(sink), signal && { signal })
  } catch (error) {
    if (!(wasOpen && (broadcast.closed || signal?.aborted))) throw error
  } finally {
    signal?.removeEventListener('abort', abort)
    sink.close()
  }
  return sink.published
}
