#!/usr/bin/env node
// Stands outside dist so that npm can link it before the first build.
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(main)) {
  console.error('zoetrope is not built yet. Run: npm run build')
  process.exit(1)
}
await import(main.href)
