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
  /** `Z` is a zombie. */
  readonly state: string
  readonly command: string
}

/** All processes of this machine, zombies included. Linux only. */
export function processes(): Seen[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      // The name of the program stands in brackets and may contain anything.
      const [state = '', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
      return [{ pid: Number(name), parent: Number(parent), group: Number(group), state, command }]
    } catch {
      // Gone since it was listed.
      return []
    }
  })
}

/** Processes of this one that are not gone, zombies included, and all in the groups that they lead. */
export function descendants(): Seen[] {
  const all = processes()
  const children = all.filter(({ parent }) => parent === process.pid)
  const groups = new Set(children.map(({ pid }) => pid))
  return all.filter((seen) => groups.has(seen.group) || children.includes(seen))
}

/** Processes in the group of that leader. A zombie counts only as long as it is ours to reap. */
export function members(group: number): Seen[] {
  return processes().filter(
    (seen) => seen.group === group && (seen.state !== 'Z' || seen.parent === process.pid),
  )
}

/** Resolves when nobody is left in the group; a process that got its signal takes a moment to die. */
export async function gone(group: number): Promise<void> {
  while (members(group).length > 0) await new Promise(setImmediate)
}
