/**
 * TypeScript as a user of the built packages has it: programs beside `node_modules`, and what it finds
 * wrong with them and with the declarations that they import.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = `${root}test/types/`
const published = `${root}packages/`

/** Something that TypeScript finds wrong. */
export interface Complaint {
  /** The program's name, or the declaration's path in the repository. */
  readonly file: string
  readonly line: number
  /** TypeScript's own number: `TS2345`. */
  readonly code: string
  readonly message: string
}

/**
 * Compiles programs against what was built, and gives all complaints about them and about what they
 * import of ours, as if `skipLibCheck` were off. What others have declared is not looked at.
 *
 * @param programs Their texts by their names: `program.ts`.
 */
export function complaints(
  programs: ReadonlyMap<string, string>,
  settings: ts.CompilerOptions,
): Complaint[] {
  const options = {
    strict: true,
    noEmit: true,
    typeRoots: [`${root}node_modules/@types`],
    ...settings,
  }
  const placed = new Map(Array.from(programs, ([name, text]) => [here + name, text]))
  const rootNames = [...placed.keys()]
  const program = ts.createProgram({ rootNames, options, host: hostOf(placed, options) })
  const files = program.getSourceFiles().filter(({ fileName }) => isOurs(fileName))
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ].map(complaintOf)
}

function isOurs(path: string): boolean {
  return path.startsWith(here) || (path.startsWith(published) && !path.includes('/node_modules/'))
}

/** What others have declared, by its path and how it is read: it is the same for all programs. */
const declared = new Map<string, ts.SourceFile>()

/** A host that has files which are not there, besides those that are. */
function hostOf(placed: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  return {
    ...host,
    fileExists: (path) => placed.has(path) || host.fileExists(path),
    readFile: (path) => placed.get(path) ?? host.readFile(path),
    getSourceFile(path, version, ...rest) {
      const text = placed.get(path)
      if (text !== undefined) return ts.createSourceFile(path, text, version, true)
      if (isOurs(path)) return host.getSourceFile(path, version, ...rest)
      const { languageVersion, impliedNodeFormat } = Object(version)
      const key = `${path} ${languageVersion} ${impliedNodeFormat}`
      const file = declared.get(key) ?? host.getSourceFile(path, version, ...rest)
      if (file) declared.set(key, file)
      return file
    },
  }
}

function complaintOf({ file, start, code, messageText }: ts.Diagnostic): Complaint {
  const path = file?.fileName ?? ''
  const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? -1
  return {
    file: path.startsWith(here) ? path.slice(here.length) : path.replace(root, ''),
    line: line + 1,
    code: `TS${code}`,
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }
}
