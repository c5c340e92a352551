import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { paint } from '../packages/server/src/cli/paint.ts'
import { createProgram } from '../packages/server/src/cli/program.ts'
import type { Terminal } from '../packages/server/src/cli/terminal.ts'
import { type Snippet, snippetsOf } from './snippets.ts'

/*
 * Where a page of the documentation shows `zoetrope integrate` as the only line of a block, and below
 * it what that prints, it is what it prints.
 */

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
    const isCommand = /^zoetrope integrate [^\n]*\n$/.test(command.code)
    // The fence that ends the one, an empty line, the fence that begins the other.
    const isBelow = printed?.line === command.line + 4 && printed.language !== 'console'
    return isCommand && printed && isBelow ? [[command, printed]] : []
  })
}

/** What a command prints to standard output. It opens nothing, so this process does for it. */
async function printedBy(command: string): Promise<string> {
  const [, ...words] = Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) =>
    String(quoted ?? plain),
  )
  const out: string[] = []
  const terminal: Terminal = {
    print: (text) => void out.push(`${text}`),
    remark: () => {},
    attended: false,
    paint: paint(false),
    remarkPaint: paint(false),
  }
  await createProgram({ terminal, version: '0', words }).parseAsync(words, { from: 'user' })
  return out.join('')
}

test('what the documentation says that integrate prints is what it prints', async () => {
  const pairs = pages.flatMap(shown)
  expect(pairs.length).toBeGreaterThan(8)
  const printed = await Promise.all(pairs.map(([{ code }]) => printedBy(code)))
  for (const [place, [{ page, line, code }, block]] of pairs.entries()) {
    expect(block.code, `${page}:${line}: ${code}`).toBe(printed[place])
  }
})
