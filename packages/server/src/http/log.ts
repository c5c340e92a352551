/**
 * Where the server says what it does. A pino logger is one.
 *
 * @module
 */

/** Takes one event: its facts, and a short sentence that is the same for all events of its kind. */
export type Say = (facts: Readonly<Record<string, unknown>>, text: string) => void

/** A log with levels. Facts never contain credentials or query strings. */
export interface Log {
  debug(...event: Parameters<Say>): void
  info(...event: Parameters<Say>): void
  warn(...event: Parameters<Say>): void
  error(...event: Parameters<Say>): void
}

/** Says nothing. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
