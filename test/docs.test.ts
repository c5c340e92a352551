import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, type TestContext, test } from 'vitest'
import { tinyJpeg } from '../packages/zoetrope/test/frame/jpegs.ts'
import { freePort, serve } from './e2e/running.ts'
import { needs } from './needs.ts'
import { fileOf, snippetsOf, wrongs } from './snippets.ts'

/*
 * What the documentation tells people to type is typed here. Shell lines that ask the server are run
 * against one, on its own port; JavaScript is run as it stands.
 */

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  'packages/zoetrope/README.md',
  'packages/server/README.md',
  ...pagesBelow('docs'),
]

function pagesBelow(path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'api' ? [] : pagesBelow(`${path}/${entry.name}`)
    return entry.name.endsWith('.md') ? [`${path}/${entry.name}`] : []
  })
}

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  return snippetsOf(page).flatMap((snippet) => (snippet.language === language ? snippet.code : []))
}

function curls(page: string): string[] {
  const lines = blocks(page, 'sh').flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
  return lines.filter((line) => line.startsWith('curl '))
}

/** A folder below the repository, so that `import 'zoetrope'` finds the built package. */
function folder({ onTestFinished }: TestContext): string {
  const path = mkdtempSync(join(root, 'test-results-docs-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

// Those that show a stream wait for two seconds each.
describe.skipIf(!needs('curl')).concurrent('the documentation’s curl lines', () => {
  const asking = pages.filter((page) => curls(page).length > 0)
  test.for(asking)('of %s succeed', async (page, context) => {
    const server = await serve(['camera=pattern:', 'phone=push:'])
    context.onTestFinished(() => server.stop())
    const cwd = folder(context)
    for (const line of curls(page)) {
      const { code, output } = await typed(
        line.replaceAll('http://127.0.0.1:8080', server.url),
        cwd,
      )
      // `# 404` behind a line says that an error is what it shows. 28: a stream ends by no other way.
      const refused = /# (\d{3})$/.exec(line)?.[1]
      expect(refused ? [22] : [0, 28], `${line}\n${output}`).toContain(code)
      if (refused) expect(output).toContain(`"status":${refused}`)
    }
  })
})

test('the README’s program shows its pictures', async (context) => {
  const [code = ''] = blocks('README.md', 'js')
  const port = await freePort()
  const path = join(folder(context), 'program.mjs')
  const jpeg = `Uint8Array.from(${JSON.stringify([...tinyJpeg()])})`
  writeFileSync(
    path,
    `${code.replace('listen(3000, ', `listen(${port}, `)}\nfunction nextPicture() { return ${jpeg} }\n`,
  )
  const program = spawn(process.execPath, [path], { stdio: ['ignore', 'ignore', 'inherit'] })
  context.onTestFinished(() => void program.kill('SIGKILL'))
  const response = await reached(`http://127.0.0.1:${port}/`)
  const reader = response.body?.getReader()
  let text = ''
  while ((text.match(/X-Frame-Index/g)?.length ?? 0) < 3) {
    text += Buffer.from((await reader?.read())?.value ?? []).toString('latin1')
  }
  await reader?.cancel()
  expect(text.startsWith('--frame\r\nContent-Type: image/jpeg\r\n')).toBe(true)
  program.kill()
  await once(program, 'exit')
})

describe('the documentation’s programs', () => {
  const programs = pages
    .flatMap((page) => snippetsOf(page))
    .filter(({ language }) => /^[jt]sx?$/.test(language))

  test('are what TypeScript finds nothing wrong with', () => {
    const checked = programs.filter(({ mark }) => mark?.word !== 'unchecked')
    expect(checked.length).toBeGreaterThan(4)
    expect(wrongs(new Map(checked.map(fileOf)))).toEqual([])
  })

  test('would be found out if the library had no such function', () => {
    const [snippet] = snippetsOf(
      'page.md',
      "```js\nimport { Broadcast } from 'zoetrope'\n\nnew Broadcast().publsh()\n```\n",
    )
    const found = wrongs(new Map(snippet ? [fileOf(snippet)] : []))
    expect(found).toEqual([
      expect.stringMatching(/^page\.md\+2\.js\.ts:4: Property 'publsh' does not exist/),
    ])
  })

  test('that are an example are that example, word for word', () => {
    const copies = pages
      .flatMap((page) => snippetsOf(page))
      .flatMap(({ mark, ...copy }) => (mark?.word === 'file' ? { ...copy, mark } : []))
    expect(copies.length).toBeGreaterThan(4)
    for (const { page, line, code, mark } of copies) {
      expect(readFileSync(join(root, mark.text), 'utf8'), `${page}:${line}`).toContain(code)
    }
  })
})

test('docs/errors.md explains what the handlers of the library answer, each code with its status', () => {
  const source = readFileSync(join(root, 'packages/zoetrope/src/handler/refusal.ts'), 'utf8')
  const rows = Array.from(
    source.matchAll(/^ {2}([A-Z_]+): \[(\d{3}), /gm),
    ([, code, status]) => `| \`${code}\` | ${status} |`,
  )
  expect(rows.length).toBeGreaterThan(5)
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')
  expect(rows.filter((row) => !page.includes(row))).toEqual([])
})

test('every link of the documentation leads to something that is there, and to a heading that is there', () => {
  const lost = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```.*?^```/gms, '')
    const links = Array.from(text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g), ([, to = '']) => to)
    return links.filter((to) => !leads(page, to)).map((to) => `${page}: ${to}`)
  })
  expect(lost).toEqual([])
})

/** Whether a link in a page leads somewhere. */
function leads(page: string, to: string): boolean {
  const [target = '', heading] = to.split('#')
  const path = target ? join(root, page, '..', decodeURIComponent(target)) : join(root, page)
  if (!existsSync(path)) return false
  return heading === undefined || headingsOf(readFileSync(path, 'utf8')).includes(heading)
}

/** The names by which a page's headings are linked to, as GitHub makes them. */
function headingsOf(text: string): string[] {
  return Array.from(text.matchAll(/^#+ (.*)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Types a `curl` line; it may take two seconds. */
async function typed(line: string, cwd: string): Promise<{ code: number; output: string }> {
  const command = line.replace('curl ', 'curl --fail-with-body --silent --max-time 2 ')
  return run('bash', ['-c', command], { cwd, maxBuffer: 2 ** 28 }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout, stderr }) => ({ code, output: stdout + stderr }),
  )
}

async function reached(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response
    await new Promise((resolve) => setTimeout(resolve, 20)) // until the program listens
  }
}
