/**
 * A way by which pictures come, whichever it is: what it is given, and what it tells.
 *
 * @module
 */
import type { Target } from './target.ts'

/** The ways there are, the best first. */
export const transports = ['websocket', 'fetch', 'img'] as const

/** One of these ways. */
export type TransportName = (typeof transports)[number]

/** What can be drawn. */
export type Picture = Blob | HTMLImageElement

/** A picture that came. */
export interface Arrival {
  readonly picture: Picture
  /** Its number, where the server tells one. */
  readonly index: number | undefined
  /** When it was captured, in milliseconds since the Unix epoch by the server's clock, where it tells. */
  readonly capturedAt: number | undefined
  /** Of the JPEG; `undefined` where the browser hides them. */
  readonly bytes: number | undefined
  /** The server's clock less this one, in ms; 0 where it is not known. */
  readonly clockOffset: number
  /** Whether it may be the one that came before: the browser does not let anybody look. */
  readonly unchecked: boolean
}

/** Why a way ended by itself. */
export interface Ending {
  /** For people. */
  readonly reason: string
  /** Whether another way may do better. */
  readonly elsewhere: boolean
  readonly cause?: unknown
}

/** Who is told. */
export interface TransportPorts {
  /** Resolves when the picture is on the screen, or was left out for a newer one. */
  onArrival(arrival: Arrival): Promise<unknown>
  /** The camera's state, in the server's words. */
  onCamera(state: string, reason: string | undefined): void
  /** Called once, and nothing after it. Not called after `close`. */
  onEnd(ending: Ending): void
}

/** What is wished. */
export interface TransportOptions {
  readonly target: Target
  /** Frames per second at most; `undefined` for no limit. */
  readonly fps: number | undefined
}

/** A way that is open. */
export interface Transport {
  /** Ends it and its connection. Idempotent. */
  close(): void
}

/** Opens a way. It tells everything else later, also that it could not. */
export type OpenTransport = (options: TransportOptions, ports: TransportPorts) => Transport

/** A reason for people from what was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
