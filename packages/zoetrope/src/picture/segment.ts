/**
 * A marker segment: two bytes of marker, two of length, and the content.
 *
 * @module
 */

/** The segment's bytes. @param marker The marker's second byte. @param content Up to 65533 bytes. */
export function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...word(content.length + 2), ...content]
}

/** A number in two bytes, the higher one first, as all of JPEG has it. */
export function word(value: number): number[] {
  return [value >> 8, value & 0xff]
}
