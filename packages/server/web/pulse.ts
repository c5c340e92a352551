/**
 * Whether a stream in an `<img>` still lives. No browser says: a stream that ended, or whose server
 * was killed, leaves its last picture standing without any event.
 *
 * So the page compares what the server says with what it sees, each time the server answers. Some
 * signs are certain (the server was away, it counts no viewer). One is a suspicion: the server
 * publishes, and the picture stays the same. A still life looks just like that, and reopening does
 * no harm but costs a connection, so each fruitless suspicion doubles the patience.
 *
 * @module
 */
import type { Status } from './status.ts'

/** What is known at one moment. */
export interface Beat {
  /** Milliseconds, by any clock that goes on while the machine sleeps. */
  readonly at: number
  /** The server's word; `undefined` when it did not answer. */
  readonly status: Status | undefined
  /** Equal for equal pictures; 0 for none; `undefined` where the page cannot tell. */
  readonly fingerprint: number | undefined
}

const LEAST_PATIENCE = 6_000
const MOST_PATIENCE = 120_000
/** A new stream may take this long to be counted as a viewer. */
const SETTLING = 3_000
/** Answers come every few seconds: a longer gap means the machine slept. */
const SLEPT = 25_000

/** Follows one stream through its lives. */
export class Pulse {
  #patience = LEAST_PATIENCE
  #opened = 0
  #beaten = 0
  /** When the picture last became another one. */
  #changed: number | undefined
  /** Since when it stays the same in this life, and the server's index then. */
  #same = 0
  #sameIndex: number | undefined
  #fingerprint: number | undefined
  #epoch: string | undefined
  #uncounted = 0
  #silent = false
  #lost = false

  /** Call when the stream is opened, and each time it is opened again. */
  opened(at: number): void {
    this.#opened = at
    this.#beaten = at
    this.#same = at
    this.#sameIndex = undefined
    this.#changed ??= at
    this.#epoch = undefined
    this.#uncounted = 0
    this.#silent = false
    this.#lost = false
  }

  /** Whether the stream must be opened again. */
  isDead(beat: Beat): boolean {
    if (!beat.status) {
      this.#silent = true
      return false
    }
    const slept = beat.at - this.#beaten > SLEPT
    this.#beaten = beat.at
    // Each is asked every time: they remember.
    const signs = [
      this.#silent,
      slept,
      this.#isNewLife(beat.status),
      this.#isUncounted(beat.at, beat.status),
      this.#isFrozen(beat.at, beat.status, beat.fingerprint),
    ]
    return signs.includes(true)
  }

  #isNewLife(status: Status): boolean {
    const epoch = status.newest?.epoch
    // A server that has just started has no frame, and so no epoch.
    const another = this.#epoch !== undefined && epoch !== this.#epoch
    this.#epoch ??= epoch
    const back = this.#lost && status.state === 'live'
    if (status.state === 'lost') this.#lost = true
    return another || back
  }

  #isUncounted(at: number, status: Status): boolean {
    const settled = at - this.#opened > SETTLING
    this.#uncounted = settled && status.viewers === 0 ? this.#uncounted + 1 : 0
    return this.#uncounted >= 2
  }

  #isFrozen(at: number, status: Status, fingerprint: number | undefined): boolean {
    const index = status.newest?.index
    if (status.state !== 'live' || index === undefined || fingerprint === undefined) {
      this.#countFrom(at, index)
      return false
    }
    if (fingerprint !== this.#fingerprint) {
      // A camera of one frame in five seconds deserves more patience than one of thirty a second.
      const usual = at - (this.#changed ?? at)
      this.#patience = Math.min(Math.max(3 * usual, LEAST_PATIENCE), MOST_PATIENCE)
      this.#fingerprint = fingerprint
      this.#changed = at
      this.#countFrom(at, index)
      return false
    }
    this.#sameIndex ??= index
    if (index - this.#sameIndex < 2 || at - this.#same < this.#patience) return false
    this.#patience = Math.min(2 * this.#patience, MOST_PATIENCE)
    return true
  }

  #countFrom(at: number, index: number | undefined): void {
    this.#same = at
    this.#sameIndex = index
  }
}
