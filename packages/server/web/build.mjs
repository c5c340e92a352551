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

await rm(out, { recursive: true, force: true })
await mkdir(out, { recursive: true })

const { metafile } = await build({
  entryPoints: [`${here}page.ts`, `${here}styles/page.css`],
  outdir: `${out}assets`,
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
})

const favicon = encodeURIComponent((await readFile(`${here}favicon.svg`, 'utf8')).trim())
const assets = Object.keys(metafile.outputs).map((path) => basename(path))

for (const page of ['index.html', 'viewer.html']) {
  let html = (await readFile(`${here}${page}`, 'utf8')).replace('FAVICON', favicon)
  for (const asset of assets) {
    // page-3KQ7ZV2A.js stands where the sources say page.js
    html = html.replaceAll(`assets/${asset.replace(/-[A-Z0-9]{8}\./, '.')}`, `assets/${asset}`)
  }
  await writeFile(`${out}${page}`, html)
}

let total = 0
for (const path of ['index.html', 'viewer.html', ...assets.map((asset) => `assets/${asset}`)]) {
  total += gzipSync(await readFile(`${out}${path}`)).length
}
console.log(`the page: ${(total / 1024).toFixed(1)} KB gzip of ${budget / 1024}`)
if (total > budget) process.exitCode = 1
