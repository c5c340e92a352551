import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Suites that have no short form wait for it: `npm run faults` sets it. */
const isLong = Boolean(process.env['ZOETROPE_LONG'])

/**
 * Three projects. `parts` are the tests of the packages, run against their sources. `whole` is
 * everything in test/, which starts the built command, browsers and players; it runs after the parts.
 * Three files at a time: most of them wait, and what they watch they wait for patiently. `guest` is
 * what needs a machine with cameras, which is emulated and slow, one file at a time: `npm run test:v4l2`.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^zoetrope$/, replacement: at('packages/zoetrope/src/index.ts') },
      { find: /^zoetrope\/node$/, replacement: at('packages/zoetrope/src/node/index.ts') },
      { find: /^zoetrope\/element$/, replacement: at('packages/zoetrope/src/element/index.ts') },
      { find: /^zoetrope\/client$/, replacement: at('packages/zoetrope/src/client/index.ts') },
    ],
  },
  test: {
    pool: 'forks',
    reporters: ['default', 'json'],
    setupFiles: [at('test/seed.ts'), at('test/bytes.ts')],
    outputFile: { json: 'test-results/vitest.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['packages/*/test/**/*.test.ts'],
          maxWorkers: 3,
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [
            '**/node_modules/**',
            'test/v4l2/**',
            ...(isLong ? [] : ['test/**/*.long.test.ts']),
          ],
          maxWorkers: 3,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'guest',
          include: ['test/v4l2/**/*.test.ts'],
          maxWorkers: 1,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
