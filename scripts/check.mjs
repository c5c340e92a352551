/**
 * Everything that can be known about the code without running it, in one command.
 *
 *     npm run check            all steps
 *     npm run check lint       those whose name contains one of the words
 *
 * A step that fails shows its output at once; the table at the end shows them all.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = process.execPath
const bin = `${root}node_modules/.bin/`

/** @type {[name: string, program: string, ...args: string[]][]} */
const steps = [
  ['build', node, 'scripts/build.mjs'],
  ['types: tests, scripts, benches', node, 'node_modules/typescript/bin/tsc', '-p', '.'],
  ['types: page', node, 'node_modules/typescript/bin/tsc', '-p', 'packages/server/web'],
  ['promises', node, 'scripts/check-promises.mjs'],
  ['lint', `${bin}biome`, 'lint', '--error-on-warnings'],
  ['format', `${bin}biome`, 'check', '--linter-enabled=false'],
  ['dead code', `${bin}knip`, '--no-config-hints'],
  ['packages', node, 'scripts/check-packages.mjs'],
  ['sizes', node, 'scripts/check-sizes.mjs'],
  ['reference', `${bin}typedoc`],
]

const words = process.argv.slice(2)
const wanted = steps.filter(([name]) => !words.length || words.some((word) => name.includes(word)))
const results = wanted.map(check)

console.log('')
for (const { name, isGood, seconds } of results) {
  console.log(
    `${isGood ? 'ok    ' : 'FAILED'}  ${name.padEnd(32)}${seconds.toFixed(1).padStart(6)} s`,
  )
}
const failed = results.filter(({ isGood }) => !isGood).length
console.log(`checks: ${results.length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

/** @param {[name: string, program: string, ...args: string[]]} step */
function check([name, program, ...args]) {
  const began = performance.now()
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const isGood = status === 0
  const seconds = (performance.now() - began) / 1000
  console.log(`${isGood ? 'ok' : 'FAILED'}: ${name}`)
  if (!isGood) console.log(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`)
  return { name, isGood, seconds }
}
