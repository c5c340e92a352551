/**
 * What a camera does, in the log: its changes of state, and the remarks of its source.
 *
 * @module
 */
import type { Camera, CameraChange, CameraState, Note } from 'zoetrope'
import type { Log } from '../http/log.ts'

/** How much attention a state deserves. At the end all cameras close, which is no news. */
const LEVEL: Readonly<Record<CameraState, 'debug' | 'info' | 'warn'>> = {
  idle: 'info',
  starting: 'info',
  live: 'info',
  stalled: 'warn',
  lost: 'warn',
  closed: 'debug',
}

/** The pen of one camera. Make it before the camera, which wants {@link CameraLog.note}. */
export class CameraLog {
  readonly #log: Log
  readonly #name: string
  #pending: string | undefined
  #last: string | undefined

  constructor(log: Log, name: string) {
    this.#log = log
    this.#name = name
  }

  /**
   * Takes a remark. It is written a moment later, because a camera that is lost tells why twice: as
   * a remark, and with its change of state. The reason of a retry that fails like the one before is
   * only worth a debug line.
   */
  readonly note: Note = (text) => {
    this.#pending = text
    queueMicrotask(() => this.#write(text))
  }

  /** Writes every change of the camera's state from now on. Returns a function that stops it. */
  follow(camera: Camera): () => void {
    return camera.onChange((change) => this.#changed(change))
  }

  #write(text: string): void {
    if (this.#pending !== text) return
    this.#pending = undefined
    const say = text === this.#last ? 'debug' : 'info'
    this.#last = text
    this.#log[say]({ camera: this.#name }, text)
  }

  #changed({ from, to, reason }: CameraChange): void {
    if (reason !== undefined && reason === this.#pending) {
      this.#pending = undefined
      this.#last = reason
    }
    if (to === 'live') this.#last = undefined
    this.#log[LEVEL[to]]({ camera: this.#name, from, to, reason }, 'camera changed')
  }
}
