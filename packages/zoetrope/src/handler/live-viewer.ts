/**
 * A viewer of one camera over `/live`: it gets a frame as one message, and no other while one that
 * has arrived was not yet shown.
 *
 * @module
 */
import type { Camera } from '../camera/camera.ts'
import type { Bytes } from '../frame/frame.ts'
import { writeFrameMessage } from '../live/frame-message.ts'
import type { Part } from '../multipart/part.ts'
import type { Framing } from '../viewer/framing.ts'
import type { MessageLink } from '../viewer/message-link.ts'
import { Viewer, type ViewerOptions } from '../viewer/viewer.ts'

const NOTHING: Bytes = new Uint8Array(0)
const framings = new WeakMap<Camera, Framing>()

/** Options of a viewer over `/live`. */
export interface LiveViewerOptions extends ViewerOptions {
  /** Called for each frame that was sent. */
  readonly onFrame: () => void
}

/** Watches one camera over a link that is acknowledged. */
export class LiveViewer extends Viewer {
  #link: MessageLink
  #onFrame: () => void

  /** @throws {ZoetropeError} `CLOSED` when the camera is closed. */
  constructor(camera: Camera, link: MessageLink, options: LiveViewerOptions) {
    // A wish of every frame is none, but one that may be changed.
    super(camera, { every: 1, ...options, framing: framingOf(camera) })
    this.#link = link
    this.#onFrame = options.onFrame
  }

  override due(now: number): number {
    const { flight, pacer } = this.#link
    const waits = flight.isBehind(this) || (pacer.isBlind && flight.isOverdue(this, now))
    return waits ? Number.POSITIVE_INFINITY : super.due(now)
  }

  override handed(part: Part, bytes: number, end: number, now: number): boolean {
    const isSampled = super.handed(part, bytes, end, now)
    const { epoch, index } = part
    const { wasHeld } = this.#link.pacer
    this.#link.flight.sent(this, { epoch, index, bytes, at: now, wasHeld })
    this.#onFrame()
    return isSampled
  }
}

/** Messages of a camera's frames: each is made once, for all viewers. */
function framingOf(camera: Camera): Framing {
  const known = framings.get(camera)
  if (known) return known
  const messages = new WeakMap<Part, Bytes>()
  const encode = (part: Part): Bytes => {
    const made = messages.get(part)
    if (made) return made
    const { epoch, index, capturedAt } = part
    const placeholder = part.placeholder !== undefined
    const init = { camera: camera.name, epoch, index, capturedAt, placeholder }
    const message = writeFrameMessage(part.jpeg, init)
    messages.set(part, message)
    return message
  }
  const framing = { name: 'live', opening: NOTHING, encode }
  framings.set(camera, framing)
  return framing
}
