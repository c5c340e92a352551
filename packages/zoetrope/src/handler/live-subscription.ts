/**
 * A camera that a `/live` session subscribed to: its state is told at every change, and its frames
 * are sent unless the session is paused.
 *
 * @module
 */
import type { Camera } from '../camera/camera.ts'
import type { LiveState, ServerMessage } from '../live/protocol.ts'
import type { Connection } from '../viewer/connection.ts'
import type { Place } from '../viewer/flight.ts'
import type { MessageLink } from '../viewer/message-link.ts'
import type { Viewer, ViewerOptions } from '../viewer/viewer.ts'
import type { WishOptions } from '../viewer/wish.ts'
import { LiveViewer } from './live-viewer.ts'

/** What a subscription has of its session. */
export interface SubscriptionPorts {
  readonly link: MessageLink
  readonly connection: Connection
  readonly wish: WishOptions
  /** Options for a viewer that is about to watch. */
  options(): ViewerOptions
  tell(message: ServerMessage): void
  /** Called for each frame that was sent. */
  onFrame(): void
  /** Called once, when it is over. */
  onClose(): void
}

/** One camera of a session. Nothing is sent before {@link watch}. */
export class LiveSubscription {
  #camera: Camera
  #ports: SubscriptionPorts
  #wish: WishOptions
  #viewer: LiveViewer | undefined
  #cancel: () => void
  #closed = false

  /** Tells that it is there, and how the camera is. */
  constructor(camera: Camera, ports: SubscriptionPorts) {
    this.#camera = camera
    this.#ports = ports
    this.#wish = ports.wish
    ports.tell({ type: 'subscribed', camera: camera.name })
    this.#tellState()
    this.#cancel = camera.onChange(() => this.#tellState())
  }

  /** Has frames sent, the newest first. */
  watch(): void {
    if (this.#viewer || this.#camera.state === 'closed') return
    const { link, connection, onFrame } = this.#ports
    const options = this.#ports.options()
    const onLeave = (viewer: Viewer): void => {
      options.onLeave?.(viewer)
      this.#left()
    }
    this.#viewer = new LiveViewer(this.#camera, link, {
      ...options,
      ...this.#wish,
      onLeave,
      onFrame,
    })
    connection.add(this.#viewer)
  }

  /** Has no more frames sent, until {@link watch}. */
  rest(): void {
    const viewer = this.#viewer
    if (!viewer) return
    this.#viewer = undefined
    this.#ports.connection.remove(viewer)
    this.#ports.link.flight.forget(viewer)
    this.#ports.link.look()
  }

  /** Wishes something else from now on. */
  change(wish: WishOptions): void {
    this.#wish = wish
    this.#viewer?.change(wish)
    this.#ports.link.look()
  }

  /** Told what was shown. */
  shown(place: Place): void {
    if (this.#viewer) this.#ports.link.shown(this.#viewer, place)
  }

  /** Ends it, and tells so. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancel()
    this.rest()
    this.#ports.onClose()
    this.#ports.tell({ type: 'unsubscribed', camera: this.#camera.name })
  }

  /** The viewer left, and was not asked to by this: somebody ended it, or the connection is over. */
  #left(): void {
    if (!this.#viewer) return
    this.#ports.link.flight.forget(this.#viewer)
    this.#viewer = undefined
    this.close()
  }

  #tellState(): void {
    this.#ports.tell({ type: 'state', ...stateOf(this.#camera) })
  }
}

function stateOf({ name, state, since, reason }: Camera): LiveState {
  return { camera: name, state, since, reason: reason ?? null }
}
