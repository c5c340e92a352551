import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Snippet, snippetsOf } from './snippets.ts'

/*
 * Where a page of the documentation shows `zoetrope integrate` as the only line of a block, and below
 * it what that prints, it is what it prints.
 */

const run = promisify(execFile)
const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const pages = [...pagesIn('docs'), ...pagesIn('docs/recipes')]

function pagesIn(folder: string): string[] {
  const names = readdirSync(at(folder)).filter((name) => name.endsWith('.md'))
  return names.map((name) => `${folder}/${name}`)
}

/** Each command with the block below it. */
function shown(page: string): [command: Snippet, printed: Snippet][] {
  const snippets = snippetsOf(page)
  return snippets.flatMap((command, place): [Snippet, Snippet][] => {
    const printed = snippets[place + 1]
    const isCommand = /^(npx )?zoetrope integrate [^\n]*\n$/.test(command.code)
    // The fence that ends the one, an empty line, the fence that begins the other.
    const isBelow = printed?.line === command.line + 4 && printed.language !== 'console'
    return isCommand && printed && isBelow ? [[command, printed]] : []
  })
}

/** What a command prints to standard output, typed into a shell. */
async function printedBy(command: string): Promise<string> {
  const program = `"${process.execPath}" "${at('packages/server/bin/zoetrope.js')}"`
  const line = command.replace(/^(npx )?zoetrope/, program)
  const { stdout } = await run('bash', ['-c', line])
  return stdout
}

test('what the documentation says that integrate prints is what it prints', async () => {
  const pairs = pages.flatMap(shown)
  expect(pairs.length).toBeGreaterThan(8)
  const printed = await Promise.all(pairs.map(([{ code }]) => printedBy(code)))
  for (const [place, [{ page, line, code }, block]] of pairs.entries()) {
    expect(block.code, `${page}:${line}: ${code}`).toBe(printed[place])
  }
})
