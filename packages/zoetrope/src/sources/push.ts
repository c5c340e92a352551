/**
 * A source whose frames are brought: a phone, a program, another server publishes them, and this
 * waits for whoever does.
 *
 * One publishes at a time: whoever's frame comes first. Nothing queues: a frame is taken at once, or a newer one takes its place.
 * Whoever stops without a word is found out by its silence; the camera is lost then, and says why,
 * until somebody publishes again.
 *
 * @module
 */
import type { Captured, Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { Publisher, type PublisherInit, type PublisherPorts } from './push/publisher.ts'
import {
  type PushSettings,
  type PushSourceOptions,
  pushSettings,
  settingsFromUri,
  uriOf,
} from './push/settings.ts'
import { type Pending, Slot } from './push/slot.ts'

export type { Publisher, PublisherInit, Pushed, PushStamp } from './push/publisher.ts'
export type { PushSourceOptions } from './push/settings.ts'

/** Frames come from outside. Give it to a camera that is `always` on, or they are only taken while somebody looks. */
export class PushSource implements Source {
  readonly label: string
  /** Silence is judged here, and by publisher: restarting would not wake one. */
  readonly interval: number = Number.POSITIVE_INFINITY
  #settings: PushSettings
  #slot = new Slot()
  #publisher: Publisher | undefined
  /** Those who came, and have not sent a frame yet: they keep nobody from publishing. */
  #candidates = new Set<Publisher>()
  #wakers = new Set<() => void>()
  #listeners = new Set<(publisher: Publisher | undefined) => void>()
  #isClosed = false
  #isOpen = false
  /** Whether whoever had it open will open it again. */
  #isAwaited = false
  /** Why nobody publishes. */
  #absence = new ZoetropeError('SOURCE_UNAVAILABLE', 'nobody publishes to it yet')
  /** Whether that was said. */
  #isSaid = false
  #ports: PublisherPorts

  /** @throws {ZoetropeError} `INVALID_SOURCE` when an option is out of range. */
  constructor(options: PushSourceOptions = {}) {
    this.#settings = pushSettings(options)
    this.label = uriOf(this.#settings)
    this.#ports = {
      timeout: this.#settings.timeout,
      slot: this.#slot,
      isOpen: () => this.#isOpen,
      isAwaited: () => this.#isOpen || this.#isAwaited,
      claim: (publisher) => this.#claim(publisher),
      over: (publisher, reason) => this.#over(publisher, reason),
    }
  }

  /** Who publishes at present, or published the last single picture. */
  get publisher(): Publisher | undefined {
    return this.#publisher
  }

  /** Whether somebody publishes, or is here to. */
  get isAttended(): boolean {
    return this.#publisher !== undefined || this.#candidates.size > 0
  }

  /**
   * Lets somebody publish, until it or this source ends it. With its first frame it is the one who
   * does, and others are refused, or it is, where another one was faster.
   *
   * @throws {ZoetropeError} `REFUSED` when another one publishes and may not be replaced; `CLOSED`.
   */
  attach(init: PublisherInit): Publisher {
    return this.#admit({ ...init, isLasting: true })
  }

  /** Says whether {@link visit} would let somebody in, before a picture is taken. @throws {ZoetropeError} as {@link attach}. */
  check(): void {
    if (this.#isClosed) throw closed()
    const present = this.#publisher
    if (!present?.isLasting || this.#settings.onSecond === 'replace') return
    throw new ZoetropeError('REFUSED', `${present.name} is publishing to it already`)
  }

  /**
   * Lets somebody publish single pictures: nobody else is kept from publishing by it. Silence is
   * counted from the last picture.
   *
   * @throws {ZoetropeError} as {@link attach}.
   */
  visit(name: string): Publisher {
    const guest = this.#publisher
    if (guest && !guest.isLasting && guest.name === name) return guest
    return this.#admit({ name, isLasting: false })
  }

  async *open(signal: AbortSignal): AsyncGenerator<Captured, void, void> {
    if (this.#isClosed) throw closed()
    const wake = (): void => this.#slot.wake()
    signal.addEventListener('abort', wake)
    this.#turn({ isOpen: true, isAwaited: false })
    let pending: Pending | undefined
    let wasFilled = false
    try {
      while (!signal.aborted) {
        pending?.settle(undefined)
        pending = this.#slot.take()
        wasFilled ||= pending !== undefined
        // Who came, but has not sent anything, does not make a picture live that somebody else left.
        const isOver = wasFilled ? !this.#publisher : !this.isAttended
        if (pending) yield pending.captured
        else if (isOver && !this.#isSaid) throw this.#say()
        else await this.#slot.filled()
      }
    } finally {
      pending?.settle(undefined)
      signal.removeEventListener('abort', wake)
      if (signal.aborted) this.#isSaid = false
      this.#turn({ isOpen: false, isAwaited: !signal.aborted })
    }
  }

  onReturn(wake: () => void): () => void {
    this.#wakers.add(wake)
    if (this.isAttended) wake()
    return () => {
      this.#wakers.delete(wake)
      setTimeout(this.#doubt)
    }
  }

  /** Calls `listener` with whoever begins to publish, and with `undefined` when nobody does any more. Returns a function that cancels. */
  onPublisher(listener: (publisher: Publisher | undefined) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends whoever publishes, and refuses everybody from now on. Idempotent. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const publisher of this.#all) publisher.end(closed())
    this.#slot.wake()
  }

  get #all(): readonly Publisher[] {
    return this.#publisher ? [this.#publisher, ...this.#candidates] : [...this.#candidates]
  }

  #admit(init: PublisherInit & { readonly isLasting: boolean }): Publisher {
    this.check()
    // Whoever waits for it opens this in the same turn.
    if (this.#wakers.size > 0) this.#isAwaited = true
    const publisher = new Publisher(init, this.#ports)
    this.#candidates.add(publisher)
    for (const wake of this.#wakers) wake()
    return publisher
  }

  #claim(publisher: Publisher): void {
    const present = this.#publisher
    if (present === publisher) return
    this.check()
    this.#candidates.delete(publisher)
    this.#publisher = publisher
    this.#isSaid = false
    present?.end(new ZoetropeError('REFUSED', `${publisher.name} has taken over`))
    for (const listener of this.#listeners) listener(publisher)
  }

  #over(publisher: Publisher, reason: ZoetropeError): void {
    this.#candidates.delete(publisher)
    if (publisher === this.#publisher) {
      this.#publisher = undefined
      this.#absence = reason
      this.#slot.clear(reason)
      for (const listener of this.#listeners) listener(undefined)
    }
    this.#slot.wake()
  }

  /** Whoever waited for a publisher opens this in the same turn, or does not want it any more. */
  #doubt = (): void => {
    const isGone = this.#isAwaited && !this.#isOpen && this.#wakers.size === 0
    if (isGone) this.#turn({ isOpen: false, isAwaited: false })
  }

  #turn({ isOpen, isAwaited }: { isOpen: boolean; isAwaited: boolean }): void {
    this.#isOpen = isOpen
    this.#isAwaited = isAwaited
    if (!isOpen && !isAwaited) this.#slot.clear('unwatched')
    for (const publisher of this.#all) publisher.pause(!isOpen && !isAwaited)
  }

  #say(): ZoetropeError {
    this.#isSaid = true
    return this.#absence
  }
}

/** A source of frames that are pushed to it. @throws {ZoetropeError} `INVALID_SOURCE` when an option is out of range. */
export function pushSource(options: PushSourceOptions = {}): PushSource {
  return new PushSource(options)
}

/** The same from `push:`, `push:?timeout=5&second=replace`. @throws {ZoetropeError} `INVALID_SOURCE`. */
export function pushFromUri(uri: string): PushSource {
  return new PushSource(settingsFromUri(uri))
}

function closed(): ZoetropeError {
  return new ZoetropeError('CLOSED', 'the camera is closed')
}
