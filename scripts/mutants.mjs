/**
 * Proves that the fault tests notice what they are for: makes copies of the built packages, each with
 * one thing switched off, and runs the tests that should fail with it. They have to pass without.
 *
 *     npm run mutants            all
 *     npm run mutants -- retry   those whose name has this in it
 *
 * A mutant is a text of the compiled code and another in its place. Where that text is not found
 * exactly once, nothing is proved, and that is an error.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Mutant
 * @property {string} name What is switched off.
 * @property {string} file Where, below `packages/`.
 * @property {string} place The text that does it.
 * @property {string} instead What stands there in the mutant.
 * @property {string} suite The file of tests, below `test/`.
 * @property {string} test The end of the name of the test that has to notice.
 * @property {RegExp} complaint What that test then says.
 */

/** @type {Mutant[]} */
const mutants = [
  {
    name: 'the watchdog',
    file: 'zoetrope/dist/camera/watchdog.js',
    place: 'this.#bark(now - this.#heard);',
    instead: '',
    suite: 'faults/capture.test.ts',
    test: 'a program with a known rhythm freezes',
    complaint: /nothing was started again/,
  },
  {
    name: 'the retry',
    file: 'zoetrope/dist/camera/runner.js',
    place: 'await pause(Math.max(retry.delay(limit), retryAfter), signal, early);',
    instead: 'return;',
    suite: 'faults/capture.test.ts',
    test: 'ffmpeg is killed',
    complaint: /Not everybody saw live pictures again/,
  },
  {
    name: "the gate's repair",
    file: 'zoetrope/dist/frame/gate.js',
    place: 'const { repair = true,',
    instead: 'const { repair = false,',
    suite: 'faults/capture.test.ts',
    test: 'a script is killed whose frames lack their ends and tables',
    complaint: /Not everybody saw live pictures again: at the start/,
  },
  {
    name: 'the placeholder',
    file: 'zoetrope/dist/camera/placeholder.js',
    place: 'broadcast.showPlaceholder(jpeg, {',
    instead: 'void ({',
    suite: 'faults/capture.test.ts',
    test: 'a program with a known rhythm freezes',
    complaint: /was shown no placeholder/,
  },
  {
    name: 'the mark of placeholders',
    file: 'zoetrope/dist/multipart/part.js',
    place: 'const meaning = placeholder ?',
    instead: 'const meaning = false ?',
    suite: 'faults/capture.test.ts',
    test: 'a program with a known rhythm freezes',
    complaint: /was shown no placeholder|got frame/,
  },
  {
    name: 'the silence of publishers',
    file: 'zoetrope/dist/sources/push/silence.js',
    place: 'this.#tell();',
    instead: '',
    suite: 'faults/publisher.test.ts',
    test: 'a publisher sends a byte now and then',
    complaint: /was shown no placeholder/,
  },
  {
    name: 'the end of publishers',
    file: 'zoetrope/dist/sources/push.js',
    place: 'this.#publisher = undefined;\n            this.#absence = reason;',
    instead: '',
    suite: 'faults/publisher.test.ts',
    test: 'a publisher breaks off in the middle of a frame',
    complaint: /Not everybody saw live pictures again/,
  },
  {
    name: 'the guard',
    file: 'zoetrope/dist/node/guard.js',
    place: "['-c', GUARD_SCRIPT, 'zoetrope-guard']",
    instead: "['-c', 'cat', 'zoetrope-guard']",
    suite: 'faults/end.test.ts',
    test: 'SIGKILL',
    complaint: /are left/,
  },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const [wanted = ''] = process.argv.slice(2)
const chosen = mutants.filter(({ name }) => name.includes(wanted))
const results = chosen.map(judge)
const survivors = results.filter((result) => !result)
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} mutants were noticed`)
process.exit(survivors.length > 0 || chosen.length === 0 ? 1 : 0)

/**
 * Whether the test passes with an untouched copy, and fails with the mutant for the right reason.
 *
 * @param {Mutant} mutant
 */
function judge(mutant) {
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-mutant-'))
  try {
    copyTo(folder)
    const before = run(mutant, folder)
    if (!before.passed) return tell(mutant, `fails without it as well: ${before.words}`)
    mutate(mutant, folder)
    const after = run(mutant, folder)
    if (after.passed) return tell(mutant, 'SURVIVED: the test passes although it is switched off')
    const isRight = mutant.complaint.test(after.words)
    return tell(mutant, `${isRight ? 'noticed' : 'FAILED OTHERWISE'}: ${after.words}`, isRight)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {Mutant} mutant @param {string} words */
function tell({ name, test }, words, isNoticed = false) {
  const [first = ''] = words.split('\n')
  console.log(`${isNoticed ? 'ok  ' : 'BAD '} ${name} (${test}): ${first.slice(0, 160)}`)
  return isNoticed
}

/** A copy of the built packages, beside the same dependencies. @param {string} folder */
function copyTo(folder) {
  for (const part of [
    ...['zoetrope/dist', 'zoetrope/package.json'],
    ...['server/dist', 'server/bin', 'server/package.json', 'server/node_modules'],
  ]) {
    // A package has a folder of its own for dependencies only where versions differ.
    if (!existsSync(`${root}packages/${part}`)) continue
    cpSync(`${root}packages/${part}`, `${folder}/packages/${part}`, { recursive: true })
  }
  mkdirSync(`${folder}/node_modules`)
  for (const name of readdirSync(`${root}node_modules`)) {
    if (name === 'zoetrope' || name === '@zoetrope') continue
    symlinkSync(`${root}node_modules/${name}`, `${folder}/node_modules/${name}`)
  }
  symlinkSync(`${folder}/packages/zoetrope`, `${folder}/node_modules/zoetrope`)
}

/** @param {Mutant} mutant @param {string} folder */
function mutate({ name, file, place, instead }, folder) {
  const path = `${folder}/packages/${file}`
  const pieces = readFileSync(path, 'utf8').split(place)
  if (pieces.length !== 2) {
    throw new Error(
      `${name}: expected "${place}" once in ${file}, got it ${pieces.length - 1} times; say in scripts/mutants.mjs where it is now`,
    )
  }
  writeFileSync(path, pieces.join(instead))
}

/** @param {Mutant} mutant @param {string} folder @returns {{ passed: boolean, words: string }} */
function run({ suite, test }, folder) {
  const report = join(folder, 'report.json')
  const name = `${test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
  const args = ['vitest', 'run', `test/${suite}`, '-t', name]
  const env = {
    ...process.env,
    ZOETROPE_COMMAND: `${folder}/packages/server/bin/zoetrope.js`,
    ZOETROPE_FAULT_LIMIT: '20000',
  }
  spawnSync('npx', [...args, '--reporter=json', `--outputFile=${report}`], { cwd: root, env })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  /** @type {{ status: string, failureMessages: string[] }[]} */
  const tests = testResults.flatMap(
    (/** @type {{ assertionResults: object[] }} */ file) => file.assertionResults,
  )
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed')
  if (ran.length !== 1)
    throw new Error(`Expected one test "${test}" in ${suite}, ran ${ran.length}`)
  return { passed: ran[0]?.status === 'passed', words: ran[0]?.failureMessages.join(' ') ?? '' }
}
