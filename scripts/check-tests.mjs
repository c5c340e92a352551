/**
 * Compares the tests that ran with the committed list, test/expected-tests.txt: a test that was
 * lost, skipped or never listed cannot pass for a success.
 *
 *     node scripts/check-tests.mjs            after `npm test`; says what differs
 *     node scripts/check-tests.mjs --guest    after `npm run test:v4l2`; of those tests alone
 *     node scripts/check-tests.mjs --update   writes their part of the list anew from the last run
 *
 * Where CI is `true` a difference is an error; elsewhere, where a program may be missing, it is news.
 * A line that starts with `[tools]` is a test of a file that asks for one of the measuring tools
 * (test/needs.ts, `tool`): it may skip where those tools are absent, and nowhere else.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { differences, formatList, numbered, parseList } from './test-list.mjs'

/**
 * @typedef {import('./test-list.mjs').Outcome} Outcome
 * @typedef {{ ancestorTitles: string[], title: string, status: string }} Assertion
 * @typedef {{ testResults: { name: string, assertionResults: Assertion[] }[] }} Report
 */

const isGuest = process.argv.includes('--guest')
const root = fileURLToPath(new URL('..', import.meta.url))
const list = `${root}test/expected-tests.txt`

const outcomes = numbered(readReport())
if (process.argv.includes('--update')) {
  update(outcomes)
} else {
  compare(outcomes)
}

/** @returns {Outcome[]} */
function readReport() {
  /** @type {Report} */
  const report = JSON.parse(readFileSync(`${root}test-results/vitest.json`, 'utf8'))
  return report.testResults.flatMap(({ name: file, assertionResults }) => {
    const path = relative(root, file).split(sep).join('/')
    const usesTools = /\btool\('/.test(readFileSync(file, 'utf8'))
    return assertionResults.map(({ ancestorTitles, title, status }) => {
      const name = [path, ...ancestorTitles, title].join(' > ').replaceAll(/\s+/g, ' ')
      return { name, status, usesTools }
    })
  })
}

/** @param {Outcome[]} outcomes */
function update(outcomes) {
  const others = [...readList()].filter(([name]) => !isMine(name))
  const kept = others.map(([name, usesTools]) => ({ name, status: 'passed', usesTools }))
  writeFileSync(list, formatList([...outcomes, ...kept]))
  console.log(`tests: ${outcomes.length} written to test/expected-tests.txt`)
}

/** The committed list. */
function readList() {
  return parseList(existsSync(list) ? readFileSync(list, 'utf8') : '')
}

/** Whether a test belongs to the run that is looked at. @param {string} name */
function isMine(name) {
  return name.startsWith('test/v4l2/') === isGuest
}

/** @param {Outcome[]} outcomes */
function compare(outcomes) {
  const expected = new Map([...readList()].filter(([name]) => isMine(name)))
  const found = differences(outcomes, expected, hasTools())
  for (const difference of found) console.log(difference)
  if (found.length > 0) {
    console.log('Where a difference is meant: node scripts/check-tests.mjs --update, and commit.')
    if (process.env['CI'] === 'true') process.exitCode = 1
  }
  const passed = outcomes.filter(({ status }) => status === 'passed').length
  const failed = outcomes.filter(({ status }) => status === 'failed').length
  const skipped = outcomes.length - passed - failed
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
}

/** Whether the measuring tools are here: the same two places as test/needs.ts looks in. */
function hasTools() {
  const folder = process.env['ZOETROPE_TOOLS'] ?? `${root}../shared/tools`
  return existsSync(folder)
}
