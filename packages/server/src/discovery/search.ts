/**
 * Asks networks for cameras by multicast DNS, some times, and listens as long as it is wanted.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Heard, Link } from './link.ts'
import type { Network } from './network.ts'
import { type Sighting, Sightings } from './sighting.ts'

/** Datagrams get lost, and some are answered by half. Milliseconds between one question and the next. */
const PAUSES = [300, 700, 1000]

/** A search that goes on until it is closed. */
export class Search implements AsyncDisposable {
  #sightings = new Sightings()
  #links: readonly Link[]
  #troubles = new Map<string, string>()
  #over = new AbortController()
  #asking: Promise<void>

  constructor(networks: readonly Network[]) {
    this.#links = networks.map((network) => new Link(network, this.#ears))
    this.#asking = this.#ask()
  }

  /** What was found so far. */
  get cameras(): Sighting[] {
    return this.#sightings.cameras
  }

  /** Where it cannot be asked, and why: a sentence for each network. */
  get troubles(): string[] {
    return Array.from(this.#troubles, ([network, reason]) => `${network}: ${reason}`)
  }

  /** Ends the search, and lets go of all sockets. Idempotent. */
  async close(): Promise<void> {
    this.#over.abort()
    await this.#asking
    await Promise.all(this.#links.map((link) => link.close()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  readonly #ears = {
    question: (): void => {},
    statement: (
      { answers = [], additionals = [] }: Pick<Heard, 'answers' | 'additionals'>,
      { network }: Link,
    ): void => this.#sightings.take([...answers, ...additionals], network.isNear),
    trouble: ({ network }: Link, { message }: Error): void => {
      this.#troubles.set(network.through, message)
    },
  }

  async #ask(): Promise<void> {
    const { signal } = this.#over
    for (const milliseconds of [...PAUSES, 0]) {
      await Promise.all(this.#links.map((link) => link.ask(this.#sightings.questions)))
      await pause(milliseconds, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
    }
  }
}
