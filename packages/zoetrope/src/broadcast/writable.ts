/**
 * A broadcast as the end of a pipe: a `WritableStream` in which every chunk is one frame.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { type Publishing, publishSupplied, type Supplied } from './captured.ts'

/** The one that was made last for a broadcast, while it can be written to. */
const writables = new WeakMap<Publishing, WritableStream<Supplied>>()

/** See `Broadcast.writable`. */
export function writableOf(broadcast: Publishing): WritableStream<Supplied> {
  const known = writables.get(broadcast)
  if (known && !known.locked) return known
  const writable = new WritableStream(new Sink(broadcast))
  if (!broadcast.closed) writables.set(broadcast, writable)
  return writable
}

class Sink implements UnderlyingSink<Supplied> {
  #broadcast: Publishing
  #cancel = (): void => {}

  constructor(broadcast: Publishing) {
    this.#broadcast = broadcast
  }

  start(controller: WritableStreamDefaultController): void {
    const heed = (): void => {
      if (!this.#broadcast.closed) return
      this.close()
      // So that what is piped into it is let go at once, and not with its next frame.
      controller.error(new ZoetropeError('CLOSED', 'Cannot write: the broadcast is closed'))
    }
    this.#cancel = this.#broadcast.onPulse(heed)
    heed()
  }

  write(picture: Supplied): void {
    try {
      publishSupplied(this.#broadcast, picture)
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    this.#cancel()
    writables.delete(this.#broadcast)
  }

  abort(): void {
    this.close()
  }
}
