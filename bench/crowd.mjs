/**
 * Many viewers of one server on this machine, as one program watches them: see viewer.c.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { own } from './tools.mjs'

const run = promisify(execFile)

/**
 * What all viewers together saw after the warm-up; ages in milliseconds.
 *
 * @typedef {object} Crowd
 * @property {number} viewers
 * @property {number} ended connections that the server ended
 * @property {number} seconds
 * @property {number} delivered frames
 * @property {number} gaps frames that a viewer did not get
 * @property {number} rateMin frames per second of the viewer that got the fewest
 * @property {number} rateP50
 * @property {number} processorSeconds that the server took
 * @property {number} p50
 * @property {number} p99
 * @property {number} max
 */

/**
 * @param {{ pid: number, url: string }} server
 * @param {{ viewers: number, seconds: number, warmUp?: number, stalled?: number, first?: boolean,
 *   path?: string }} options `seconds` without those of the warm-up; `first` before other programs
 * @returns {Promise<Crowd>}
 */
export async function watchTogether({ pid, url }, options) {
  const { viewers, seconds, warmUp = 2, stalled = 0, first = false, path = '/stream' } = options
  const { stdout } = await run(own('viewer'), [
    ...['-a', '-n', `${viewers}`, '-s', `${stalled}`, '-p', `${pid}`],
    ...['-w', `${warmUp}`, '-t', `${warmUp + seconds}`, ...(first ? ['-f'] : [])],
    `${url}${path}`,
  ])
  return JSON.parse(stdout)
}

/** Microseconds of the server's processor time for one delivered frame. @param {Crowd} crowd @returns {number} */
export function costOf({ processorSeconds, delivered }) {
  return (1e6 * processorSeconds) / delivered
}

/** Percent of the frames that did not arrive. @param {Crowd} crowd @returns {number} */
export function lostPercent({ gaps, delivered }) {
  return (100 * gaps) / (delivered + gaps)
}
