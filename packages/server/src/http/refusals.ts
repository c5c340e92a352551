/**
 * Who was turned away, told to whoever runs the server: what people see of a 403 is mostly a broken
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
    if (status !== 403 || this.#told.has(message) || this.#told.size >= MANY) return
    this.#told.add(message)
    this.#log.warn({ code }, `refused: ${plain(message)}`)
  }
}
