import { describe, expect, test } from 'vitest'
import { Camera } from '../../src/camera/camera.ts'
import { type SweepOptions, sweepFocus } from '../../src/focus/sweep.ts'
import type { Frame } from '../../src/frame/frame.ts'
import { Microscope, type MicroscopeOptions } from './microscope.ts'

/** What a sweep needs of a microscope whose slide is sharp at 37. */
function through(microscope: Microscope): Pick<SweepOptions, 'camera' | 'move' | 'from' | 'to'> {
  return { camera: microscope.broadcast, move: microscope.move, from: 0, to: 60 }
}

/** Where each frame that was measured was exposed, beside the position it was measured for. */
function exposed(
  microscope: Microscope,
  sweep: { curve: readonly { index: number }[] },
): unknown[] {
  return sweep.curve.map(({ index }) => microscope.exposures[index])
}

const still = (positions: readonly { position: number }[]): unknown[] =>
  positions.map(({ position }) => ({ began: position, ended: position }))

test('a sweep leaves the stage where the picture is sharpest', async () => {
  using microscope = await Microscope.build()
  const sweep = await sweepFocus(through(microscope))
  expect(Math.abs(sweep.position - 37)).toBeLessThan(1)
  expect(microscope.lens).toBe(sweep.position)
  expect(sweep).toMatchObject({ isClear: true, isAtEdge: false })
})

test('coarse steps come first, then fine ones between the neighbours of the best', async () => {
  using microscope = await Microscope.build()
  const positions: number[] = []
  const sweep = await sweepFocus({
    ...through(microscope),
    steps: 7,
    onProgress: ({ position }) => positions.push(position),
  })
  expect(positions.slice(0, 7)).toEqual([0, 10, 20, 30, 40, 50, 60])
  // 40 itself is known by then.
  expect(positions.slice(7).map(Math.round)).toEqual([30, 33, 37, 43, 47, 50].slice(1, 5))
  expect(sweep.curve.map(({ position }) => position)).toEqual(
    positions.toSorted((one, other) => one - other),
  )
  expect(sweep.moves).toBe(positions.length + 1)
})

test('a sweep may go down, and its curve then does too', async () => {
  using microscope = await Microscope.build()
  const sweep = await sweepFocus({ ...through(microscope), from: 60, to: 0 })
  expect(Math.abs(sweep.position - 37)).toBeLessThan(1)
  expect(sweep.curve.at(0)?.position).toBe(60)
  expect(sweep.curve.at(-1)?.position).toBe(0)
})

test('noise is met by several frames at each position', async () => {
  using microscope = await Microscope.build({ noise: 6 })
  const sweep = await sweepFocus({ ...through(microscope), frames: 3 })
  expect(Math.abs(sweep.position - 37)).toBeLessThan(1.5)
  expect(sweep.isClear).toBe(true)
})

describe('no frame counts that was exposed while the stage moved:', () => {
  test.each<[string, MicroscopeOptions, Partial<SweepOptions>]>([
    ['the camera is quick', {}, {}],
    ['frames are under way for longer than a move takes', { latency: 30 }, {}],
    // More than can be under way in 30 ms, with one every 4 ms.
    ['they carry no time, and as many are skipped', { latency: 30, stamped: false }, { skip: 10 }],
    ['they are judged by their arrival', { latency: 30 }, { by: 'arrival', skip: 10 }],
  ])('%s', async (_, built, options) => {
    using microscope = await Microscope.build(built)
    const sweep = await sweepFocus({ ...through(microscope), steps: 5, ...options })
    expect(exposed(microscope, sweep)).toEqual(still(sweep.curve))
  })

  test('which could be otherwise: without either, frames of the way count', async () => {
    using microscope = await Microscope.build({ latency: 30, stamped: false })
    const sweep = await sweepFocus({ ...through(microscope), steps: 5, skip: 0 })
    expect(exposed(microscope, sweep)).not.toEqual(still(sweep.curve))
  })
})

describe('a thread with play', () => {
  const play = 3

  test('is always turned in the same direction before a position counts', async () => {
    using microscope = await Microscope.build({ play })
    const sweep = await sweepFocus({ ...through(microscope), backlash: 5 })
    // The thread is 3 ahead of the lens at every position, at the last one too.
    expect(Math.abs(microscope.lens - 37)).toBeLessThan(1)
    expect(microscope.lens).toBeCloseTo(sweep.position - play)
  })

  test('leads astray without that', async () => {
    using microscope = await Microscope.build({ play })
    const sweep = await sweepFocus(through(microscope))
    expect(microscope.lens).toBeCloseTo(sweep.position)
  })

  test('is never turned beyond where the sweep began', async () => {
    using microscope = await Microscope.build({ play, focus: 2 })
    await sweepFocus({ ...through(microscope), backlash: 100 })
    expect(Math.min(...microscope.visited)).toBe(0)
    expect(Math.max(...microscope.visited)).toBe(60)
  })
})

describe('what is not in focus anywhere is told:', () => {
  test('an empty slide', async () => {
    using microscope = await Microscope.build({ hasSlide: false })
    expect((await sweepFocus(through(microscope))).isClear).toBe(false)
  })

  test('an empty slide, and noise', async () => {
    using microscope = await Microscope.build({ hasSlide: false, noise: 6 })
    expect((await sweepFocus(through(microscope))).isClear).toBe(false)
  })

  test('a slide that lies beyond the end', async () => {
    using microscope = await Microscope.build({ focus: 75 })
    const sweep = await sweepFocus(through(microscope))
    expect(sweep).toMatchObject({ position: 60, isAtEdge: true, isClear: true })
  })
})

test('another metric may judge', async () => {
  using microscope = await Microscope.build()
  const metric = async ({ index }: Frame): Promise<number> => {
    const { ended = 0 } = microscope.exposures[index] ?? {}
    return -Math.abs(ended - 20)
  }
  const sweep = await sweepFocus({ ...through(microscope), metric })
  expect(sweep.position).toBeCloseTo(20, 0)
})

test('a camera runs for a sweep, and no longer', async () => {
  using microscope = await Microscope.build()
  const source = { open: (signal: AbortSignal) => microscope.broadcast.subscribe({ signal }) }
  await using camera = new Camera('stage', source, { linger: 0 })
  const idle = new Promise<void>((resolve) => {
    camera.onChange(({ to }) => to === 'idle' && resolve())
  })
  const sweep = await sweepFocus({ ...through(microscope), camera })
  expect(Math.abs(sweep.position - 37)).toBeLessThan(1)
  await idle
})

describe('a sweep ends without a result', () => {
  test('when it is aborted: the stage stops, and nothing moves it any more', async () => {
    using microscope = await Microscope.build()
    const stop = new AbortController()
    const reason = new Error('the user has seen enough')
    const onProgress = (): void => stop.abort(reason)
    const sweeping = sweepFocus({ ...through(microscope), signal: stop.signal, onProgress })
    await expect(sweeping).rejects.toBe(reason)
    expect(microscope.visited).toEqual([0])
  })

  test('at once, when a move does not heed the abort', async () => {
    using microscope = await Microscope.build()
    const stop = new AbortController()
    const move = (): Promise<void> => {
      queueMicrotask(() => stop.abort())
      return new Promise(() => {})
    }
    const sweeping = sweepFocus({ ...through(microscope), move, signal: stop.signal })
    await expect(sweeping).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
  })

  test('before it moves anything, when it was aborted already', async () => {
    using microscope = await Microscope.build()
    const sweeping = sweepFocus({ ...through(microscope), signal: AbortSignal.abort() })
    await expect(sweeping).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    expect(microscope.visited).toEqual([])
  })

  test('with the error of the stage', async () => {
    using microscope = await Microscope.build()
    const broken = new Error('the stage does not answer')
    const move = (position: number): Promise<void> =>
      position > 20 ? Promise.reject(broken) : microscope.move(position)
    await expect(sweepFocus({ ...through(microscope), move })).rejects.toBe(broken)
  })

  test('when the camera gives no frames', async () => {
    using microscope = await Microscope.build()
    await using camera = new Camera('dead', { async *open() {} })
    const sweeping = sweepFocus({ ...through(microscope), camera, timeout: 20 })
    await expect(sweeping).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('when the broadcast closes', async () => {
    using microscope = await Microscope.build()
    const onProgress = (): void => microscope.broadcast.close()
    const sweeping = sweepFocus({ ...through(microscope), onProgress })
    await expect(sweeping).rejects.toMatchObject({ code: 'CLOSED' })
  })

  test('when the metric gives no number', async () => {
    using microscope = await Microscope.build()
    const sweeping = sweepFocus({ ...through(microscope), metric: () => Number.NaN })
    await expect(sweeping).rejects.toThrow('Expected the metric to give a number, got NaN')
  })
})

test.each<[string, Partial<SweepOptions>]>([
  ['from and to to be two positions, got 5 and 5', { from: 5, to: 5 }],
  ['from and to to be two positions, got NaN and 60', { from: Number.NaN }],
  ['steps to be a whole number from 3, got 2', { steps: 2 }],
  ['passes to be a whole number from 1, got 0', { passes: 0 }],
  ['frames to be a whole number from 1, got 1.5', { frames: 1.5 }],
  ['skip to be a whole number from 0, got -1', { skip: -1 }],
  ['settle to be 0 or more, got -1', { settle: -1 }],
  ['backlash to be 0 or more, got NaN', { backlash: Number.NaN }],
])('refuses what makes no sense, and moves nothing: expected %s', async (message, options) => {
  using microscope = await Microscope.build()
  const sweeping = sweepFocus({ ...through(microscope), ...options })
  await expect(sweeping).rejects.toThrow(new RangeError(`Expected ${message}`))
  expect(microscope.visited).toEqual([])
})
