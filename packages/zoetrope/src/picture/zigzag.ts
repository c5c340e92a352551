/**
 * The order in which a block's coefficients are coded: along the diagonals, from the average to the
 * finest detail, so that the many zeros come together at the end.
 *
 * @module
 */

/** Place in the order of coding -> place in reading order. */
export const ZIGZAG: Uint8Array = zigzag()

function zigzag(): Uint8Array {
  const diagonal = (place: number) => (place >> 3) + (place & 7)
  const along = (place: number) => (diagonal(place) % 2 === 0 ? place & 7 : place >> 3)
  const places = Uint8Array.from({ length: 64 }, (_, place) => place)
  return places.sort((a, b) => diagonal(a) - diagonal(b) || along(a) - along(b))
}
