/**
 * The set of cameras that a handler or server shows, by name and in order.
 *
 * @module
 */
import type { Camera } from './camera.ts'

/** A camera that came to a set, or left it. */
export interface CamerasChange {
  readonly type: 'added' | 'removed'
  readonly camera: Camera
}

/** Cameras by name. The first one is what URLs without a name mean. */
export class Cameras implements Iterable<Camera>, AsyncDisposable {
  #byName = new Map<string, Camera>()
  #listeners = new Set<(change: CamerasChange) => void>()

  constructor(cameras: Iterable<Camera> = []) {
    for (const camera of cameras) this.add(camera)
  }

  get size(): number {
    return this.#byName.size
  }

  /** The camera that was added first, or `undefined` while there is none. */
  get first(): Camera | undefined {
    return this.#byName.values().next().value
  }

  /** @throws {RangeError} when the name is taken. Returns the camera. */
  add(camera: Camera): Camera {
    if (this.#byName.has(camera.name)) {
      throw new RangeError(`Expected names to differ, got "${camera.name}" twice`)
    }
    this.#byName.set(camera.name, camera)
    this.#tell({ type: 'added', camera })
    return camera
  }

  /** The camera of that name, or `undefined`. */
  get(name: string): Camera | undefined {
    return this.#byName.get(name)
  }

  /** Takes a camera out, without closing it. */
  remove(name: string): Camera | undefined {
    const camera = this.#byName.get(name)
    if (!camera) return undefined
    this.#byName.delete(name)
    this.#tell({ type: 'removed', camera })
    return camera
  }

  /** Calls `listener` with every camera that comes or leaves. Returns a function that cancels. */
  onChange(listener: (change: CamerasChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  [Symbol.iterator](): Iterator<Camera> {
    return this.#byName.values()
  }

  /** Closes all cameras; resolves when every source has released what it held. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this, (camera) => camera.close()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #tell(change: CamerasChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}
