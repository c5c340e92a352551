/**
 * The frames under way to somebody who acknowledges what was shown, over a connection that keeps
 * their order.
 *
 * That order tells two things apart: a frame that was shown shows that everything sent before it has
 * arrived, of all cameras; whether those others were shown only their own acknowledgements say.
 *
 * @module
 */

/** Milliseconds for which one frame that is not heard of keeps those of other owners back. */
export const PATIENCE = 1000

/** A frame as it is acknowledged. */
export interface Place {
  readonly epoch: string
  readonly index: number
}

/** A frame that was sent. Times in milliseconds of the monotonic clock. */
export interface Departure extends Place {
  readonly bytes: number
  readonly at: number
  /** Whether nothing else was under way. */
  readonly isAlone: boolean
  /** Whether the pacer had held it back. */
  readonly wasHeld: boolean
}

/** What an acknowledgement tells of the way: frames that arrived between the one before and this. */
export interface Landing {
  readonly bytes: number
  /** The last of them. */
  readonly last: Departure
}

interface Entry extends Departure {
  /** Whose frame it is. */
  readonly owner: object
  hasArrived: boolean
}

/** Knows what is under way, and what was not yet shown. */
export class Flight {
  /** Not yet known to have arrived, in the order of sending. */
  #underWay: Entry[] = []
  /** Owner -> its frames that were not yet shown, in the order of sending. */
  #unshown = new Map<object, Entry[]>()
  #bytes = 0

  /** Bytes that are not yet known to have arrived. */
  get bytes(): number {
    return this.#bytes
  }

  /** Frames that are not yet known to have arrived, in the order of sending. */
  get departures(): readonly Departure[] {
    return this.#underWay
  }

  /** Whether one of the owner's frames has arrived and waits to be shown: another would only wait behind it. */
  isBehind(owner: object): boolean {
    return this.#unshown.get(owner)?.[0]?.hasArrived ?? false
  }

  /** Whether one of the owner's frames is not heard of for so long that the others go on without it. */
  isOverdue(owner: object, now: number): boolean {
    const first = this.#unshown.get(owner)?.[0]
    return first !== undefined && now - first.at >= PATIENCE
  }

  /** Notes a frame that leaves. */
  sent(owner: object, frame: Omit<Departure, 'isAlone'>): void {
    const entry = { ...frame, owner, isAlone: this.#underWay.length === 0, hasArrived: false }
    this.#underWay.push(entry)
    this.#bytes += entry.bytes
    const own = this.#unshown.get(owner)
    if (own) own.push(entry)
    else this.#unshown.set(owner, [entry])
  }

  /**
   * Notes that a frame of the owner was shown, and with it all those before it. Returns what that
   * tells of the way; `undefined` where it tells nothing new.
   */
  shown(owner: object, { epoch, index }: Place): Landing | undefined {
    const own = this.#unshown.get(owner) ?? []
    const at = own.findLastIndex((one) => one.epoch === epoch && one.index <= index)
    const last = own[at]
    if (!last) return undefined
    own.splice(0, at + 1)
    return this.#landed(last)
  }

  /** Forgets an owner's frames, which will not be acknowledged any more. */
  forget(owner: object): void {
    this.#unshown.delete(owner)
    this.#underWay = this.#underWay.filter((entry) => entry.owner !== owner)
    this.#bytes = this.#underWay.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  #landed(last: Entry): Landing | undefined {
    if (last.hasArrived) return undefined
    const landed = this.#underWay.splice(0, this.#underWay.indexOf(last) + 1)
    let bytes = 0
    for (const entry of landed) {
      entry.hasArrived = true
      bytes += entry.bytes
    }
    this.#bytes -= bytes
    return { bytes, last }
  }
}
