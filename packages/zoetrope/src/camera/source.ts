/**
 * What a camera gets its frames from. Any async generator of JPEGs is a source's heart.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'

/** One image as a source yields it. The bytes may be reused by the source as soon as the next one is asked for. */
export interface Captured {
  /** One JPEG, SOI to EOI. */
  readonly jpeg: Bytes
  /** Milliseconds since the Unix epoch. @default the moment it is published */
  readonly capturedAt?: number
  /** Where the upstream numbers its frames: its index, so that gaps stay visible. Ignored unless it increases. */
  readonly index?: number
}

/** Camera settings that can be listed and changed while it runs (brightness, focus ...). */
export interface Controls {
  /** Every control the device has, with its range and current value. */
  list(): Promise<readonly Control[]>
  /** Sets one control. @throws {ZoetropeError} when the value is out of range. */
  set(name: string, value: number | boolean | string): Promise<void>
  /** Calls `listener` when a control has another value than before. Returns a function that cancels. */
  onChange?(listener: (control: Control) => void): () => void
}

/** One setting of a camera. */
export interface Control {
  readonly name: string
  readonly type: 'integer' | 'boolean' | 'menu'
  readonly value: number | boolean | string
  readonly default: number | boolean | string
  readonly min?: number
  readonly max?: number
  readonly step?: number
  /** The choices of a menu, in the device's order. */
  readonly choices?: readonly string[]
}

/** Takes a one-line remark for the log. Never contains credentials. */
export type Note = (text: string) => void

/** Something that yields JPEGs for as long as it is wanted. Reopened by the camera after it ended or failed. */
export interface Source {
  /**
   * Starts capturing. The iterable ends when the source ends, throws when it fails, and releases
   * everything it holds (process, socket, file) when `signal` aborts or the consumer returns early.
   *
   * @param note Takes one-line remarks worth a log entry, such as the format chosen.
   */
  open(signal: AbortSignal, note?: Note): AsyncIterable<Captured | Bytes>
  /** What it is, for people and logs, without credentials: `pattern:?fps=30`, `/dev/video0`. */
  readonly label?: string
  /**
   * Milliseconds between frames, where known: the watchdog's measure. May change while the source
   * runs. `Infinity`: silence means nothing (files, standard input).
   */
  readonly interval?: number | undefined
  readonly controls?: Controls
  /** Calls `wake` when a lost device is back, so that nobody has to wait for the next retry. Returns a function that cancels. */
  onReturn?(wake: () => void): () => void
}
