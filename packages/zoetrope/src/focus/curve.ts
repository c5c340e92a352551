/**
 * The curve of a sweep: how sharp the picture was at each position, and where its peak lies. Pure.
 *
 * @module
 */

/** One position, measured. */
export interface FocusSample {
  readonly position: number
  /** The median of the frames that were measured there. */
  readonly sharpness: number
  /** The index of the frame that it is taken from. */
  readonly index: number
}

/** Samples on each side of the best one that its peak is fitted to. */
const REACH = 2
/** The least share of the best sharpness by which the worst must be below it. */
const CONTRAST = 0.02
/** Von Neumann's ratio is 2 for noise, and near 0 where neighbours resemble each other. */
const ROUGHEST = 1

/** The sharpest of these samples. @throws {RangeError} when there are none. */
export function bestOf(samples: readonly FocusSample[]): FocusSample {
  const [first, ...others] = samples
  if (!first) throw new RangeError('Expected at least one sample, got none')
  return others.reduce((best, sample) => (sample.sharpness > best.sharpness ? sample : best), first)
}

/**
 * Where the peak lies between the samples: the vertex of the parabola that fits the best one and its
 * neighbours best, or those that are as good and theirs. The best one's own position where no
 * parabola does.
 *
 * @param samples In the order of their positions.
 */
export function peakOf(samples: readonly FocusSample[]): number {
  const best = bestOf(samples)
  const first = samples.indexOf(best)
  // A small blur may not show at all, and then its two sides count alike.
  const lower = samples.findIndex(
    ({ sharpness }, place) => place > first && sharpness < best.sharpness,
  )
  const end = lower < 0 ? samples.length : lower
  const near = samples.slice(Math.max(0, first - REACH), end + REACH)
  const vertex = best.position + vertexOf(near, best)
  const before = samples[first - 1]?.position ?? best.position
  const after = samples[end]?.position ?? samples[end - 1]?.position ?? best.position
  const isBetween = vertex >= Math.min(before, after) && vertex <= Math.max(before, after)
  return isBetween ? vertex : best.position
}

/**
 * Whether the curve has a peak, and is not noise: neighbours resemble each other, and the best is
 * well above the worst.
 *
 * @param samples In the order of their positions.
 */
export function isClear(samples: readonly FocusSample[]): boolean {
  const values = samples.map((sample) => sample.sharpness)
  const [most, least] = [Math.max(...values), Math.min(...values)]
  if (!(most - least > CONTRAST * Math.abs(most))) return false
  const mean = sum(values) / values.length
  const steps = values.slice(1).map((value, place) => value - (values[place] ?? value))
  return sum(steps.map(square)) < ROUGHEST * sum(values.map((value) => square(value - mean)))
}

/** The vertex of the parabola through `samples` by least squares, from the origin's position; NaN if it has no top. */
function vertexOf(samples: readonly FocusSample[], origin: FocusSample): number {
  const scale = Math.max(...samples.map(({ position }) => Math.abs(position - origin.position)))
  const xs = samples.map(({ position }) => (position - origin.position) / scale)
  const ys = samples.map(({ sharpness }) => sharpness - origin.sharpness)
  const moment = (power: number, weights?: readonly number[]): number =>
    sum(xs.map((x, place) => x ** power * (weights?.[place] ?? 1)))
  const [s0, s1, s2, s3, s4] = [xs.length, moment(1), moment(2), moment(3), moment(4)]
  const [t0, t1, t2] = [moment(0, ys), moment(1, ys), moment(2, ys)]
  // Cramer's rule, for y = a x² + b x + c; the determinant itself cancels out of -b / 2a.
  const a = t2 * (s2 * s0 - s1 * s1) - s3 * (t1 * s0 - s1 * t0) + s2 * (t1 * s1 - s2 * t0)
  const b = s4 * (t1 * s0 - s1 * t0) - t2 * (s3 * s0 - s1 * s2) + s2 * (s3 * t0 - t1 * s2)
  return a < 0 ? (-b / (2 * a)) * scale : Number.NaN
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function square(value: number): number {
  return value * value
}
