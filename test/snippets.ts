/**
 * The programs in the documentation, as a reader would paste them: found, and judged by TypeScript
 * against the built library.
 *
 * A comment in the line above a block says what the reader cannot see: `<!-- given: declare ... -->`
 * what the program takes for granted, `<!-- unchecked: why -->` that it is no program.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))

/** One block of code in a page. */
export interface Snippet {
  /** Where it is: `docs/http.md:134`, the line of its first word. */
  readonly page: string
  readonly line: number
  /** As the fence names it: `js`, `sh` ... */
  readonly language: string
  readonly code: string
  /** What the comment above says, by its first word. */
  readonly mark: { readonly word: string; readonly text: string } | undefined
}

/** A fence with what it encloses, and the comment above it. */
const FENCE = /^(?:<!-- (\w+): (.*?) -->\n\n?)?```([\w-]+)\n(.*?)^```$/gms

/** All blocks of code of a page that name their language. */
export function snippetsOf(page: string, text = readFileSync(root + page, 'utf8')): Snippet[] {
  return Array.from(text.matchAll(FENCE), (match) => {
    const [whole, word, said = '', language = '', code = ''] = match
    const before = text.slice(0, match.index + whole.indexOf('```'))
    const mark = word === undefined ? undefined : { word, text: said }
    return { page, line: before.split('\n').length + 1, language, code, mark }
  })
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  typeRoots: [`${root}node_modules/@types`],
  jsx: ts.JsxEmit.Preserve,
  strict: true,
  // Frameworks without types of their own are taken as they come, and so are parameters in JavaScript.
  noImplicitAny: false,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  noEmit: true,
}

/**
 * What `files` are wrong about, a line each: `name:line: what`. They are TypeScript or, of those whose
 * names say so, JavaScript, which is not asked what may be `null`.
 */
export function wrongs(files: ReadonlyMap<string, string>): string[] {
  const all = [...files]
  const isLoose = ([name]: [string, string]): boolean => /\.js\.?/.test(name)
  const loose = wrongsOf(all.filter(isLoose), { ...OPTIONS, strictNullChecks: false })
  const strict = wrongsOf(
    all.filter((file) => !isLoose(file)),
    OPTIONS,
  )
  return [...loose, ...strict].sort()
}

/** What was read of the platform, the library and frameworks: the same for every program. */
const parsed = new Map<string, ts.SourceFile | undefined>()

function wrongsOf(files: [string, string][], options: ts.CompilerOptions): string[] {
  if (files.length === 0) return []
  // Beside the adapters' packages, where frameworks are found as well as the library.
  const placed = new Map(
    Array.from(files, ([name, text]) => [`${root}test/adapters/${name}`, text]),
  )
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => placed.has(path) || fileExists(path)
  host.readFile = (path) => placed.get(path) ?? readFile(path)
  host.getSourceFile = (path, version, ...rest) => {
    const text = placed.get(path)
    if (text === undefined) {
      if (!parsed.has(path)) parsed.set(path, getSourceFile(path, version, ...rest))
      return parsed.get(path)
    }
    return ts.createSourceFile(path, text, version, true)
  }
  const program = ts.createProgram({ rootNames: [...placed.keys()], options, host })
  return ts.getPreEmitDiagnostics(program).flatMap((diagnostic) => {
    const { file, start, messageText } = diagnostic
    const message = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (!file) return [message]
    if (!placed.has(file.fileName)) return []
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0)
    return [`${file.fileName.slice(`${root}test/adapters/`.length)}:${line + 1}: ${message}`]
  })
}

/** A snippet as a file: what is given stands before it, on its page's own lines. */
export function fileOf({ page, line, language, code, mark }: Snippet): [string, string] {
  const given = mark?.word === 'given' ? mark.text.replaceAll('\n', ' ') : ''
  const extension = /x$/.test(language) ? 'tsx' : 'ts'
  const name = `${page.replaceAll('/', '+')}+${line}${/^js/.test(language) ? '.js' : ''}.${extension}`
  return [name, `${'\n'.repeat(line - 2)}${given}\n${code}\nexport {}\n`]
}
