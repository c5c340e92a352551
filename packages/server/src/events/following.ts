/**
 * Writes what happens to cameras into a journal.
 *
 * @module
 */
import type { Camera, Cameras } from 'zoetrope'
import { type Present, plain } from './entry.ts'
import type { Journal } from './journal.ts'

/** Follows the cameras there are, and those that come. Returns a function that stops it. */
export function follow(cameras: Cameras, journal: Journal): () => void {
  const followed = new Map<Camera, () => void>()
  const begin = (camera: Camera): void => void followed.set(camera, followOne(camera, journal))
  for (const camera of cameras) begin(camera)
  const cancel = cameras.onChange(({ type, camera }) => {
    journal.add({ type, camera: camera.name, state: camera.state })
    if (type === 'added') return begin(camera)
    followed.get(camera)?.()
    followed.delete(camera)
  })
  return () => {
    cancel()
    for (const stop of followed.values()) stop()
    followed.clear()
  }
}

/** A camera as it is now. */
export function present({ name, state, since, reason, changes, viewers }: Camera): Present {
  return {
    type: 'now',
    at: Date.now(),
    ...{ camera: name, state, since },
    reason: reason === undefined ? null : plain(reason),
    count: changes,
    viewers,
  }
}

function followOne(camera: Camera, journal: Journal): () => void {
  const { name } = camera
  const cancels = [
    camera.onChange(({ from, to, reason = null, at, count }) => {
      journal.add({ type: 'state', camera: name, from, to, reason, count }, at)
    }),
    camera.onWatched((watched) => {
      journal.add({ type: watched ? 'watched' : 'unwatched', camera: name })
    }),
    camera.source.controls?.onChange?.((control) => {
      journal.add({
        type: 'control',
        camera: name,
        name: control.name,
        value: control.value ?? true,
      })
    }),
  ]
  return () => {
    for (const cancel of cancels) cancel?.()
  }
}
