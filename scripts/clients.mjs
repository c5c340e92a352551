/**
 * Lets every program of the tables play the stream, or be a camera, and writes which, in what version,
 * into docs/clients.md: `npm run clients`. `npm test` lets them play as well, and writes nothing.
 *
 * uStreamer needs a camera, and so the tool that emulates one; without it its line stays as it is.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'

// Both write into one page, so one after the other.
const suites = [
  ['--project', 'whole', 'test/clients'],
  ['--project', 'guest', 'test/v4l2/ustreamer-upstream'],
]

let failed = 0
for (const suite of suites) {
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', ...suite, '--reporter=verbose', '--no-file-parallelism'],
    { stdio: 'inherit', env: { ...process.env, ZOETROPE_CLIENTS: '1' } },
  )
  failed ||= status ?? 1
}
process.exit(failed)
