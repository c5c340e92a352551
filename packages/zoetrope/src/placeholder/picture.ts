/**
 * A picture of the user's own, always in the size of the stream: most viewers take their window from
 * the first frame, and some give up when the size changes.
 *
 * @module
 */
import type { Placeholder } from '../camera/placeholder.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { inspectJpeg } from '../frame/jpeg.ts'
import { drawCard } from './card.ts'
import { STAGE } from './palette.ts'
import { reworked } from './reworked.ts'

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
  // Not `slice`: of Node's buffers that is no copy.
  const whole = new Uint8Array(jpeg.subarray(0, found.length))
  return async (scene) => {
    const { width, height } = scene
    if (width === found.width && height === found.height) return whole
    const fitted = await reworked(whole, { size: { width, height }, background: STAGE })
    return fitted ?? drawCard(scene)
  }
}
