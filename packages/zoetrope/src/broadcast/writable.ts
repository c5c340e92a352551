/**
 * A broadcast as the end of a pipe: a `WritableStream` in which every chunk is one frame.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { Turn } from '../turn.ts'
import { isRejection, type Publishing, publishSupplied, type Supplied } from './captured.ts'

/** See `Broadcast.writable`. */
export function writableOf(broadcast: Publishing): WritableStream<Supplied> {
  return new WritableStream(new Sink(broadcast))
}

/** Publishes what is written; the stream breaks when the broadcast closes, or at a frame that is none. */
export class Sink implements UnderlyingSink<Supplied> {
  /** Frames published. */
  published = 0
  #broadcast: Publishing
  #onReject: ((error: ZoetropeError) => void) | undefined
  #turn = new Turn()
  #onClose: () => void
  #cancel = (): void => {}

  /**
   * @param onReject Told of frames that are none; the others go on then.
   * @param onClose Called when it takes no more.
   */
  constructor(
    broadcast: Publishing,
    onReject?: (error: ZoetropeError) => void,
    onClose: () => void = () => {},
  ) {
    this.#broadcast = broadcast
    this.#onReject = onReject
    this.#onClose = onClose
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

  write(picture: Supplied): Promise<void> {
    try {
      publishSupplied(this.#broadcast, picture)
      this.published += 1
    } catch (error) {
      if (!this.#onReject || !isRejection(error)) {
        this.close()
        throw error
      }
      this.#onReject(error)
    }
    return this.#turn.yielded()
  }

  close(): void {
    this.#cancel()
    this.#onClose()
  }

  abort(): void {
    this.close()
  }
}
