/**
 * Cameras that publishers made by publishing to a name that was free. They go as they came: when
 * nobody has published and nobody watched for a while.
 *
 * @module
 */
import { type Camera, type Cameras, PushSource } from 'zoetrope'
import { Problem } from './problem.ts'

/** Whether publishers may make cameras, which, and how many. */
export interface MakingPolicy {
  /**
   * Makes a camera, whose source is a `PushSource`, when somebody publishes to a name that is free.
   * What it throws as `RangeError` says what is wrong with the name.
   *
   * @default nobody can
   */
  readonly create?: ((name: string) => Camera) | undefined
  /** How many such cameras there may be. @default 8 */
  readonly maxCameras?: number | undefined
  /** Which names they may have. @default every name a camera can have */
  readonly names?: RegExp | undefined
  /** Milliseconds that one is kept after the last who published or watched. @default 600000 */
  readonly keep?: number | undefined
}

/** Makes cameras, and removes them. */
export class MadeCameras {
  #cameras: Cameras
  #create: (name: string) => Camera
  #most: number
  #names: RegExp | undefined
  #keep: number
  #made = new Map<Camera, Disposer>()

  constructor(cameras: Cameras, create: (name: string) => Camera, policy: MakingPolicy) {
    this.#cameras = cameras
    this.#create = create
    this.#most = policy.maxCameras ?? 8
    this.#names = policy.names
    this.#keep = policy.keep ?? 600_000
  }

  /** Makes a camera that is ready for frames. @throws {Problem} `INVALID_CAMERA_NAME`, `TOO_MANY_CAMERAS`. */
  async make(name: string): Promise<Camera> {
    if (this.#names && !this.#names.test(name)) {
      throw invalid(name, `no camera of this name may be made here; names match ${this.#names}`)
    }
    if (this.#made.size >= this.#most) {
      const detail = `There are ${this.#most} cameras that publishers made, and no more may be: wait until one of them is gone`
      throw new Problem('TOO_MANY_CAMERAS', detail, { headers: { 'retry-after': '60' } })
    }
    const camera = this.#cameras.add(this.#created(name))
    this.#made.set(camera, new Disposer(camera, this.#keep, () => this.#remove(camera)))
    // The camera opens its source in the next microtasks, and a frame may come with this request.
    await new Promise((resolve) => setImmediate(resolve))
    return camera
  }

  /** Watches over them no more; they stay. */
  close(): void {
    for (const disposer of this.#made.values()) disposer.close()
    this.#made.clear()
  }

  #created(name: string): Camera {
    try {
      return this.#create(name)
    } catch (error) {
      if (error instanceof RangeError) throw invalid(name, error.message)
      throw error
    }
  }

  #remove(camera: Camera): void {
    this.#made.get(camera)?.close()
    this.#made.delete(camera)
    this.#cameras.remove(camera.name)
    void camera.close()
  }
}

/** Notices that a camera is not used any more. */
class Disposer {
  #camera: Camera
  #keep: number
  #remove: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #cancels: readonly (() => void)[]

  constructor(camera: Camera, keep: number, remove: () => void) {
    this.#camera = camera
    this.#keep = keep
    this.#remove = remove
    const { source } = camera
    this.#cancels = [
      camera.onWatched(() => this.#look()),
      source instanceof PushSource ? source.onPublisher(() => this.#look()) : () => {},
      camera.onChange(({ to }) => {
        if (to === 'closed') this.#remove()
      }),
    ]
    this.#look()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const cancel of this.#cancels) cancel()
  }

  #look(): void {
    clearTimeout(this.#timer)
    const { viewers, source } = this.#camera
    const isUsed = viewers > 0 || (source instanceof PushSource && source.publisher !== undefined)
    if (!isUsed) this.#timer = setTimeout(this.#decide, this.#keep)
  }

  #decide = (): void => {
    const { source } = this.#camera
    // Somebody is connected, and may send the first frame at any time.
    const isAwaited = source instanceof PushSource && source.isAttended
    if (isAwaited) this.#look()
    else this.#remove()
  }
}

function invalid(name: string, reason: string): Problem {
  return new Problem('INVALID_CAMERA_NAME', reason, { members: { camera: name.slice(0, 100) } })
}
