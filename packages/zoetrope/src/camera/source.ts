/**
 * What a camera gets its frames from. Any async generator of JPEGs is a source's heart.
 *
 * @module
 */
import type { Captured, Supplied } from '../broadcast/captured.ts'
import type { Controls } from './control.ts'

export type { Captured, Supplied }

/**
 * Takes a one-line remark for the log. Never contains credentials. `warn` for what somebody should
 * mend.
 */
export type Note = (text: string, urgency?: 'warn') => void

/**
 * Something that yields JPEGs for as long as it is wanted. Reopened by the camera after it ended or
 * failed. Any function that returns an async generator is one: it is called to `open`.
 */
export interface Source {
  /**
   * Starts capturing. The iterable ends when the source ends, throws when it fails, and releases
   * everything it holds (process, socket, file) when `signal` aborts or the consumer returns early.
   *
   * @param note Takes one-line remarks worth a log entry, such as the format chosen.
   */
  open(signal: AbortSignal, note?: Note): AsyncIterable<Supplied>
  /** What it is, for people and logs, without credentials: `pattern:?fps=30`, `/dev/video0`. */
  readonly label?: string
  /**
   * Milliseconds between frames, where known: the watchdog's measure. May change while the source
   * runs. `Infinity`: silence means nothing (files, standard input).
   */
  readonly interval?: number | undefined
  /** What it is waiting for at present, for the reason of a silence: `an answer of http://cam/`. */
  readonly awaited?: string | undefined
  /** Its settings, where they can be changed while it runs. */
  readonly controls?: Controls | undefined
  /** Calls `wake` when a lost device is back, so that nobody has to wait for the next retry. Returns a function that cancels. */
  onReturn?(wake: () => void): () => void
}
