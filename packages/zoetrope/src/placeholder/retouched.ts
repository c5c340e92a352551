/** A frame retouched where that can be done, so that a placeholder can fall back to the card. @module */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { type Retouching, retouching } from '../picture/retouch.ts'
import { inTurns } from '../picture/turns.ts'

/** Retouches a JPEG; `undefined` where its coefficients cannot be read: it is progressive, or damaged. */
export async function retouched(jpeg: Bytes, wish: Retouching): Promise<Bytes | undefined> {
  try {
    return await inTurns(retouching(jpeg, wish))
  } catch (error) {
    if (error instanceof ZoetropeError && error.code === 'INVALID_FRAME') return undefined
    throw error
  }
}
