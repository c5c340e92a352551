/**
 * What a part reader tells of the things it had to give up, and of streams in which it finds none.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** A stream in which so many bytes pass without a part is none. Preambles and lost frames are shorter. */
const PATIENCE = 1_048_576

const FOREIGN =
  'Found no part and no JPEG where multipart/x-mixed-replace was expected; check that the address is that of a stream'

/** Makes the errors, each for what happened, and hands them to whoever wants to know. */
export class Rejects {
  readonly #tell: (error: ZoetropeError) => void
  #landmark = 0
  #foreign = false

  constructor(tell: ((error: ZoetropeError) => void) | undefined) {
    this.#tell = tell ?? (() => {})
  }

  /** Up to `position` in the stream all is accounted for: delivered or given up. */
  settle(position: number): void {
    this.#landmark = position
    this.#foreign = false
  }

  /** Nothing to read has come up to `position`. This is told once it lasts. */
  search(position: number): void {
    if (!this.#foreign && position - this.#landmark > PATIENCE) this.#giveUpStream()
  }

  /** The stream has ended at `position`. Without a part it was none. */
  end(position: number): void {
    if (!this.#foreign && this.#landmark === 0 && position > 0) this.#giveUpStream()
  }

  headerTooLarge(limit: number): void {
    const message = `Ignored a header block of more than ${limit} bytes; raise maxHeaderBytes if it is right`
    this.#tell(new ZoetropeError('HEADER_TOO_LARGE', message))
  }

  bodyTooLarge(limit: number): void {
    const message = `Dropped a part with a body of more than ${limit} bytes; raise maxBytes if frames may be that large`
    this.#tell(new ZoetropeError('FRAME_TOO_LARGE', message))
  }

  broken(): void {
    const message = 'Dropped a broken JPEG that no header announced; check the camera and its link'
    this.#tell(new ZoetropeError('INVALID_FRAME', message))
  }

  cut(): void {
    const message = 'Dropped the last frame: the stream ended in the middle of it'
    this.#tell(new ZoetropeError('INVALID_FRAME', message))
  }

  #giveUpStream(): void {
    this.#foreign = true
    this.#tell(new ZoetropeError('INVALID_STREAM', FOREIGN))
  }
}
