/**
 * A thing of the W3C's Web of Things: something with live pictures, values, actions and events,
 * which describes itself to programs that have never heard of it.
 *
 * @module
 */
import { affordancesOf, beginAffordances } from './affordances.ts'

/** What a thing says of itself. */
export interface ThingOptions {
  /** For people. @default the name */
  readonly title?: string | undefined
  readonly description?: string | undefined
  /** A URI that stays the same for ever: `urn:uuid:` and a UUID that was made once. @default none */
  readonly id?: string | undefined
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** The base of your own things: extend it and decorate, or add to a plain one with {@link addStream} and its like. */
export class Thing implements AsyncDisposable {
  /** The first part of its path. */
  readonly name: string
  readonly title: string
  readonly description: string | undefined
  readonly id: string | undefined

  /** @throws {RangeError} when the name is not a lower-case path segment, or the id no absolute URI. */
  constructor(name: string, { title = name, description, id }: ThingOptions = {}) {
    if (!NAME.test(name)) {
      throw new RangeError(
        `Expected a thing's name of a-z, 0-9, - and _, at most 64 long, got "${name}"`,
      )
    }
    if (id !== undefined && !URL.canParse(id)) {
      throw new RangeError(`Expected a thing's id to be a URI, as urn:uuid:..., got "${id}"`)
    }
    this.name = name
    this.title = title
    this.description = description
    this.id = id
    beginAffordances(this)
  }

  /**
   * Tells an event to everybody who follows it now; nothing is kept for those who come later.
   *
   * @param data What JSON can hold. It is not checked against the event's schema.
   * @throws {RangeError} when no such event was declared.
   */
  emit(name: string, data?: unknown): void {
    const { events, happenings } = affordancesOf(this)
    if (!events.has(name)) throw new RangeError(`Expected an event of ${this.name}, got "${name}"`)
    happenings.tell({ kind: 'event', name, value: data })
  }

  /** Says that a property has another value than before, to those who observe it. For those that no accessor keeps. */
  changed(name: string): void {
    affordancesOf(this).happenings.tell({ kind: 'property', name })
  }

  /** Cancels its actions, ends whatever follows it, and closes the streams that it has made itself. Idempotent. */
  async close(): Promise<void> {
    const affordances = affordancesOf(this)
    const { streams, endings, isClosed } = affordances
    affordances.isClosed = true
    if (!isClosed) endings.tell(new Error(`The thing ${this.name} was closed`))
    await Promise.all(Array.from(streams.values(), (stream) => stream.close()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
