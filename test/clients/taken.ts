/**
 * What a camera gives whose source is somebody else's server: pictures, told apart by their bytes.
 *
 * @module
 */
import { inspectJpeg } from '../../packages/zoetrope/src/frame/jpeg.ts'
import { pictureHash } from '../e2e/players.ts'
import { serve } from '../e2e/running.ts'

/**
 * How many different pictures a viewer gets of the camera that `zoetrope serve URL` makes, `count` at
 * most. Each is a whole JPEG, and comes after the one before. Gives up when `signal` aborts.
 */
export async function picturesOf(url: string, count: number, signal: AbortSignal): Promise<number> {
  const server = await serve([url])
  const seen = new Set<string>()
  try {
    let index = -1
    for (let frames = 0; seen.size < count && frames < 5 * count; ) {
      const response = await fetch(`${server.url}/snapshot.jpg?after=${index}`, { signal })
      const body = new Uint8Array(await response.arrayBuffer())
      // No picture yet: the answer came after it had waited for one.
      if (response.status === 503) continue
      if (!inspectJpeg(body).ok) throw new Error(`Not a JPEG, with status ${response.status}`)
      index = Number(response.headers.get('x-frame-index'))
      seen.add(pictureHash(body))
      frames += 1
    }
  } finally {
    await server.stop()
  }
  return seen.size
}
