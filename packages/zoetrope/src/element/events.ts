/**
 * What the element dispatches. None bubbles: a page of many elements has thousands a second.
 *
 * @module
 */
import type { Situation, ViewState } from './viewing.ts'

/** What is known of a picture that was shown. */
export interface ShownFrame {
  /** Its number, where the server tells one. */
  readonly index: number | undefined
  /** When it was captured, in milliseconds since the Unix epoch; when it came, where the server does not tell. */
  readonly capturedAt: number
  /** Milliseconds from then until it was on the screen. */
  readonly age: number
  /** Of the JPEG; `undefined` where the browser hides them. */
  readonly bytes: number | undefined
}

/** `frame`: a picture was shown. */
export class FrameEvent extends Event implements ShownFrame {
  readonly index: number | undefined
  readonly capturedAt: number
  readonly age: number
  readonly bytes: number | undefined

  constructor({ index, capturedAt, age, bytes }: ShownFrame) {
    super('frame')
    this.index = index
    this.capturedAt = capturedAt
    this.age = age
    this.bytes = bytes
  }
}

/** `statechange`: how the picture is became another. */
export class StateChangeEvent extends Event implements Situation {
  readonly state: ViewState
  /** Why, for people; empty where there is nothing to say. */
  readonly reason: string

  constructor({ state, reason }: Situation) {
    super('statechange')
    this.state = state
    this.reason = reason
  }
}

/** `error`: a connection failed. It is opened again by itself. */
export class ViewErrorEvent extends Event {
  /** For people. */
  readonly message: string
  /** What was thrown, where something was. */
  readonly error: unknown

  constructor(message: string, error: unknown) {
    super('error')
    this.message = message
    this.error = error
  }
}

/** The element's own events, by name. */
export interface ZoetropeViewEventMap {
  frame: FrameEvent
  statechange: StateChangeEvent
  error: ViewErrorEvent
}
