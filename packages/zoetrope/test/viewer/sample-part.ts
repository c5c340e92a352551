/**
 * One small part, and how it looks on the wire: for tests of layouts.
 *
 * @module
 */
import { createPart, type Part } from '../../src/multipart/part.ts'

/** What stands for a JPEG. */
export const JPEG = '\xff\xd8jpeg\xff\xd9'

/** The header lines behind its length. */
export const HEADERS =
  'X-Timestamp: 1789000000.123457\r\nX-Frame-Index: 42\r\nX-Frame-Epoch: a1b2\r\n'

export const part: Part = createPart(
  Uint8Array.from(JPEG, (letter) => letter.charCodeAt(0)),
  {
    epoch: 'a1b2',
    index: 42,
    capturedAt: 1_789_000_000_123.4568,
    width: 640,
    height: 480,
    moment: 5_000_250,
  },
)

/** Bytes as text, a letter each. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
