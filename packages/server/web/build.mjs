/**
 * Bundles the page into ../dist/web: two HTML files, one script, one style sheet.
 *
 * The names of script and style sheet carry a hash of their content, so that the server may let
 * browsers keep them for ever while the HTML is always asked for anew.
 *
 * @module
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/web/', import.meta.url))
const budget = 20 * 1024

const { outputFiles } = await build({
  entryPoints: ['page.ts', 'styles/page.css'],
  // Paths are part of the hash: the same sources give the same names wherever they lie.
  absWorkingDir: here,
  outdir: `${out}assets`,
  write: false,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
})

const favicon = encodeURIComponent((await readFile(`${here}favicon.svg`, 'utf8')).trim())
const assets = outputFiles.map(({ path }) => basename(path))
const files = new Map(outputFiles.map(({ path, text }) => [`assets/${basename(path)}`, text]))

for (const page of ['index.html', 'viewer.html']) {
  let html = (await readFile(`${here}${page}`, 'utf8')).replace('FAVICON', favicon)
  for (const asset of assets) {
    // page-3KQ7ZV2A.js stands where the sources say page.js
    html = html.replaceAll(`assets/${asset.replace(/-[A-Z0-9]{8}\./, '.')}`, `assets/${asset}`)
  }
  files.set(page, html)
}

await rm(out, { recursive: true, force: true })
await mkdir(`${out}assets`, { recursive: true })
for (const [path, text] of files) await writeFile(`${out}${path}`, text)

const total = [...files.values()].reduce((sum, text) => sum + gzipSync(text).length, 0)
console.log(`the page: ${(total / 1024).toFixed(1)} KB gzip of ${budget / 1024}`)
if (total > budget) process.exitCode = 1
