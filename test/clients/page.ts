/**
 * docs/clients.md: the table of clients, as the tests saw them.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Client } from './client.ts'

/** One line of the page's table. */
export interface Row extends Pick<Client, 'name' | 'from' | 'asked'> {
  /** What the program said when it was asked. */
  readonly version: string
}

const path = fileURLToPath(new URL('../../docs/clients.md', import.meta.url))
const TOP = '| program | version | installed from | asked as |'

/** The page as it stands. */
export function pageOf(): string {
  return readFileSync(path, 'utf8')
}

/** The table of a page. */
export function rowsOf(page: string): Row[] {
  const [, table = ''] = page.split(TOP)
  const lines = table.split('\n').filter((line) => line.startsWith('| '))
  return lines.map((line) => {
    const [, name = '', version = '', from = '', asked = ''] = line.split(/ ?(?<!\\)\| ?/)
    return { name, version, from, asked: asked.replaceAll('\\|', '|') }
  })
}

/** Puts these rows into the page, and leaves what is around its table. */
export function writePage(rows: readonly Row[]): void {
  const page = pageOf()
  const [before = '', behind = ''] = page.split(TOP)
  const rest = behind.split('\n').filter((line) => line !== '' && !line.startsWith('|'))
  const lines = rows.map(
    ({ name, version, from, asked }) =>
      `| ${name} | ${version} | ${from} | ${asked.replaceAll('|', '\\|')} |`,
  )
  const table = [TOP, '|---|---|---|---|', ...lines].join('\n')
  writeFileSync(path, `${before}${table}\n${rest.length > 0 ? `\n${rest.join('\n')}\n` : ''}`)
}
