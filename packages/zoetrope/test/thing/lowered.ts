/**
 * Decorators are no part of JavaScript yet: each compiler writes them in its own way. The fixture is
 * compiled by the one asked for and then imported, with the library of the tests.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import ts from 'typescript'

/** Who compiles decorators. */
export type Compiler = 'esbuild' | 'tsc'

/** Both. */
export const compilers: readonly Compiler[] = ['esbuild', 'tsc']

/** The fixture in microscope.ts, compiled. */
export async function loweredMicroscope(
  compiler: Compiler,
): Promise<typeof import('./microscope.ts')> {
  const path = fileURLToPath(new URL('microscope.ts', import.meta.url))
  return await loweredModule(readFileSync(path, 'utf8'), compiler)
}

/** Any module, compiled and imported. */
export async function loweredModule<Module>(text: string, compiler: Compiler): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-decorators-'))
  try {
    const compiled = join(folder, 'module.mjs')
    writeFileSync(compiled, lowered(text, compiler))
    return await import(pathToFileURL(compiled).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** TypeScript with decorators as JavaScript that Node 20 runs. */
export function lowered(text: string, compiler: Compiler): string {
  if (compiler === 'esbuild') return transformSync(text, { loader: 'ts', target: 'node20' }).code
  const { ES2023: target } = ts.ScriptTarget
  const options = { target, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
  return ts.transpileModule(text, { compilerOptions: options }).outputText
}
