/**
 * What one frame of the test pattern costs, in CPU time of the process.
 *
 * Measured in two ways, because they answer different questions: `back to back` is the work itself,
 * `live` what a server pays, cold caches included. The row of the bare timer tells how much of that
 * is the price of waking up thirty times a second on this machine.
 *
 * @module
 */
import { setTimeout as wait } from 'node:timers/promises'
import { Film } from '../packages/zoetrope/dist/sources/pattern/film.js'
import { Mosaic } from '../packages/zoetrope/dist/sources/pattern/mosaic.js'
import { Picture } from '../packages/zoetrope/dist/sources/pattern/picture.js'
import { pattern } from '../packages/zoetrope/dist/sources/pattern.js'

const FPS = 30
const WARM_UP = 2 * FPS

/**
 * @param {{ frames?: number, seconds?: number }} options how many frames back to back, how long live
 * @returns {Promise<object[]>} rows for the table
 */
export async function benchPattern({ frames = 1000, seconds = 5 } = {}) {
  return [
    ...backToBack(640, 480, frames),
    ...backToBack(1920, 1080, frames),
    await live(seconds * FPS),
    await bareTimer(seconds * FPS),
  ]
}

/**
 * The first frames, which encode their tiles, and as many again, which find nearly all of them.
 *
 * @param {number} width @param {number} height @param {number} frames
 */
function backToBack(width, height, frames) {
  const start = process.cpuUsage()
  const film = new Film(new Mosaic(new Picture(width, height, FPS)), { width, height, fps: FPS })
  const midnight = Date.UTC(2026, 0, 1)
  /** @param {number} first */
  const run = (first) => {
    for (let i = first; i < first + frames; i++) film.expose(midnight + (i * 1000) / FPS, i)
  }
  run(0)
  const early = row(`${width}x${height}, back to back, first ${frames}`, start, frames)
  const then = process.cpuUsage()
  run(frames)
  return [early, row(`${width}x${height}, back to back, next ${frames}`, then, frames)]
}

/**
 * The source itself at its own pace.
 *
 * @param {number} frames
 */
async function live(frames) {
  let start = process.cpuUsage()
  let made = -WARM_UP
  for await (const _ of pattern({ fps: FPS }).open(new AbortController().signal)) {
    made++
    if (made === 0) start = process.cpuUsage()
    if (made === frames) break
  }
  return row(`640x480, live at ${FPS} fps`, start, frames)
}

/** @param {number} turns */
async function bareTimer(turns) {
  const start = process.cpuUsage()
  for (let i = 0; i < turns; i++) await wait(1000 / FPS)
  return row(`a bare timer at ${FPS} Hz`, start, turns)
}

/** @param {string} name @param {NodeJS.CpuUsage} start @param {number} frames */
function row(name, start, frames) {
  const { user, system } = process.cpuUsage(start)
  const microseconds = (user + system) / frames
  return {
    name,
    cpuMicrosecondsPerFrame: microseconds,
    percentOfACore: (microseconds * FPS) / 10_000,
  }
}
