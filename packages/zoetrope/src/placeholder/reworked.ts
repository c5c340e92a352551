/** A frame reworked where that can be done, so that a placeholder can fall back to the card. @module */
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { type Rework, reworking } from '../picture/rework.ts'
import { inTurns } from '../picture/turns.ts'

/** Reworks a JPEG; `undefined` where its coefficients cannot be read: it is progressive, or damaged. */
export async function reworked(jpeg: Bytes, wish: Rework): Promise<Bytes | undefined> {
  try {
    return await inTurns(reworking(jpeg, wish))
  } catch (error) {
    if (error instanceof ZoetropeError && error.code === 'INVALID_FRAME') return undefined
    throw error
  }
}
