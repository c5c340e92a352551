/**
 * Which tests of the packages need a process of their own: those that count what it holds (timers,
 * sockets, children), change what it has loaded, or simulate its time. The others share one, which
 * saves starting Node and loading the same modules three hundred times.
 *
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Words by which such a test is known. */
const OWN = new RegExp(
  [
    ...['getActiveResourcesInfo', 'descendants', 'guardsOf', 'listenerCount', 'createRequire'],
    // The simulated time is everybody's, and so are the timers that are counted in it.
    ...['useFakeTimers', 'simulateTime'],
  ].join('|'),
)

/** Their paths, from the root of the repository. */
export const alone: readonly string[] = ['packages/server/test', 'packages/zoetrope/test'].flatMap(
  (folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.test.ts') && OWN.test(readFileSync(root + path, 'utf8'))),
)
