/**
 * What the library says to publishers, as problems.
 *
 * @module
 */
import type { ErrorCode, ZoetropeError } from 'zoetrope'
import { Problem, type ProblemCode } from './problem.ts'

/** Code of the library -> what it means to one who publishes. */
const codes: Partial<Record<ErrorCode, ProblemCode>> = {
  CLOSED: 'CAMERA_CLOSED',
  TIMEOUT: 'PUBLISHER_SILENT',
  INVALID_FRAME: 'INVALID_FRAME',
  FRAME_TOO_LARGE: 'INVALID_FRAME',
  INVALID_STREAM: 'INVALID_STREAM',
}

/** Why somebody may not publish, or what is wrong with what was. @param refused What `REFUSED` means here. */
export function problemOf(
  error: ZoetropeError,
  refused: 'PUBLISHER_PRESENT' | 'PUBLISHER_REPLACED',
): Problem {
  const code = error.code === 'REFUSED' ? refused : (codes[error.code] ?? 'INVALID_BODY')
  const again = code === 'CAMERA_CLOSED' || code === 'PUBLISHER_PRESENT'
  return new Problem(code, sentence(error.message), {
    headers: { connection: 'close', ...(again && { 'retry-after': '5' }) },
    cause: error,
  })
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
