/**
 * `npm run fuzz -- 20`: every file with property tests twenty times (once by default), each time with
 * other cases. A failure prints its FUZZ_SEED, which brings it back.
 *
 * `npm run fuzz -- gate 1000000`: so many damaged JPEGs through the gate (a million by default), and
 * what it lets pass through libjpeg-turbo; as many again with another seed each time.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const [first, second] = process.argv.slice(2)
if (first === 'gate') {
  const seed = process.env['FUZZ_SEED'] ?? `${Math.floor(Math.random() * 2 ** 20)}`
  const cases = second ?? '1000000'
  console.log(`${cases} damaged frames, FUZZ_SEED=${seed}`)
  const env = { ...process.env, FUZZ_SEED: seed, FUZZ_CASES: cases }
  const test = 'packages/zoetrope/test/frame/gate-fuzz.test.ts'
  const { status } = spawnSync('npx', ['vitest', 'run', test], { stdio: 'inherit', env })
  process.exit(status ?? 1)
}

const rounds = Number(first ?? 1)
const files = readdirSync('packages', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
  .map((path) => `packages/${path}`)
  .filter((path) => /from 'fast-check'/.test(readFileSync(path, 'utf8')))
for (let round = 1; round <= rounds; round++) {
  const seed = `${Math.floor(Math.random() * 2 ** 31)}`
  console.log(`round ${round} of ${rounds}, FUZZ_SEED=${seed}`)
  const env = { ...process.env, FUZZ_SEED: seed }
  const { status } = spawnSync('npx', ['vitest', 'run', ...files], { stdio: 'inherit', env })
  if (status !== 0) process.exit(1)
}
