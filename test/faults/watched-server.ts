/**
 * The built command with one camera that a program captures: the program seen from outside, and what
 * the server holds.
 *
 * @module
 */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { processes } from '../../packages/zoetrope/test/node/children.ts'
import { serve } from '../e2e/running.ts'

const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url))

/** What a process holds, counted after garbage was collected. */
export interface Holdings {
  /** Bytes of JavaScript and of buffers. */
  readonly memory: number
  readonly descriptors: number
  readonly timers: number
  /** Its children and all in their sessions, zombies too. */
  readonly processes: number
}

/** A capture program that was started. */
export interface Program {
  readonly pid: number
  /** When it was first seen, in milliseconds since the Unix epoch. */
  readonly at: number
}

/** A server with one camera. Stop it when done. */
export interface WatchedServer {
  readonly url: string
  /** The program that captures, as soon as there is one that is not `before`. */
  program(before?: Program): Promise<Program>
  holdings(): Promise<Holdings>
  stop(): Promise<void>
}

/** Starts the command with one camera, called `camera`. */
export async function serveWatched(
  source: string,
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedServer> {
  const node = ['--expose-gc', '--import', probe]
  const running = await serve([source], { node, env })
  const { pid = 0 } = running.process
  return {
    url: running.url,
    async program(before) {
      // Nobody tells of another program's children: looking is the only way to know.
      for (;;) {
        const found = children(pid).find((child) => child !== before?.pid)
        if (found !== undefined) return { pid: found, at: Date.now() }
        await pause(5)
      }
    },
    async holdings() {
      const answered = once(running.process, 'message')
      running.process.send('count')
      const [{ heapUsed, external, resources }] = await answered
      return {
        memory: heapUsed + external,
        descriptors: readdirSync(`/proc/${pid}/fd`).length,
        timers: resources['Timeout'] ?? 0,
        processes: family(pid),
      }
    },
    stop: () => running.stop(),
  }
}

/**
 * What is held when all that was let go of is gone: sockets and processes end on their own time, and
 * which viewer has a timer at a moment is chance.
 */
export async function settled(server: WatchedServer, before: Holdings): Promise<Holdings> {
  const end = Date.now() + 5000
  for (;;) {
    const after = await server.holdings()
    const same =
      after.descriptors <= before.descriptors &&
      after.processes <= before.processes &&
      after.timers <= before.timers
    if (same || Date.now() > end) return after
  }
}

/** What captures: the children less the guard, and less those that have ended. */
function children(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim()
  if (listed === '') return []
  return listed.split(' ').map(Number).filter(captures)
}

function captures(pid: number): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
    // A zombie has no command any more; one that was only just forked still has its parent's.
    return command !== '' && !/zoetrope-guard\0$|^zoetrope\0|zoetrope\.js\0/.test(command)
  } catch {
    return false
  }
}

function family(pid: number): number {
  const all = processes()
  const children = new Set(all.filter(({ parent }) => parent === pid).map((child) => child.pid))
  return all.filter((seen) => children.has(seen.pid) || children.has(seen.session)).length
}
