/**
 * Cameras out of settings: those that were named at the start, and those that publishers make later.
 *
 * @module
 */
import { Camera, Gate, type Note, pushSource } from 'zoetrope'
import type { Log } from '../http/log.ts'
import { CameraLog } from './camera-log.ts'
import { nameProblem } from './names.ts'
import type { OpenedCamera } from './opening.ts'
import { placeholderOf } from './placeholder.ts'
import type { Settings } from './settings.ts'

/** Makes a camera of its settings and its source. */
export function cameraOf(camera: OpenedCamera, note?: Note): Camera {
  const { name, opened, linger, always, ring, draw: placeholder, placeholderSnapshots } = camera
  const gate = new Gate(camera.gate)
  const options = { linger, always, ring, gate, placeholder, placeholderSnapshots, note }
  return new Camera(name, opened, options)
}

/**
 * What makes a camera when somebody publishes to a free name; `undefined` where nobody may. It throws
 * a `RangeError` for a name that no camera can have.
 *
 * @throws {Failure} when the placeholder cannot be had.
 */
export async function makerOf(
  { push, made }: Pick<Settings, 'push' | 'made'>,
  log: Log,
): Promise<((name: string) => Camera) | undefined> {
  if (!push.create) return undefined
  const draw = await placeholderOf(made.placeholder)
  return (name) => {
    const problem = nameProblem(name)
    if (problem) throw new RangeError(problem)
    const pen = new CameraLog(log, name)
    const settings = { ...made, name, opened: pushSource(), awaited: undefined, draw }
    const camera = cameraOf(settings, pen.note)
    pen.follow(camera)
    return camera
  }
}
