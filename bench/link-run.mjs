/**
 * One run: a server and its viewers with an emulated link between them.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { FPS } from './cells.mjs'
import { behindNginx } from './proxy.mjs'
import { command, pacingCanBeChosen } from './server.mjs'
import { own } from './tools.mjs'

const run = promisify(execFile)
const PORT = 8080
/** Where the server listens when nginx has that port. */
const UPSTREAM = 8081
const liveViewer = fileURLToPath(new URL('live-viewer.mjs', import.meta.url))

/** @typedef {import('./cells.mjs').Cell} Cell */
/** @typedef {'auto' | 'write'} Pacing */
/**
 * @typedef {object} Watched what one viewer saw; ages and gaps from its second frame on
 * @property {number} frames
 * @property {number} p50 milliseconds
 * @property {number} p99
 * @property {number} max
 * @property {number} rate frames per second after the first two
 * @property {number} bytesPerSecond of frames, after the first two
 * @property {number} gaps
 * @property {number} connectMs one round trip
 */
/** @typedef {{ viewer: number, at: number, age: number, sequence: number, bytes: number }} Arrival `at` in ms since the epoch */
/** @typedef {{ passed: number, dropped: number, lost: number, mostQueued: number, late: number, latestMs: number }} Carried */
/**
 * @typedef {object} Outcome
 * @property {Watched[]} viewers
 * @property {Arrival[]} arrivals
 * @property {number[]} changes when the rate changed, ms since the epoch
 * @property {Carried} down
 * @property {number} busy share of the machine's processor time that was used, by whomever
 * @property {number} load of the machine before the run
 * @property {Record<string, unknown>[]} log of the server
 */

/**
 * @typedef {object} LinkOptions
 * @property {number} seconds
 * @property {Pacing} pacing
 * @property {number} [viewers]
 * @property {string[]} [changes] of the rate, as linkem's -R takes them
 * @property {number} [seed] of random loss
 * @property {number} [receiveBuffer] bytes, where the viewer's own window is to be the limit
 * @property {boolean} [log] whether the server tells what happens
 * @property {'buffered' | 'unbuffered'} [nginx] stands in front of the server
 * @property {boolean} [live] whether the viewer takes `/live`, and not the stream
 */

/**
 * @param {Cell} cell
 * @param {LinkOptions} options
 * @returns {Promise<Outcome>}
 */
export async function runLink(cell, options) {
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-link-'))
  const load = loadavg()[0] ?? 0
  const before = processorTimes()
  try {
    const { stdout, stderr } = await run(own('linkem'), [
      ...linkArguments(cell, options, `${folder}/link`),
      ...standing(serverCommand(cell, options), options, folder),
      '--',
      ...viewerCommand(options, `${folder}/frames`),
    ])
    const link = JSON.parse(readFileSync(`${folder}/link`, 'utf8'))
    return {
      viewers: JSON.parse(stdout),
      arrivals: readArrivals(`${folder}/frames`),
      changes: link.changes.map((/** @type {{ atNs: string }} */ { atNs }) => Number(atNs) / 1e6),
      down: link.down,
      busy: busyShare(before, processorTimes()),
      load,
      log: stderr
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    }
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? error.stderr : ''
    throw new Error(
      `${cell.name}, pacing ${options.pacing}: the run failed: ${String(words).trim()}`,
      {
        cause: error,
      },
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * The same, for a plan that goes on without a run that failed: gives none then, and tells why.
 *
 * @param {Cell} cell
 * @param {LinkOptions} options
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<Outcome[]>} one, or none
 */
export async function tryLink(cell, options, progress) {
  try {
    return [await runLink(cell, options)]
  } catch (error) {
    progress.print(error instanceof Error ? error.message : String(error))
    return []
  }
}

/**
 * @param {Cell} cell
 * @param {{ changes?: string[], seed?: number }} options
 * @param {string} report
 */
function linkArguments(cell, { changes = [], seed = 1 }, report) {
  return [
    ...['-r', `${cell.rate}`, '-d', `${cell.delay}`, '-q', `${cell.queue}`, '-c', cell.control],
    ...['-l', `${cell.loss}`, '-x', `${seed}`, '-o', report],
    ...changes.flatMap((change) => ['-R', change]),
  ]
}

/** @param {string[]} server @param {LinkOptions} options @param {string} folder */
function standing(server, { nginx }, folder) {
  if (!nginx) return server
  const [port, upstream, buffering] = [PORT, UPSTREAM, nginx === 'buffered']
  return behindNginx({ folder, port, upstream, buffering, server })
}

/** @param {Cell} cell @param {LinkOptions} options */
function serverCommand(cell, { pacing, nginx, log = false }) {
  const size = cell.frame < 30_000 ? '320x240' : '640x480'
  const address = nginx ? ['--host', '127.0.0.1'] : ['--host', '0.0.0.0', '--open']
  return [
    // Before others of this machine, or their load would be measured too.
    ...['nice', '-n', '-10', process.execPath, command, 'serve', ...address],
    ...['--port', `${nginx ? UPSTREAM : PORT}`, '--allow-host', '*'],
    ...['--log-level', log ? 'info' : 'warn', '--log-format', 'json'],
    ...(pacing === 'write' && pacingCanBeChosen() ? ['--pacing', 'write'] : []),
    `pattern:?size=${size}&fps=${FPS}&bytes=${cell.frame}`,
  ]
}

/** @param {LinkOptions} options @param {string} frames */
function viewerCommand({ seconds, viewers = 1, receiveBuffer = 0, nginx, live = false }, frames) {
  const place = `10.99.0.1:${PORT}`
  if (live)
    return [
      'nice',
      '-n',
      '-10',
      process.execPath,
      liveViewer,
      `${seconds}`,
      frames,
      `ws://${place}/live`,
    ]
  return [
    ...[own('viewer'), '-f', '-n', `${viewers}`, '-t', `${seconds}`, '-b', `${receiveBuffer}`],
    // nginx hands a body without a length on in chunks, but for those who ask with HTTP/1.0.
    ...['-o', frames, ...(nginx ? ['-0'] : []), `http://${place}/stream`],
  ]
}

/** @param {string} file @returns {Arrival[]} */
function readArrivals(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => {
    const [viewer = 0, at = 0, age = 0, sequence = 0, bytes = 0] = line.split(' ').map(Number)
    return { viewer, at: at / 1e6, age, sequence, bytes }
  })
}

/** Milliseconds of processor time since the machine started, used and in all. */
function processorTimes() {
  const times = cpus().map(({ times }) => times)
  const idle = times.reduce((sum, time) => sum + time.idle, 0)
  const all = times.flatMap((time) => Object.values(time)).reduce((sum, time) => sum + time, 0)
  return { used: all - idle, all }
}

/** @param {{ used: number, all: number }} before @param {{ used: number, all: number }} after */
function busyShare(before, after) {
  return (after.used - before.used) / Math.max(1, after.all - before.all)
}
