/**
 * The set of cameras that a handler or server shows, by name and in order.
 *
 * @module
 */
import type { Camera } from './camera.ts'

/** Cameras by name. The first one is what URLs without a name mean. */
export class Cameras implements Iterable<Camera>, AsyncDisposable {
  #byName = new Map<string, Camera>()

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
    return camera
  }

  get(name: string): Camera | undefined {
    return this.#byName.get(name)
  }

  /** Takes a camera out, without closing it. */
  remove(name: string): Camera | undefined {
    const camera = this.#byName.get(name)
    this.#byName.delete(name)
    return camera
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
}
