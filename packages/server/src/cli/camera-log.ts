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

/** How many remarks are remembered. */
const MEMORY = 20

/** The pen of one camera. Make it before the camera, which wants {@link CameraLog.note}. */
export class CameraLog {
  readonly #log: Log
  readonly #name: string
  #pending: { readonly text: string; readonly level: 'info' | 'warn' }[] = []
  readonly #said = new Set<string>()

  constructor(log: Log, name: string) {
    this.#log = log
    this.#name = name
  }

  /**
   * Takes a remark. It is written a moment later, because a camera that is lost tells why twice: as
   * a remark, and with its change of state. What was said before, since the camera was live, is
   * only worth a debug line: a retry fails like the one before it.
   */
  readonly note: Note = (text, urgency) => {
    const level = urgency ?? 'info'
    if (this.#pending.push({ text, level }) === 1) queueMicrotask(() => this.#write())
  }

  /** Writes the camera's state, if it has begun, and every change. Returns a function that stops it. */
  follow(camera: Camera): () => void {
    const { state: to, reason } = camera
    if (to !== 'idle') this.#changed({ from: 'idle', to, reason })
    return camera.onChange((change) => this.#changed(change))
  }

  #write(): void {
    for (const { text, level } of this.#pending) {
      this.#log[this.#isNew(text) ? level : 'debug']({ camera: this.#name }, text)
    }
    this.#pending = []
  }

  #changed({ from, to, reason }: Pick<CameraChange, 'from' | 'to' | 'reason'>): void {
    if (reason !== undefined && reason === this.#pending.at(-1)?.text) {
      this.#pending.pop()
      this.#isNew(reason)
    }
    if (to === 'live') this.#said.clear()
    this.#log[LEVEL[to]]({ camera: this.#name, from, to, reason }, 'camera changed')
  }

  #isNew(text: string): boolean {
    if (this.#said.has(text)) return false
    // Remarks with numbers in them never repeat.
    if (this.#said.size >= MEMORY) this.#said.clear()
    this.#said.add(text)
    return true
  }
}
