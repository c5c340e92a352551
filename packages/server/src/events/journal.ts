/**
 * The journal: what happened to the cameras, in order, as far back as there is room.
 *
 * Like a broadcast it is one ring for all readers. A reader owns a place in it and nothing else, so
 * that a slow one costs no memory; one that is overtaken is told how much it missed.
 *
 * @module
 */
import { type Entry, type Fact, type Gap, plain } from './entry.ts'

/** How much is kept. */
export interface JournalLimits {
  /** @default 1000 */
  readonly entries?: number | undefined
  /** Characters of them all, as they are sent. @default 1048576 */
  readonly characters?: number | undefined
}

/** Where a reader goes on. */
export interface Place {
  /** The number of the entry to read next. */
  readonly next: number
  /** What lies between there and the place that was asked for. */
  readonly gap: Gap | undefined
}

/** An entry, written once for all its readers. */
export interface Kept {
  readonly number: number
  readonly entry: Entry
  /** As a block of an event stream. */
  readonly block: string
}

/** Keeps what happened. */
export class Journal {
  /** Names this life of the journal: the ids of another one mean nothing here. */
  readonly epoch: string = crypto.randomUUID().slice(0, 8)
  #limits: { readonly entries: number; readonly characters: number }
  #kept: Kept[] = []
  #characters = 0
  #next = 1
  #listeners = new Set<(entry: Entry) => void>()

  constructor({ entries = 1000, characters = 2 ** 20 }: JournalLimits = {}) {
    this.#limits = { entries, characters }
  }

  /** The number that the next entry will have. */
  get next(): number {
    return this.#next
  }

  /** The number of the oldest entry that is kept. */
  get first(): number {
    return this.#next - this.#kept.length
  }

  /** The id of the entry of that number. */
  idOf(number: number): string {
    return `${this.epoch}-${number}`
  }

  /** Writes something down, and tells everybody who listens. @param at Milliseconds since the Unix epoch. */
  add(fact: Fact, at: number = Date.now()): Entry {
    const number = this.#next
    const entry: Entry = Object.freeze({
      id: this.idOf(number),
      at: Math.round(at),
      ...clean(fact),
    })
    const kept = { number, entry, block: block(entry.type, entry, entry.id) }
    this.#kept.push(kept)
    this.#characters += kept.block.length
    this.#next += 1
    this.#forget()
    for (const listener of this.#listeners) listener(entry)
    return entry
  }

  /** The entry of that number, or `undefined` where it is forgotten or not written yet. */
  at(number: number): Kept | undefined {
    return this.#kept[number - this.first]
  }

  /**
   * Where somebody goes on who has read as far as the entry `id`; without one, who begins now. After
   * an id of another life it is the beginning of this one.
   */
  placeAfter(id: string | undefined): Place {
    if (id === undefined) return { next: this.#next, gap: undefined }
    const [, epoch, digits] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(id) ?? []
    const next = Number(digits) + 1
    if (epoch !== this.epoch || !(next <= this.#next)) {
      return { next: this.first, gap: gap('unknown', null) }
    }
    return this.placeAt(next)
  }

  /** Where somebody goes on whose next entry would be that of a number. */
  placeAt(next: number): Place {
    if (next >= this.first) return { next, gap: undefined }
    return { next: this.first, gap: gap('forgotten', this.first - next) }
  }

  /** Calls `listener` with every entry. Returns a function that cancels. */
  onEntry(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #forget(): void {
    const { entries, characters } = this.#limits
    while (this.#kept.length > entries || this.#characters > characters) {
      this.#characters -= this.#kept.shift()?.block.length ?? 0
    }
  }
}

/** One event of an event stream. Without an id the reader's place stays what it was. */
export function block(type: string, facts: object, id?: string): string {
  const place = id === undefined ? '' : `id: ${id}\n`
  return `${place}event: ${type}\ndata: ${JSON.stringify(facts)}\n\n`
}

function gap(reason: Gap['reason'], missed: number | null): Gap {
  return { type: 'gap', at: Date.now(), reason, missed }
}

function clean(fact: Fact): Fact {
  if (fact.type === 'state' && fact.reason !== null) return { ...fact, reason: plain(fact.reason) }
  if (fact.type !== 'control' || typeof fact.value !== 'string') return fact
  return { ...fact, value: plain(fact.value) }
}
