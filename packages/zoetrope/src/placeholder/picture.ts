/**
 * A picture of the user's own, always in the size of the stream: most viewers take their window from
 * the first frame, and some give up when the size changes.
 *
 * @module
 */
import type { Placeholder, Scene } from '../camera/placeholder.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { inspectJpeg } from '../frame/jpeg.ts'
import { retouch } from '../picture/retouch.ts'
import { drawCard } from './card.ts'
import { STAGE } from './palette.ts'

/**
 * Shows this JPEG as it is where it has the size of the stream. Elsewhere its middle is shown, cut
 * or with a dark border but never scaled; and a card where that cannot be done, because it is
 * progressive.
 *
 * @throws {ZoetropeError} `INVALID_FRAME` when it is no whole JPEG.
 */
export function picturePlaceholder(jpeg: Bytes): Placeholder {
  const found = inspectJpeg(jpeg)
  if (!found.ok) {
    const what = `Expected the placeholder to be a whole JPEG, got ${found.reason}`
    throw new ZoetropeError('INVALID_FRAME', `${what} at byte ${found.at}: save it as JPEG again`)
  }
  const whole = jpeg.slice(0, found.length)
  return (scene) => {
    if (scene.width === found.width && scene.height === found.height) return whole
    return fit(whole, scene) ?? drawCard(scene)
  }
}

/** `undefined` where its coefficients cannot be read. */
function fit(jpeg: Bytes, { width, height }: Scene): Bytes | undefined {
  try {
    return retouch(jpeg, { size: { width, height }, background: STAGE })
  } catch (error) {
    if (error instanceof ZoetropeError && error.code === 'INVALID_FRAME') return undefined
    throw error
  }
}
