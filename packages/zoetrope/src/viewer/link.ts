/**
 * The way to one viewer, as seen from above: something that takes parts and says when it has room,
 * and, where it can be known, how much of what it took is still under way.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'

/** One end's view of the way to the other. Times in milliseconds, rates in bytes per second. */
export interface Path {
  /** Bytes handed over and not yet acknowledged by the other end. */
  readonly queued: number
  /** Of these, the bytes that have not left this machine. */
  readonly unsent: number
  /** Of these, the bytes that have arrived, but wait for others that were lost on the way. */
  readonly held: number
  /** The round trip as it is at present, smoothed. */
  readonly roundTrip: number
  /** The shortest round trip seen: the way alone, without queues. 0 while unknown. */
  readonly minRoundTrip: number
  /** What the other end was seen to receive; 0 while unknown. */
  readonly rate: number
  /** Whether {@link rate} was measured while there was not enough to send, and so is too low. */
  readonly isIdleRate: boolean
  /** Since the last sign of life from the other end. */
  readonly silence: number
}

/** What can be read off a link. Both give `undefined` where nothing can be known. */
export interface Gauge {
  /** Bytes handed over and not yet acknowledged by the other end. Cheap enough for every frame. */
  queued(): number | undefined
  /** Everything that is known; costs more. The object is the link's own and changes with the next call. */
  path(): Path | undefined
}

/** How frames leave: by the kernel's TCP, inside TLS, to a process of this machine, or as the body of a `Response`. */
export type Transport = 'tcp' | 'tls' | 'unix' | 'response' | 'websocket'

/** What a gauge said at one moment. */
export interface Look {
  /** On the monotonic clock. */
  readonly now: number
  /** The connection's bytes that had arrived. */
  readonly arrived: number
  readonly gauge: Gauge
}

/** Reckons how old the frames of one viewer were on arrival, in milliseconds, from a sample of them. */
export interface Arrivals {
  /** Whether a sampled frame is under way. */
  readonly awaits: boolean
  /** Told of a frame that was handed over. @param end the connection's bytes up to its last one. */
  sent(moment: number, end: number, now: number): void
  /** Told what the gauge says, while a sampled frame is under way. */
  heed(look: Look): void
  /**
   * The age that a `share` of the latest samples is not above; `undefined` before the first. A frame
   * that is under way for longer than all of them counts as one, so that a stall shows at once.
   */
  quantile(share: number, now: number): number | undefined
}

/** One way out: a socket, or the body of a `Response`. */
export interface Link extends Gauge {
  readonly transport: Transport
  /**
   * Makes what reckons a viewer's ages; absent where nothing can ever be known of what is under way.
   *
   * @param listener Called with every sample. Must not throw.
   */
  arrivals?(listener?: (age: number) => void): Arrivals
  /** Hands over bytes, which must not change afterwards. Returns whether it has room for more at once. */
  write(bytes: Bytes): boolean
  /** Calls `listener` whenever a link that was full has room again. Returns a function that cancels. */
  onDrain(listener: () => void): () => void
  /** Calls `listener` once, when the other end is gone or the link broke. Returns a function that cancels. */
  onGone(listener: () => void): () => void
  /** Sends what was written, then closes: never a reset, which would break the image in Chromium. Idempotent. */
  end(): void
  /** Cuts it off at once, with all that is under way: for an other end that has stopped taking anything. */
  destroy(): void
}
