/**
 * Watching processes from outside: whether what a test started is really gone.
 *
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc tells it. */
export interface Seen {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** `Z` is a zombie. */
  readonly state: string
  /** Of the program, without its folder; of a zombie too. */
  readonly name: string
  /** With its arguments; nothing of a zombie. */
  readonly command: string
}

/** All processes of this machine, zombies included. Linux only. */
export function processes(): Seen[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      // The name of the program stands in brackets and may contain anything.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const program = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      const [state = '', ...numbers] = fields
      const [parent = 0, group = 0, session = 0] = numbers.map(Number)
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
      return [{ pid: Number(name), parent, group, session, state, name: program, command }]
    } catch {
      // Gone since it was listed.
      return []
    }
  })
}

/**
 * What `program` has started and is not gone, zombies included, and all in the sessions that those
 * lead; but not its guard, which is there as long as they are and goes a moment later.
 */
export function descendants(program: number = process.pid): Seen[] {
  const all = named(program)
  const children = all.filter(({ parent }) => parent === program)
  const sessions = new Set(children.filter((seen) => !isGuard(seen)).map(({ pid }) => pid))
  return all.filter(
    (seen) => sessions.has(seen.session) || (children.includes(seen) && !isGuard(seen)),
  )
}

/** The guards of a program: one for each thread that has children. */
export function guardsOf(program: number = process.pid): Seen[] {
  return named(program).filter((seen) => seen.parent === program && isGuard(seen))
}

/** One that has left and is not reaped yet is a shell that was one, as far as can be told. */
function isGuard({ state, name, command }: Seen): boolean {
  return state === 'Z' ? name === 'sh' : command.endsWith('zoetrope-guard')
}

/** All processes; looks again while a child is so new that it does not have its own name yet. */
function named(program: number): Seen[] {
  for (;;) {
    const all = processes()
    const isNew = (seen: Seen): boolean =>
      seen.parent === program && seen.state !== 'Z' && seen.command === ''
    if (!all.some(isNew)) return all
  }
}

/** Processes in the group of that leader. A zombie counts only as long as it is ours to reap. */
export function members(group: number): Seen[] {
  return processes().filter(
    (seen) => seen.group === group && (seen.state !== 'Z' || seen.parent === process.pid),
  )
}

/** Resolves when none of these is there any more. A zombie that is not ours to reap is as good as gone. */
export async function allGone(those: readonly Seen[]): Promise<void> {
  const pids = new Set(those.map(({ pid }) => pid))
  const isThere = (seen: Seen): boolean =>
    pids.has(seen.pid) && (seen.state !== 'Z' || seen.parent === process.pid)
  while (processes().some(isThere)) await new Promise(setImmediate)
}

/** Resolves when nobody is left in the group; a process that got its signal takes a moment to die. */
export async function gone(group: number): Promise<void> {
  while (members(group).length > 0) await new Promise(setImmediate)
}
