/**
 * Bundles the pages into ../dist/web: HTML files, and the scripts and style sheets that they name.
 *
 * The names of script and style sheet carry a hash of their content, so that the server may let
 * browsers keep them for ever while the HTML is always asked for anew.
 *
 * @module
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/web/', import.meta.url))
const budget = 20 * 1024

const { outputFiles } = await build({
  entryPoints: ['page.ts', 'publish.ts', 'styles/page.css', 'styles/publish.css'],
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

for (const page of ['index.html', 'viewer.html', 'publish.html']) {
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
// For other people's pages, as the library brings it.
await copyFile(
  fileURLToPath(new URL('../../zoetrope/dist/element/zoetrope-view.js', import.meta.url)),
  `${out}zoetrope-view.js`,
)

// What a browser has to load for each page, which is what somebody waits for.
const packed = new Map([...files].map(([path, text]) => [path, gzipSync(text).length]))
for (const [page, text] of files) {
  if (!page.endsWith('.html')) continue
  const needed = [...files.keys()].filter(
    (path) => path === page || text.includes(`"${path}"`) || text.includes(`/${path}"`),
  )
  const total = needed.reduce((sum, path) => sum + (packed.get(path) ?? 0), 0)
  console.log(`${page}: ${(total / 1024).toFixed(1)} KB gzip of ${budget / 1024}`)
  if (total > budget) process.exitCode = 1
}
