/**
 * The tree keeps to the direction of imports; and a tree that does not is caught, which is shown on
 * small trees that are wrong in one way each.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { violations } from './architecture.ts'

const up = "import '../frame/frame.ts'\n"

/** The complaints about a tree of these files: `zoetrope/frame/frame.ts` is below packages/zoetrope/src. */
function complaints(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'zoetrope-tree-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, name.replace(/^\w+/, 'packages/$&/src'))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return violations(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('no import of this repository goes against the direction', () => {
  expect(violations(fileURLToPath(new URL('..', import.meta.url)))).toEqual([])
})

test('a tree that keeps the direction is left alone', () => {
  const tree = {
    'zoetrope/errors.ts': 'export const a = 1',
    'zoetrope/frame/frame.ts': "import { a } from '../errors.ts'\nexport const b = a",
    'zoetrope/client/index.ts': "export * from '../frame/frame.ts'",
    'zoetrope/node/serve.ts': `${up}import 'node:http'\nexport const c = 1`,
    'server/cli/main.ts': "import 'zoetrope/node'\nimport '../http/routes.ts'",
    'server/http/routes.ts': "import 'hono'\nexport const d = 1",
  }
  expect(complaints(tree)).toEqual([])
})

describe('caught is', () => {
  test.each([
    ['an import upwards', 'zoetrope/frame/a.ts', "import '../viewer/b.ts'", 'frame may stand on'],
    [
      'a type from above',
      'zoetrope/camera/a.ts',
      "import type { B } from '../node/b.ts'",
      'camera',
    ],
    ['an import() upwards', 'zoetrope/frame/a.ts', "await import('../viewer/b.ts')", 'frame may'],
    ['a re-export', 'zoetrope/viewer/a.ts', "export { b } from '../node/b.ts'\nb()", 'viewer may'],
    ['a source that knows cameras', 'zoetrope/sources/a.ts', "import '../camera/c.ts'", 'sources'],
    ['Node outside of node/', 'zoetrope/frame/a.ts', "import 'node:fs'", 'only node/ may know'],
    ['a dependency of the library', 'zoetrope/node/a.ts', "import 'koffi'", 'no dependencies'],
    ['a top file on a folder', 'zoetrope/errors.ts', "import './frame/f.ts'", 'stands on nothing'],
    ['an imported entry point', 'zoetrope/viewer/a.ts', "import '../index.ts'", 'entry point'],
    ['a folder without a place', 'zoetrope/stuff/a.ts', up, 'stuff has no place'],
    ['the library by its inside', 'server/http/a.ts', "import 'zoetrope/src/errors.ts'", 'only'],
    ['the library by its folder', 'server/a.ts', "import '../../zoetrope/src/a.ts'", 'outside of'],
    ['a part that wires', 'server/http/a.ts', "import '../cli/main.ts'", 'http may stand on'],
    ['a page with the server', 'server/../web/a.ts', "import '../src/http/a.ts'", 'outside of'],
    ['a barrel', 'zoetrope/frame/index.ts', "export * from './frame.ts'", 'a barrel'],
    ['a drawer', 'zoetrope/frame/utils.ts', 'export const a = 1', 'a drawer'],
    ['a folder as a drawer', 'server/http/helpers/a.ts', 'export const a = 1', 'a drawer'],
    ['a file on itself', 'zoetrope/frame/a.ts', "import './a.ts'", 'a cycle'],
  ])('%s', (_what, path, text, complaint) => {
    expect(complaints({ [path]: text })).toEqual([expect.stringContaining(complaint)])
  })

  test('a cycle of three files', () => {
    const tree = {
      'zoetrope/frame/a.ts': "import './b.ts'",
      'zoetrope/frame/b.ts': "import type { C } from './c.ts'\nexport type B = C",
      'zoetrope/frame/c.ts': "export * from './a.ts'\nexport const c = 1",
    }
    expect(complaints(tree)).toEqual([expect.stringMatching(/cycle: .*a.ts -> .*b.ts -> .*c.ts/)])
  })
})
