import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Mirror, place, type Rotation } from '../../src/element/pose.ts'

const rotations: readonly Rotation[] = [0, 90, 180, 270]
const mirrors: readonly Mirror[] = ['none', 'horizontal', 'vertical', 'both']

/** Where a point of a picture comes to lie. */
function lies(x: number, y: number, width: number, height: number, ...pose: [Rotation, Mirror]) {
  const [rotate, mirror] = pose
  const { matrix } = place(width, height, { rotate, mirror })
  const [a, b, c, d, e, f] = matrix
  return [a * x + c * y + e, b * x + d * y + f]
}

test.each([
  [0, [0, 0]],
  [90, [480, 0]],
  [180, [640, 480]],
  [270, [0, 640]],
] as const)(
  'the upper left corner of a picture turned by %i degrees lies at %j',
  (turn, corner) => {
    expect(lies(0, 0, 640, 480, turn, 'none')).toEqual(corner)
  },
)

test.each([
  ['horizontal', [480 - 480, 0]],
  ['vertical', [480, 640]],
  ['both', [0, 640]],
] as const)('what is turned by 90 degrees is mirrored as it is seen: %s', (mirror, corner) => {
  expect(lies(0, 0, 640, 480, 90, mirror)).toEqual(corner)
})

test('every pose fills its canvas exactly', () => {
  const side = fc.integer({ min: 1, max: 10_000 })
  const poses = fc.tuple(side, side, fc.constantFrom(...rotations), fc.constantFrom(...mirrors))
  fc.assert(
    fc.property(poses, ([width, height, rotate, mirror]) => {
      const size = place(width, height, { rotate, mirror })
      const corners = [
        lies(0, 0, width, height, rotate, mirror),
        lies(width, height, width, height, rotate, mirror),
      ]
      const [across, down] = [0, 1].map((axis) => corners.map((corner) => corner[axis] ?? 0))
      expect(across?.sort((a, b) => a - b)).toEqual([0, size.width])
      expect(down?.sort((a, b) => a - b)).toEqual([0, size.height])
    }),
  )
})
