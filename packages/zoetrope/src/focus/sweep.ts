/**
 * Finds the focus: moves through it in coarse steps, then in fine ones around the best, and goes to
 * the peak of the curve. What makes it right is which frames count: those that were exposed while
 * nothing moved.
 *
 * @module
 */
import { type Frame, sharpness } from '../frame/frame.ts'
import type { Watched } from '../viewer/watched.ts'
import { bestOf, type FocusSample, isClear, peakOf } from './curve.ts'
import { FramesSince } from './frames-since.ts'
import { demand, type Metric, type SharpnessOptions } from './next-sharpness.ts'
import { Stage, type StageOptions } from './stage.ts'

/** Milliseconds by which a frame may seem younger than it is, because wall clocks give whole ones. */
const ROUNDING = 1

/** How to sweep. Positions are in the stage's own unit. */
export interface SweepOptions extends SharpnessOptions, StageOptions {
  readonly camera: Watched
  /** Positions in each pass, both ends included. @default 11 */
  readonly steps?: number | undefined
  /** How often: each pass after the first looks closer at what was best, between its neighbours. @default 2 */
  readonly passes?: number | undefined
  /** Frames measured at each position, of which the median counts. @default 1 */
  readonly frames?: number | undefined
  /** Milliseconds to wait for each frame. @default 10000 */
  readonly timeout?: number | undefined
  /** Told of every position that was measured. */
  readonly onProgress?: ((sample: FocusSample) => void) | undefined
}

/** What a sweep found. */
export interface Sweep {
  /** Where the stage stands now: at the peak, which may lie between two positions measured. */
  readonly position: number
  /** The sharpest sample. */
  readonly best: FocusSample
  /** All samples, in the order of their positions from `from` to `to`. */
  readonly curve: readonly FocusSample[]
  /** How often the stage was moved. */
  readonly moves: number
  /** Whether there is a peak at all, and not noise: a lens cap, an empty slide, a lamp that is off. */
  readonly isClear: boolean
  /** Whether it was sharpest at `from` or `to`: the focus may lie beyond. */
  readonly isAtEdge: boolean
}

interface Range {
  readonly from: number
  readonly to: number
}

/**
 * Sweeps through the focus and leaves the stage at the best position. A camera runs meanwhile.
 *
 * Each move has ended, and `settle` has passed, before a frame counts ({@link SinceOptions}).
 *
 * @throws {RangeError} when an option is out of range; nothing was moved then.
 * @throws {ZoetropeError} `TIMEOUT` when no frame came; `CLOSED`.
 * @throws what `move` and `metric` throw, and the signal's reason when it aborts. The stage stays
 * where it is then.
 */
export async function sweepFocus(options: SweepOptions): Promise<Sweep> {
  const { camera, from, to } = options
  const { steps, passes } = checked(options)
  const release = demand(camera)
  try {
    const stage = new Stage(options)
    const curve: FocusSample[] = []
    let range: Range = { from, to }
    for (let pass = 0; pass < passes; pass++) {
      for (const position of positionsOf(range, steps)) {
        if (curve.some((sample) => sample.position === position)) continue
        await stage.approach(position)
        const sample = await measure(position, options)
        curve.push(sample)
        options.onProgress?.(sample)
      }
      curve.sort((one, other) => (one.position - other.position) * Math.sign(to - from))
      range = around(bestOf(curve), range, options, steps)
    }
    return await settled(stage, curve, options)
  } finally {
    release()
  }
}

/** Goes to the peak. */
async function settled(
  stage: Stage,
  curve: readonly FocusSample[],
  { from, to }: Range,
): Promise<Sweep> {
  const best = bestOf(curve)
  const position = peakOf(curve)
  await stage.approach(position)
  const isAtEdge = best.position === from || best.position === to
  return { position, best, curve, moves: stage.moves, isClear: isClear(curve), isAtEdge }
}

async function measure(
  position: number,
  { camera, frames = 1, settle = 0, timeout = 10_000, ...options }: SweepOptions,
): Promise<FocusSample> {
  const metric: Metric = options.metric ?? sharpness
  const since = new FramesSince(camera, { ...options, settle: settle + ROUNDING, timeout })
  const measured: { frame: Frame; sharpness: number }[] = []
  while (measured.length < frames) {
    const frame = await since.next()
    measured.push({ frame, sharpness: await metric(frame) })
  }
  measured.sort((one, other) => one.sharpness - other.sharpness)
  const median = measured[Math.floor((measured.length - 1) / 2)]
  if (!median || Number.isNaN(median.sharpness)) {
    throw new RangeError(`Expected the metric to give a number, got ${median?.sharpness}`)
  }
  return { position, sharpness: median.sharpness, index: median.frame.index }
}

/** Evenly spaced, both ends included. */
function positionsOf({ from, to }: Range, steps: number): number[] {
  const last = steps - 1
  // Both weighted, so that the ends come out exactly.
  return Array.from({ length: steps }, (_, step) => (from * (last - step) + to * step) / last)
}

/** One step of `range` to each side of `best`, inside of `whole`. */
function around(best: FocusSample, range: Range, whole: Range, steps: number): Range {
  const step = (range.to - range.from) / (steps - 1)
  const [low, high] = [Math.min(whole.from, whole.to), Math.max(whole.from, whole.to)]
  const inside = (position: number): number => Math.min(high, Math.max(low, position))
  return { from: inside(best.position - step), to: inside(best.position + step) }
}

function checked({ from, to, steps = 11, passes = 2, ...options }: SweepOptions): {
  readonly steps: number
  readonly passes: number
} {
  if (!Number.isFinite(from) || !Number.isFinite(to) || from === to) {
    throw new RangeError(`Expected from and to to be two positions, got ${from} and ${to}`)
  }
  const { frames = 1, skip = 0, settle = 0, backlash = 0 } = options
  const counts = { steps: [steps, 3], passes: [passes, 1], frames: [frames, 1], skip: [skip, 0] }
  for (const [name, [value = 0, least = 0]] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= least) continue
    throw new RangeError(`Expected ${name} to be a whole number from ${least}, got ${value}`)
  }
  for (const [name, value] of Object.entries({ settle, backlash })) {
    if (!(value >= 0)) throw new RangeError(`Expected ${name} to be 0 or more, got ${value}`)
  }
  return { steps, passes }
}
