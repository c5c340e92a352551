/**
 * The list of tests, one a line and sorted: `path/of/file.test.ts > suite > name`, after `[tools] `
 * where the test needs the measuring tools.
 *
 * @module
 */

/**
 * @typedef {object} Outcome One test of a run.
 * @property {string} name As it stands in the list.
 * @property {string} status `passed`, `failed`, or a way of not having run.
 * @property {boolean} usesTools Whether it needs the measuring tools.
 */

const mark = '[tools] '

/**
 * Tells tests of one name apart by a number, so that the loss of one is noticed.
 *
 * @param {Outcome[]} outcomes
 * @returns {Outcome[]}
 */
export function numbered(outcomes) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  return outcomes.map((outcome) => {
    const count = (counts.get(outcome.name) ?? 0) + 1
    counts.set(outcome.name, count)
    return count === 1 ? outcome : { ...outcome, name: `${outcome.name} (${count})` }
  })
}

/**
 * The list that a run would pass.
 *
 * @param {Outcome[]} outcomes
 * @returns {string}
 */
export function formatList(outcomes) {
  const sorted = [...outcomes].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.map(({ name, usesTools }) => `${usesTools ? mark : ''}${name}\n`).join('')
}

/**
 * Test -> whether it needs the measuring tools.
 *
 * @param {string} text
 * @returns {Map<string, boolean>}
 */
export function parseList(text) {
  const lines = text.split('\n').filter((line) => line !== '')
  return new Map(
    lines.map((line) => {
      const isMarked = line.startsWith(mark)
      return [isMarked ? line.slice(mark.length) : line, isMarked]
    }),
  )
}

/**
 * What differs between a run and the list, a line each. A marked test may skip where the tools are
 * absent; every other test has to pass.
 *
 * @param {Outcome[]} outcomes
 * @param {Map<string, boolean>} expected What {@link parseList} gave.
 * @param {boolean} hasTools Whether the measuring tools are here.
 * @returns {string[]}
 */
export function differences(outcomes, expected, hasTools) {
  /** @type {string[]} */
  const found = []
  const seen = new Set()
  for (const { name, status } of outcomes) {
    seen.add(name)
    if (!expected.has(name)) found.push(`not in the list: ${name}`)
    const maySkip = expected.get(name) && !hasTools
    if (status === 'failed' || (status !== 'passed' && !maySkip)) found.push(`${status}: ${name}`)
  }
  for (const name of expected.keys()) {
    if (!seen.has(name)) found.push(`did not run: ${name}`)
  }
  return found
}
