/**
 * Publishing from a worker thread: the worker lays each frame into memory that is moved to the other
 * side, and is the part there.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { type ByteSource, bytesOf } from '../frame/bytes.ts'
import { roomFor } from '../multipart/part.ts'
import { type FramePort, listen, type Offer, type Wish } from './port.ts'
import type { Stamp } from './stamp.ts'

/** Whom a publisher tells. */
export interface PortPublisherOptions {
  /** Told of every frame that the other side refused (`INVALID_FRAME`). */
  readonly onReject?: ((error: ZoetropeError) => void) | undefined
  /** Told when frames begin to be wanted, and when no longer: a camera without viewers wants none. */
  readonly onWanted?: ((wanted: boolean) => void) | undefined
}

/** The end of a port where frames go in. Its listener keeps a worker alive until it is closed. */
export class PortPublisher implements Disposable {
  /** Frames that were not sent, because a newer one came before there was room for them, or nobody wanted any. */
  dropped = 0
  #port: FramePort
  #options: PortPublisherOptions
  #closed = false
  #session: string | undefined
  #hasRested = false
  /** Frames that may still be sent. */
  #room = 0
  /** Frames sent and not yet taken. */
  #underWay = 0
  /** The newest frame, while there is no room for it. */
  #waiting: Omit<Extract<Offer, { zoetrope: 'frame' }>, 'session'> | undefined
  #wakes: (() => void)[] = []
  #cancel: () => void

  /** See {@link portPublisher}. */
  constructor(port: FramePort, options: PortPublisherOptions = {}) {
    this.#port = port
    this.#options = options
    this.#cancel = listen(port, {
      message: (said) => this.#heed(said),
      over: () => this.#end(),
    })
  }

  /** Whether anybody reads on the other side. */
  get wanted(): boolean {
    return this.#session !== undefined
  }

  /** How many frames the other side has not taken yet. */
  get behind(): number {
    return this.#underWay + (this.#waiting ? 1 : 0)
  }

  get closed(): boolean {
    return this.#closed
  }

  /**
   * Sends a frame, or keeps it until there is room, in place of one that waits. The bytes are copied
   * once, so the caller may reuse them at once. Whether they are a JPEG is found on the other side.
   *
   * @param stamp What is known of it; a number is its `capturedAt`. @default captured now
   * @throws {ZoetropeError} `CLOSED`.
   * @throws {TypeError} when `jpeg` holds no bytes.
   */
  publish(jpeg: ByteSource, stamp: Stamp | number = {}): void {
    if (this.#closed) throw new ZoetropeError('CLOSED', 'Cannot publish: the port is closed')
    const bytes = bytesOf(jpeg)
    // Before anybody wanted any, the newest is kept; afterwards it would only grow old.
    const isUnwanted = !this.wanted && this.#hasRested
    if (isUnwanted || this.#waiting) this.dropped += 1
    if (isUnwanted) return
    const { capturedAt = Date.now(), index } =
      typeof stamp === 'number' ? { capturedAt: stamp } : stamp
    this.#waiting = { zoetrope: 'frame', room: roomFor(bytes), capturedAt, index }
    this.#send()
  }

  /** Resolves when a frame would be sent at once, or this is closed: for who would rather wait than drop one. */
  async ready(): Promise<void> {
    while (!this.#closed && (this.#room === 0 || this.#waiting)) {
      await new Promise<void>((resolve) => this.#wakes.push(resolve))
    }
  }

  /** Tells the other side that nothing follows. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#send()
    this.#tell({ zoetrope: 'end' })
    this.#end()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #heed(said: Wish | Offer): void {
    switch (said.zoetrope) {
      case 'want':
        this.#begin(said.session, said.frames)
        break
      case 'taken':
        if (said.session !== this.#session) break
        this.#room += 1
        this.#underWay -= 1
        break
      case 'refused':
        this.#options.onReject?.(new ZoetropeError('INVALID_FRAME', said.reason))
        break
      case 'rest':
        if (said.session === this.#session) this.#rest()
        break
      case 'frame':
      case 'end':
        break // said by publishers
    }
    this.#send()
  }

  #begin(session: string, frames: number): void {
    const wasWanted = this.wanted
    this.#session = session
    this.#room = frames
    this.#underWay = 0
    if (!wasWanted) this.#options.onWanted?.(true)
  }

  #rest(): void {
    this.#session = undefined
    this.#hasRested = true
    this.#room = 0
    this.#underWay = 0
    if (this.#waiting) this.dropped += 1
    this.#waiting = undefined
    this.#options.onWanted?.(false)
  }

  #send(): void {
    const session = this.#session
    if (session !== undefined && this.#waiting && this.#room > 0) {
      const frame = { ...this.#waiting, session }
      this.#waiting = undefined
      this.#room -= 1
      this.#underWay += 1
      this.#port.postMessage(frame, [frame.room])
    }
    for (const wake of this.#wakes.splice(0)) wake()
  }

  #tell(offer: Offer): void {
    this.#port.postMessage(offer, [])
  }

  #end(): void {
    this.#closed = true
    this.#cancel()
    this.#waiting = undefined
    for (const wake of this.#wakes.splice(0)) wake()
  }
}

/**
 * What a worker publishes with; `portFrames()` reads on the other side. The newest frame wins: while
 * the other side is behind, frames are dropped. Close it, or the worker will not end by itself.
 *
 * @example
 * const out = portPublisher(parentPort)
 * out.publish(jpeg)
 */
export function portPublisher(port: FramePort, options?: PortPublisherOptions): PortPublisher {
  return new PortPublisher(port, options)
}
