/**
 * How the process itself is: its memory, its CPU time, and how late its event loop runs.
 *
 * All servers of a process share these, so there is one of everything here. Nothing is watched
 * before somebody asks for the first time.
 *
 * @module
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

/** The state of the process at one moment. */
export interface Vitals {
  /** When the process began, in milliseconds since the Unix epoch. */
  readonly since: number
  /** Seconds since then. */
  readonly uptime: number
  /** Bytes. */
  readonly memory: {
    /** All that the system counts for the process. */
    readonly resident: number
    /** Of JavaScript's objects. */
    readonly heap: number
    /** Buffers outside of that heap: frames, mostly. */
    readonly buffers: number
  }
  readonly cpu: {
    /** Seconds since the process began. */
    readonly user: number
    readonly system: number
    /** Of one core, since somebody asked before; 1 is all of it. `null` the first time. */
    readonly share: number | null
  }
  /**
   * How late timers ran since somebody asked before, in milliseconds: the delay of everything here.
   * `null` the first time.
   */
  readonly eventLoop: { readonly p50: number; readonly p99: number } | null
}

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 20

let delays: IntervalHistogram | undefined
let before: { readonly at: number; readonly cpu: number } | undefined

/** Looks at the process. */
export function vitals(): Vitals {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  const uptime = process.uptime()
  return {
    since: Math.round(Date.now() - uptime * 1000),
    uptime: Math.round(uptime),
    memory: { resident: rss, heap: heapUsed, buffers: arrayBuffers },
    cpu: usage(),
    eventLoop: lateness(),
  }
}

function usage(): Vitals['cpu'] {
  const at = performance.now()
  const { user, system } = process.cpuUsage()
  const cpu = (user + system) / 1000
  const share = before ? (cpu - before.cpu) / Math.max(1, at - before.at) : null
  before = { at, cpu }
  return {
    user: user / 1e6,
    system: system / 1e6,
    share: share === null ? null : Math.round(share * 1000) / 1000,
  }
}

function lateness(): Vitals['eventLoop'] {
  if (!delays) {
    // Its timer keeps no process alive.
    delays = monitorEventLoopDelay({ resolution: RESOLUTION })
    delays.enable()
    return null
  }
  const seen = delays.count > 0 ? { p50: late(delays, 50), p99: late(delays, 99) } : null
  delays.reset()
  return seen
}

/** The histogram has whole intervals, in nanoseconds: how much longer they were than they should be. */
function late(histogram: IntervalHistogram, share: number): number {
  const delay = histogram.percentile(share) / 1e6 - RESOLUTION
  return Math.max(0, Math.round(delay * 10) / 10)
}
