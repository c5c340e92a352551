import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Unit tests run against the sources; what starts the command uses the built packages.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^zoetrope$/, replacement: at('packages/zoetrope/src/index.ts') },
      { find: /^zoetrope\/node$/, replacement: at('packages/zoetrope/src/node/index.ts') },
      { find: /^zoetrope\/client$/, replacement: at('packages/zoetrope/src/client/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
  },
})
