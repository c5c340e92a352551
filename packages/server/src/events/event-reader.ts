/**
 * One reader of the journal: what it is sent next, as text of an event stream.
 *
 * It is asked for a piece when the one before is out. So nothing queues here for a reader that is
 * slow; and one that asks no more although there is something to send has stalled.
 *
 * @module
 */
import type { Entry } from './entry.ts'
import { block, type Journal } from './journal.ts'

/** What a reader wishes to read. */
export interface EventWish {
  /** Whether it wants an entry. */
  wants(entry: Entry): boolean
  /** The id up to which it has read. @default it begins now */
  readonly after?: string | undefined
  /** What it is sent first. @default nothing */
  readonly opening?: string | undefined
}

/** Characters of one piece, but for its last entry. */
const PIECE = 65_536

/** How one reading ended. */
export type ReaderEnd =
  /** The reader left, or the server ends. */
  | 'closed'
  /** It took nothing for too long. */
  | 'stalled'

/** Reads the journal for somebody. */
export class EventReader {
  #journal: Journal
  #wish: EventWish
  #next: number
  /** What is to be sent before the next entry. */
  #ahead: string
  /** The number of the next entry, as far as the reader knows it. */
  #known: number
  #wake: (() => void) | undefined
  #end: ReaderEnd | undefined
  #listeners = new Set<(end: ReaderEnd) => void>()
  /** When it was handed a piece that it has not taken yet, on the monotonic clock. */
  #busySince: number | undefined

  constructor(journal: Journal, wish: EventWish) {
    const { next, gap } = journal.placeAfter(wish.after)
    this.#journal = journal
    this.#wish = wish
    this.#next = next
    this.#known = next
    // An id without an event moves the reader's place: one that leaves before anything happens
    // does not ask for "now" again when it comes back.
    const place = `id: ${journal.idOf(next - 1)}\n\n`
    const missed = gap ? block('gap', gap) : ''
    this.#ahead = `${wish.opening ?? ''}${missed}${place}`
  }

  get end(): ReaderEnd | undefined {
    return this.#end
  }

  /** Milliseconds for which it has not taken what it was handed. */
  get busy(): number {
    return this.#busySince === undefined ? 0 : performance.now() - this.#busySince
  }

  /** The next piece; waits for one. `undefined` when the reading is over. One call at a time. */
  async read(): Promise<string | undefined> {
    this.#busySince = undefined
    for (;;) {
      // What is known goes out even at the end: that the cameras are closed, mostly.
      const piece = this.#end === 'stalled' ? '' : this.#piece()
      if (piece !== '') {
        this.#busySince = performance.now()
        return piece
      }
      if (this.#end) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** There is something new, perhaps. */
  wake(): void {
    this.#wake?.()
    this.#wake = undefined
  }

  /** Sends a sign of life, unless something is on the way already. */
  keepAlive(): void {
    if (this.#busySince !== undefined || this.#ahead !== '') return
    this.#ahead =
      this.#known === this.#next ? ':\n\n' : `:\nid: ${this.#journal.idOf(this.#next - 1)}\n\n`
    this.#known = this.#next
    this.wake()
  }

  /** Ends the reading. Idempotent. */
  close(end: ReaderEnd = 'closed'): void {
    if (this.#end) return
    this.#end = end
    this.wake()
    for (const listener of this.#listeners) listener(end)
    this.#listeners.clear()
  }

  /** Calls `listener` once, when the reading ends. Returns a function that cancels. */
  onEnd(listener: (end: ReaderEnd) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #piece(): string {
    let piece = this.#ahead
    this.#ahead = ''
    const { next, gap } = this.#journal.placeAt(this.#next)
    if (gap) piece += block('gap', gap, this.#journal.idOf(next - 1))
    this.#next = next
    while (piece.length < PIECE) {
      const kept = this.#journal.at(this.#next)
      if (!kept) break
      this.#next += 1
      if (!this.#wish.wants(kept.entry)) continue
      piece += kept.block
      this.#known = this.#next
    }
    return piece
  }
}
