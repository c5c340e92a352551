/**
 * Lets every program that reads MJPEG play the stream, and writes which, in what version, into
 * docs/clients.md: `npm run clients`. `npm test` lets them play as well, and writes nothing.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--project', 'whole', 'test/clients', '--reporter=verbose'],
  { stdio: 'inherit', env: { ...process.env, ZOETROPE_CLIENTS: '1' } },
)
process.exit(status ?? 1)
