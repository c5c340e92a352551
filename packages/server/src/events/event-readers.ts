/**
 * All readers of a journal: how many there may be, how they are kept alive, and how they end.
 *
 * @module
 */
import { EventReader, type EventWish } from './event-reader.ts'
import type { Journal } from './journal.ts'

/** How readers are treated. */
export interface ReadersOptions {
  /** How many there may be at once. @default 500 */
  readonly most?: number | undefined
  /** Milliseconds between two signs of life. Proxies end what is silent for a minute. @default 15000 */
  readonly keepAlive?: number | undefined
  /** Milliseconds that one may take nothing of what it was sent. @default 60000 */
  readonly stallTimeout?: number | undefined
}

/** Knows all readers of a journal. */
export class EventReaders {
  /** How many had to be ended because they took nothing. */
  stalled = 0
  #journal: Journal
  #options: Required<{ [Name in keyof ReadersOptions]: number }>
  #present = new Set<EventReader>()
  #timer: ReturnType<typeof setInterval> | undefined
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(journal: Journal, options: ReadersOptions = {}) {
    const { most = 500, keepAlive = 15_000, stallTimeout = 60_000 } = options
    this.#journal = journal
    this.#options = { most, keepAlive, stallTimeout }
  }

  get size(): number {
    return this.#present.size
  }

  /** How many entries were written so far. */
  get written(): number {
    return this.#journal.next - 1
  }

  /** How many there may be. */
  get most(): number {
    return this.#options.most
  }

  /** A new reader, or `undefined` where there are as many as there may be. Close it when it leaves. */
  open(wish: EventWish): EventReader | undefined {
    if (this.#present.size >= this.#options.most) return undefined
    const reader = new EventReader(this.#journal, wish)
    if (this.#isClosed) reader.close()
    else this.#admit(reader)
    return reader
  }

  /** Ends all of them, once they have been told what happened last. Idempotent. */
  close(): void {
    this.#isClosed = true
    for (const reader of this.#present) reader.close()
  }

  #admit(reader: EventReader): void {
    this.#present.add(reader)
    this.#timer ??= setInterval(this.#look, this.#options.keepAlive)
    this.#cancel ??= this.#journal.onEntry(this.#wake)
    reader.onEnd((end) => {
      this.#present.delete(reader)
      if (end === 'stalled') this.stalled += 1
      if (this.#present.size === 0) this.#rest()
    })
  }

  #wake = (): void => {
    for (const reader of this.#present) reader.wake()
  }

  #look = (): void => {
    for (const reader of this.#present) {
      if (reader.busy > this.#options.stallTimeout) reader.close('stalled')
      else reader.keepAlive()
    }
  }

  #rest(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#cancel?.()
    this.#cancel = undefined
  }
}
