/**
 * Bundles the element into one file, for pages that have no build of their own:
 * `dist/element/zoetrope-view.js`, which makes `<zoetrope-view>` known as soon as it is loaded.
 *
 * It exports nothing, so that an old `<script src>` may load it too: that one needs no leave from a
 * server on another port, as a module would.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const library = fileURLToPath(new URL('../packages/zoetrope/', import.meta.url))
const budget = 18 * 1024

const { outputFiles } = await build({
  entryPoints: ['src/element/define.ts'],
  absWorkingDir: library,
  outfile: 'dist/element/zoetrope-view.js',
  write: false,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  logLevel: 'warning',
})

await mkdir(`${library}dist/element`, { recursive: true })
for (const { path, contents } of outputFiles) {
  await writeFile(path, contents)
  const size = gzipSync(contents).length
  console.log(
    `zoetrope-view.js: ${(size / 1024).toFixed(1)} KB gzip of ${budget / 1024}, ${contents.length} bytes`,
  )
  if (size > budget) process.exitCode = 1
}
