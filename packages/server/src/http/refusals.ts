/**
 * Who was turned away, told to whoever runs the server: what people see then is mostly a broken
 * picture. Each is told once, and not many are, because strangers choose what there is to tell.
 *
 * @module
 */
import { plain } from '../events/entry.ts'
import type { Log } from './log.ts'
import type { Problem } from './problem.ts'

/** So many are told in a server's life. */
const MANY = 20

/** The refusals of one server. */
export class Refusals {
  #log: Log
  #told = new Set<string>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Tells of a problem if somebody was turned away by it, and that is new. */
  tell({ code, status, message }: Problem): void {
    if (status === 403) this.#warn(`refused: ${plain(message)}`, { code })
  }

  /** Tells of a page, by its origin, whose browser will not show it what it has asked for. */
  tellUnshown(page: string): void {
    this.#warn(
      `a page of ${plain(page)} asks for pictures; if they stay empty there, and the page is yours, ` +
        `start the server with --allow-origin ${plain(page)}`,
    )
  }

  #warn(text: string, facts: Readonly<Record<string, unknown>> = {}): void {
    if (this.#told.has(text) || this.#told.size >= MANY) return
    this.#told.add(text)
    this.#log.warn(facts, text)
  }
}
