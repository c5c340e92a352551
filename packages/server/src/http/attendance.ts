/**
 * One camera whose frames are pushed, from the server's side: it is kept on unless its publisher can
 * rest, the log says who publishes, and with the camera its publisher ends.
 *
 * @module
 */
import type { Camera, Publisher, PushSource } from 'zoetrope'
import type { Log } from './log.ts'

/** Looks after one camera until it is closed. */
export class Attendance {
  #camera: Camera
  #log: Log
  #publisher: Publisher | undefined
  #release: (() => void) | undefined
  #cancels: readonly (() => void)[]

  constructor(camera: Camera, source: PushSource, log: Log) {
    this.#camera = camera
    this.#log = log
    this.#cancels = [
      source.onPublisher((publisher) => this.#changed(publisher)),
      camera.onChange(({ to }) => {
        if (to === 'closed') source.close()
      }),
    ]
    this.#changed(source.publisher)
  }

  /** Looks after it no more. Idempotent. */
  close(): void {
    for (const cancel of this.#cancels) cancel()
    this.#release?.()
    this.#release = undefined
  }

  #changed(publisher: Publisher | undefined): void {
    this.#tell(publisher)
    this.#publisher = publisher
    const isKept = !publisher?.canPause && this.#camera.state !== 'closed'
    if (isKept) this.#release ??= this.#camera.demand('reader')
    else {
      this.#release?.()
      this.#release = undefined
    }
  }

  #tell(next: Publisher | undefined): void {
    const camera = this.#camera.name
    const last = this.#publisher
    if (last) {
      const seconds = Math.round((Date.now() - last.since) / 100) / 10
      const facts = { camera, publisher: last.name, frames: last.pushed, seconds }
      this.#log.info({ ...facts, reason: last.error?.message }, 'publisher left')
    }
    if (next) this.#log.info({ camera, publisher: next.name }, 'publisher came')
  }
}
