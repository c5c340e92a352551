/**
 * The placeholder: what viewers see while a camera gives nothing, so that an old picture never looks
 * like a live one.
 *
 * It stands beside the frames, not among them: it has no place in the ring, readers that record or
 * measure never get it, and it is gone with the next frame.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import type { Bytes, Frame } from '../frame/frame.ts'
import type { PlaceholderMeaning } from '../multipart/part.ts'
import type { Note } from './source.ts'
import type { CameraState } from './state.ts'

/** What is to be drawn. */
export interface Scene {
  /** The camera's. */
  readonly name: string
  readonly state: PlaceholderMeaning
  /** When that state began, in milliseconds since the Unix epoch. */
  readonly since: number
  /** Why, where it is known. */
  readonly reason: string | undefined
  /** Pixels: the stream's; 640 by 480 before the first frame. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** The last good frame, if there was one. */
  readonly newest: Frame | undefined
}

/** Draws a JPEG of the scene's size. `undefined`: viewers keep the last frame they got. */
export type Placeholder = (scene: Scene) => Bytes | undefined | Promise<Bytes | undefined>

/** What a placeholder needs to know of its camera. */
interface Sitter {
  readonly name: string
  readonly state: CameraState
  readonly since: number
  readonly reason: string | undefined
  readonly broadcast: Broadcast
  readonly viewers: number
}

/**
 * Milliseconds before it is shown. Most cameras start, and many come back, within the first second:
 * a card that only flashes up helps nobody. A stalled one has been waited for already.
 */
const GRACE: Readonly<Record<PlaceholderMeaning, number>> = {
  starting: 1000,
  stalled: 0,
  lost: 1000,
}
/**
 * Milliseconds between two showings: proxies cut off a stream that says nothing for a minute, and
 * browsers that paint one part late are helped too.
 */
const BEAT = 1000

/**
 * Milliseconds between two drawings. A switch that fails takes fifty cameras at once, and the frames
 * of the others are not to wait until all fifty are drawn.
 */
const BREATH = 20

/** Resolves when the drawing before, of any camera, is done. */
let lastDrawing: Promise<void> = Promise.resolve()

/** Shows one camera's placeholder when it is time, and takes it away. */
export class StandIn {
  #sitter: Sitter
  #draw: Placeholder
  #note: Note
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Names the drawing in progress: another one makes it void. */
  #turn = 0

  constructor(sitter: Sitter, draw: Placeholder, note: Note) {
    this.#sitter = sitter
    this.#draw = draw
    this.#note = note
  }

  /** Told after every change of the camera's state. */
  follow({ state, broadcast }: Sitter): void {
    clearTimeout(this.#timer)
    this.#turn += 1
    if (!isMeaning(state)) return broadcast.hidePlaceholder()
    const delay = broadcast.placeholder ? 0 : GRACE[state]
    this.#timer = setTimeout(() => void this.#show(state), delay)
  }

  async #show(state: PlaceholderMeaning): Promise<void> {
    const turn = this.#turn
    const before = lastDrawing
    let done = (): void => {}
    lastDrawing = new Promise((resolve) => {
      done = resolve
    })
    await before
    if (turn !== this.#turn) return done()
    try {
      await this.#drawn(state, turn, done)
    } catch (error) {
      this.#note(
        `the placeholder cannot be shown: ${error instanceof Error ? error.message : error}`,
      )
    }
  }

  async #drawn(state: PlaceholderMeaning, turn: number, done: () => void): Promise<void> {
    const { name, since, reason, broadcast } = this.#sitter
    const { newest } = broadcast
    const { width, height } = newest ?? { width: 640, height: 480 }
    setTimeout(done, BREATH)
    const jpeg = await this.#draw({ name, state, since, reason, width, height, newest })
    if (turn !== this.#turn) return
    // The one before says something that is no longer true.
    if (!jpeg) return broadcast.hidePlaceholder()
    // Its age is that of what was seen last: a reader that reckons must not take it for new.
    broadcast.showPlaceholder(jpeg, { meaning: state, capturedAt: newest?.capturedAt ?? since })
    this.#timer = setTimeout(this.#again, BEAT)
  }

  #again = (): void => {
    if (this.#sitter.viewers > 0) this.#sitter.broadcast.repeatPlaceholder()
    this.#timer = setTimeout(this.#again, BEAT)
  }
}

function isMeaning(state: CameraState): state is PlaceholderMeaning {
  return state in GRACE
}
