/**
 * docs/clients.md: the tables of the programs that were tried, as the tests saw them. The words around
 * the tables are written by hand, and stay.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One line of a table: its cells, from the name on. */
export type Row = readonly [name: string, version: string, ...rest: string[]]

const path = fileURLToPath(new URL('../../docs/clients.md', import.meta.url))

/** The heads of the two tables. */
export const tops = {
  players: ['program', 'version', 'installed from', 'asked as', 'direct', 'behind nginx'],
  servers: ['server', 'version', 'installed from', 'run as', 'pictures'],
} as const

/** Which of the two. */
export type Table = keyof typeof tops

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** What the page tells. */
export function rowsOf(table: Table): Row[] {
  const [, behind = ''] = readFileSync(path, 'utf8').split(line(tops[table]))
  // Below its head and the line of dashes, until the first line that is none of its own.
  const lines = behind.split('\n').slice(2)
  const end = lines.findIndex((text) => !text.startsWith('|'))
  return lines.slice(0, end).map((text) => {
    const [name = '', version = '', ...rest] = text.slice(2, -2).split(/ (?<!\\)\| /)
    return [name, version, ...rest.map((cell) => cell.replaceAll('\\|', '|'))]
  })
}

/**
 * Puts `rows` into a table, in the order of `names`. A name without a row keeps the one that the page
 * has; a row without a name goes.
 */
export function writeRows(table: Table, names: readonly string[], rows: readonly Row[]): void {
  const known = [...rows, ...rowsOf(table)]
  const told = names.flatMap((name) => known.filter(([other]) => other === name).slice(0, 1))
  const head = line(tops[table])
  const [before = '', behind = ''] = readFileSync(path, 'utf8').split(head)
  const rest = behind.split('\n')
  const end = rest.findIndex((text, at) => at > 0 && !text.startsWith('|'))
  const dashes = `|${'---|'.repeat(tops[table].length)}`
  const lines = [head, dashes, ...told.map((row) => line(row)), ...rest.slice(end)]
  writeFileSync(path, before + lines.join('\n'))
}
