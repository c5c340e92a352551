/**
 * The pulse that wakes every reader of a broadcast, and its end.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import type { Pulse } from './wait.ts'

/** Who is to be woken. */
export class Pulses implements Pulse {
  closed = false
  #listeners = new Set<() => void>()

  /** Calls `listener` at every pulse until the returned function is called. It must not throw. */
  onPulse(listener: () => void): () => void {
    if (!this.closed) this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Wakes everybody. */
  pulse(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Wakes everybody for the last time. Idempotent. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.pulse()
    this.#listeners.clear()
  }

  /** @throws {ZoetropeError} `CLOSED`: one cannot `act` any more. */
  check(act: string): void {
    if (this.closed) throw new ZoetropeError('CLOSED', `Cannot ${act}: the broadcast is closed`)
  }
}
