/**
 * Notices that a device is back, at the moment its node or the link to it is there: by watching the
 * folders on the way to it, so that nothing polls.
 *
 * @module
 */
import { type FSWatcher, readlinkSync, type Stats, statSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

/**
 * What stands at `path`, in a form that can be compared: another node, or the same with other
 * permissions, is another text. `undefined`: nothing does.
 */
export function standing(path: string): string | undefined {
  const found = look(() => statSync(path))
  return found && [found.rdev, found.ino, found.mode, found.uid, found.gid, found.ctimeMs].join(':')
}

/**
 * Calls `wake` once, when something stands at `path` that is not `before` (see {@link standing});
 * at once where it is so already. Neither the folder nor what a link points to need exist. Where the
 * system has no watches left to give, `wake` is never called.
 *
 * @returns a function that cancels.
 */
export function onceBack(path: string, before: string | undefined, wake: () => void): () => void {
  const watches: Watches = new Map()
  let over = false
  const close = (): void => {
    over = true
    for (const each of watches.values()) each?.close()
  }
  const check = (): void => {
    if (over) return
    follow(path, watches, check)
    // After the watches are set: what comes in between is seen here.
    const now = standing(path)
    if (now === undefined || now === before) return
    close()
    wake()
  }
  check()
  return close
}

/** A folder that exists, and the name in it that matters. */
interface Waypoint {
  readonly folder: string
  readonly name: string
  readonly key: string
}

/** By {@link Waypoint.key}; `undefined` where watching was refused. */
type Watches = Map<string, FSWatcher | undefined>

/** Watches what is on the way to `path` at present, and nothing else. */
function follow(path: string, watches: Watches, onEvent: () => void): void {
  const way = new Map(waypoints(path).map((point) => [point.key, point]))
  for (const [key, each] of watches) {
    if (way.has(key)) continue
    each?.close()
    watches.delete(key)
  }
  const added = [...way.values()].filter(({ key }) => !watches.has(key))
  for (const point of added) {
    const watcher = watchAt(point, (changed) => {
      // A folder that is deleted tells its own name; the next one may even have its number.
      if (changed === basename(point.folder)) {
        watcher?.close()
        watches.delete(point.key)
      }
      onEvent()
    })
    watches.set(point.key, watcher)
  }
  // A folder may have come into one that was not watched yet.
  if (added.length > 0) follow(path, watches, onEvent)
}

function watchAt(
  { folder, name }: Waypoint,
  onEvent: (changed: string | null) => void,
): FSWatcher | undefined {
  const watcher = look(() => watch(folder, { persistent: false }))
  watcher?.on('change', (_, changed) => {
    if (changed === null || changed === name || changed === basename(folder)) onEvent(changed)
  })
  // Retries by the clock remain.
  watcher?.on('error', () => watcher.close())
  return watcher
}

/** No chain of links is longer. */
const HOPS = 8

/** Where something has to appear before `path` exists: in its folder, and in those its links lead to. */
function waypoints(path: string): Waypoint[] {
  const points: Waypoint[] = []
  let next: string | undefined = resolve(path)
  for (let hop = 0; next !== undefined && hop < HOPS; hop += 1) {
    points.push(nearest(next))
    const at: string = next
    const target = look(() => readlinkSync(at))
    next = target === undefined ? undefined : resolve(dirname(at), target)
  }
  return points
}

/** The deepest folder on the way that exists. */
function nearest(path: string): Waypoint {
  let name = basename(path)
  let folder = dirname(path)
  for (;;) {
    const at = folder
    const found: Stats | undefined = look(() => statSync(at))
    // By its number too: a folder that was made anew is not the one that is watched.
    if (found || folder === '/') return { folder, name, key: `${found?.ino} ${folder}/${name}` }
    name = basename(folder)
    folder = dirname(folder)
  }
}

function look<Found>(at: () => Found): Found | undefined {
  try {
    return at()
  } catch {
    return undefined
  }
}
