/**
 * A WebSocket as a link: each frame is one message, and the other end acknowledges what it has
 * shown. What the socket itself has taken says little, because a proxy may have taken it.
 *
 * @module
 */
import type { Bytes } from '../frame/frame.ts'
import { AcknowledgedPacer } from './acknowledged-pacer.ts'
import { Ages } from './ages.ts'
import { Flight, type Place } from './flight.ts'
import type { Arrivals, Link, Path } from './link.ts'

/** The server's end of a WebSocket. One of the package `ws` is one. */
export interface MessageSocket {
  /** Bytes that were sent and that the system has not yet taken. */
  readonly bufferedAmount: number
  /** Calls `taken` when the system has taken the message, or it cannot be sent. */
  send(message: string | Bytes, taken?: () => void): void
  /** Says goodbye. Nothing happens when it is closed. */
  close(code: number, reason: string): void
  /** Cuts it off at once. */
  terminate(): void
}

/** Frames over a WebSocket. */
export class MessageLink implements Link {
  readonly transport = 'websocket'
  /** What is under way; the owners are the viewers. */
  readonly flight: Flight = new Flight()
  readonly pacer: AcknowledgedPacer = new AcknowledgedPacer(this.flight)
  #socket: MessageSocket
  #goodbye: readonly [code: number, reason: string]
  #drain: (() => void) | undefined
  #gone: (() => void) | undefined
  #isFull = false
  /** Frames of which the system has not yet said that it took them. */
  #untaken = 0
  #lifeAt = performance.now()

  /** @param goodbye What the socket is closed with when nothing will follow. */
  constructor(socket: MessageSocket, goodbye: readonly [code: number, reason: string]) {
    this.#socket = socket
    this.#goodbye = goodbye
  }

  arrivals(listener?: (age: number) => void): Arrivals {
    return new Ages(listener)
  }

  write(bytes: Bytes): boolean {
    this.#untaken += 1
    this.#socket.send(bytes, this.#taken)
    this.#isFull = this.#untaken > 0 && this.#socket.bufferedAmount > 0
    return !this.#isFull
  }

  onDrain(listener: () => void): () => void {
    this.#drain = listener
    return () => {
      this.#drain = undefined
    }
  }

  onGone(listener: () => void): () => void {
    this.#gone = listener
    return () => {
      this.#gone = undefined
    }
  }

  queued(): number {
    // Who acknowledges what it did not take is believed in neither.
    return Math.max(this.flight.bytes, this.#socket.bufferedAmount)
  }

  path(): Path {
    const { trip, distance, rate } = this.pacer.way
    return {
      queued: this.queued(),
      unsent: this.#socket.bufferedAmount,
      held: 0,
      roundTrip: trip,
      minRoundTrip: distance,
      rate: rate * 1000,
      isIdleRate: false,
      silence: this.silence,
    }
  }

  /** Milliseconds since the last sign of life from the other end. */
  get silence(): number {
    return performance.now() - this.#lifeAt
  }

  /** Told of anything that came from the other end. */
  live(): void {
    this.#lifeAt = performance.now()
  }

  /** Told that a frame of the owner was shown, and none before it will be. */
  shown(owner: object, place: Place): void {
    const landing = this.flight.shown(owner, place)
    if (landing) this.pacer.heard(landing, performance.now())
    this.look()
  }

  /** Told that what held frames back may hold them no longer. */
  look(): void {
    if (!this.#isFull) this.#drain?.()
  }

  /** Told that the socket is closed. */
  gone(): void {
    this.#gone?.()
  }

  end(): void {
    this.#socket.close(...this.#goodbye)
  }

  destroy(): void {
    this.#socket.terminate()
  }

  // Not by what the socket still holds: that may be an answer behind the frame, and no frame tells of it.
  #taken = (): void => {
    this.#untaken -= 1
    if (!this.#isFull || this.#untaken > 0) return
    this.#isFull = false
    this.#drain?.()
  }
}
