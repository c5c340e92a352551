import type { Bytes } from '../../src/frame/frame.ts'
import { Ages } from '../../src/viewer/ages.ts'
import type { Arrivals, Link, Path } from '../../src/viewer/link.ts'

/** A model of a link: has room for some writes, until the test drains it. */
export class ModelLink implements Link {
  readonly transport = 'tcp'
  written: Bytes[] = []
  ended = 0
  destroyed = 0
  room: number
  #drain: (() => void) | undefined
  #gone: (() => void) | undefined

  constructor(room = Number.POSITIVE_INFINITY) {
    this.room = room
  }

  arrivals(listener?: (age: number) => void): Arrivals {
    return new Ages(listener)
  }

  write(bytes: Bytes): boolean {
    this.written.push(bytes)
    this.room -= 1
    return this.room > 0
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

  queued(): number | undefined {
    return undefined
  }

  path(): Path | undefined {
    return undefined
  }

  destroy(): void {
    this.destroyed += 1
  }

  end(): void {
    this.ended += 1
  }

  drain(room = 1): void {
    this.room = room
    this.#drain?.()
  }

  vanish(): void {
    this.#gone?.()
  }

  get listened(): boolean {
    return this.#drain !== undefined || this.#gone !== undefined
  }
}
