/**
 * How large a program becomes that imports the library: bundled, minified and compressed, as a page
 * would load it. What it may be at most stands in docs/sizes.md, and nowhere else.
 *
 *     node scripts/check-sizes.mjs            (after a build)
 *     node scripts/check-sizes.mjs --modules  what each module adds, before compression
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** @typedef {{ program: string, code: string, most: number }} Row */

const root = fileURLToPath(new URL('..', import.meta.url))
const page = `${root}docs/sizes.md`
const showsModules = process.argv.includes('--modules')

for (const row of rows()) {
  const { bytes, modules } = await sizeOf(row.code)
  const isGood = bytes <= row.most
  const figures = `${bytes.toString().padStart(7)} of ${row.most.toString().padStart(6)} bytes`
  console.log(`${isGood ? 'ok    ' : 'FAILED'}  ${row.program.padEnd(40)}${figures}`)
  if (showsModules) for (const line of modules) console.log(`          ${line}`)
  if (!isGood) process.exitCode = 1
}

/**
 * The lines of the page's table: `| program | `code` | at most |`.
 *
 * @returns {Row[]}
 */
function rows() {
  const lines = readFileSync(page, 'utf8').matchAll(/^\| (.+?) \| `(.+?)` \| ([\d.]+) KB \|$/gm)
  const found = Array.from(lines, ([, program = '', code = '', most]) => {
    return { program, code, most: Number(most) * 1024 }
  })
  if (found.length === 0) throw new Error(`${page} has no table of sizes`)
  return found
}

/**
 * @param {string} code A module that imports the built packages.
 * @returns {Promise<{ bytes: number, modules: string[] }>}
 */
async function sizeOf(code) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'error',
    // Without the repository's own, which leads to the sources instead of what users get.
    tsconfigRaw: {},
  })
  const [bundle] = outputFiles
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, part]) => part.bytesInOutput > 0)
  inputs.sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput)
  return {
    bytes: gzipSync(bundle?.contents ?? '', { level: 9 }).length,
    modules: inputs.map(([path, part]) => `${part.bytesInOutput.toString().padStart(6)}  ${path}`),
  }
}
