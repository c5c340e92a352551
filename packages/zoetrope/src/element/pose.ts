/**
 * How a picture lies on its canvas: turned, and then mirrored as it is seen.
 *
 * @module
 */

/** Degrees clockwise. */
export type Rotation = 0 | 90 | 180 | 270

/** `horizontal` exchanges left and right, as a mirror on the wall does. */
export type Mirror = 'none' | 'horizontal' | 'vertical' | 'both'

/** Turned and mirrored. */
export interface Pose {
  readonly rotate: Rotation
  readonly mirror: Mirror
}

/** The six numbers of a canvas transformation. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** What a canvas needs to show a picture in its pose. */
export interface Placement {
  readonly width: number
  readonly height: number
  readonly matrix: Matrix
}

/** Places a picture of so many pixels. */
export function place(width: number, height: number, { rotate, mirror }: Pose): Placement {
  const lies = rotate % 180 !== 0
  const size = lies ? { width: height, height: width } : { width, height }
  const turned = turn(width, height, rotate)
  const [a, b, c, d, e, f] = turned
  const across = mirror === 'horizontal' || mirror === 'both'
  const over = mirror === 'vertical' || mirror === 'both'
  const [x, y] = [across ? -1 : 1, over ? -1 : 1]
  const left = across ? size.width - e : e
  const top = over ? size.height - f : f
  return { ...size, matrix: [x * a, y * b, x * c, y * d, left, top] }
}

function turn(width: number, height: number, rotate: Rotation): Matrix {
  switch (rotate) {
    case 90:
      return [0, 1, -1, 0, height, 0]
    case 180:
      return [-1, 0, 0, -1, width, height]
    case 270:
      return [0, -1, 1, 0, 0, width]
    default:
      return [1, 0, 0, 1, 0, 0]
  }
}
