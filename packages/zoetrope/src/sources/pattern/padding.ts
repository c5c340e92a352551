/**
 * Bytes that make a frame larger and mean nothing: application segments, which every decoder skips.
 *
 * They are filled with noise, because a camera's bytes do not compress either.
 *
 * @module
 */

/** The longest segment, with its marker. */
const LONGEST = 65_537
/** The shortest that ffmpeg takes without a warning, though marker and length are only half of it. */
const SHORTEST = 8
/** Marker and length. */
const HEAD = 4

const APP15 = 0xef

/** Writes exactly `length` bytes to `out` from `at`, where a marker must follow. Returns where they end. */
export function pad(out: Uint8Array, at: number, length: number): number {
  const end = at + length
  let to = at
  while (end - to >= SHORTEST) to = segment(out, to, share(end - to))
  // Too few for a segment: fill bytes, any number of which may stand before a marker.
  out.fill(0xff, to, end)
  return end
}

/** How much of what is left goes into one segment, so that enough is left for another. */
function share(left: number): number {
  if (left <= LONGEST) return left
  return left - LONGEST < SHORTEST ? LONGEST - SHORTEST : LONGEST
}

function segment(out: Uint8Array, at: number, length: number): number {
  out[at] = 0xff
  out[at + 1] = APP15
  out[at + 2] = (length - 2) >> 8
  out[at + 3] = (length - 2) & 0xff
  out.set(noise().subarray(0, length - HEAD), at + HEAD)
  return at + length
}

let made: Uint8Array | undefined

/** The same noise each time, made when first needed. Without FF, so that nobody takes it for a marker. */
function noise(): Uint8Array {
  if (made) return made
  made = new Uint8Array(LONGEST - HEAD)
  let state = 1
  for (let i = 0; i < made.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    made[i] = (state >>> 24) % 255
  }
  return made
}
