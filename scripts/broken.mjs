/**
 * Looks at every server of test/broken with the built command, thoroughly: minutes of waiting, for
 * whoever changed the probe. `npm test` looks at them from within, and quickly where that tells enough.
 *
 *     npm run broken                 all of them
 *     npm run broken -- thumbnail    those whose names or faults have this in them
 *
 * @module
 */
import { spawnSync } from 'node:child_process'

const [wanted] = process.argv.slice(2)
const { status } = spawnSync(
  'npx',
  [
    ...['vitest', 'run', '--project', 'whole', 'test/e2e/probe.long.test.ts', '--reporter=verbose'],
    ...(wanted === undefined ? [] : ['--testNamePattern', wanted]),
  ],
  { stdio: 'inherit', env: { ...process.env, ZOETROPE_LONG: '1' } },
)
process.exit(status ?? 1)
