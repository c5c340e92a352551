/** The sources keep to the numbers of CONTRIBUTING.md. @module */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { assertionsPerThousandLines, excesses } from './style.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const head = '/** A module. @module */\n'

/** Every source file of both packages, from the root of the repository. */
function sources(): string[] {
  const folders = ['packages/zoetrope/src', 'packages/server/src', 'packages/server/web']
  return folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  )
}

test('no file, function or export of this repository goes beyond the numbers', () => {
  const found = sources().flatMap((path) => excesses(path, readFileSync(`${root}${path}`, 'utf8')))
  expect(found).toEqual([])
})

test('there are at most three type assertions in a thousand lines', () => {
  const paths = sources().map((path) => `${root}${path}`)
  expect(assertionsPerThousandLines(paths)).toBeLessThanOrEqual(3)
})

test('a source within the numbers is left alone', () => {
  expect(excesses('a.ts', `${head}/** One. */\nexport const a = [1] as const\n`)).toEqual([])
})

describe('caught is', () => {
  test.each([
    ['a long file', `${head}${'\n'.repeat(300)}`, 'a.ts:1: 301 lines, at most 300'],
    [
      'a long function',
      `${head}const f = () => {${'\n'.repeat(45)}}`,
      'a.ts:2: 46 lines, at most 45',
    ],
    [
      'a long method',
      `${head}class A { m() {${'\n'.repeat(45)}} }`,
      'a.ts:2: 46 lines, at most 45',
    ],
    ['any', `${head}let a: Array<any>`, 'a.ts:2: any'],
    ['a non-null assertion', `${head}a!.b()`, 'a.ts:2: a non-null assertion (!)'],
    [
      'a promised property',
      `${head}class A { b!: number }`,
      'a.ts:2: a definite assignment assertion (!)',
    ],
    ['no opening comment', 'const a = 1', 'a.ts:1: no opening comment (@module)'],
    [
      'an export without a comment',
      `${head}export const a = 1`,
      'a.ts:2: an export without a comment',
    ],
  ])('%s', (_what, text, complaint) => {
    expect(excesses('a.ts', text)).toEqual([complaint])
  })
})
