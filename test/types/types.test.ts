import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Complaint, complaints } from './compiler.ts'
import { given, misuses } from './misuses.ts'

/*
 * The types, as those see them who have installed the packages: what is right compiles in every kind
 * of project, declarations included, and what is wrong does not.
 */

const { NodeNext, Node16, Preserve } = ts.ModuleKind
const { Bundler } = ts.ModuleResolutionKind
const page = lib('es2022', 'dom', 'dom.iterable')
/** For Node and for pages, as strictly as can be. */
const everywhere: ts.CompilerOptions = {
  module: Preserve,
  moduleResolution: Bundler,
  lib: page,
  types: ['node'],
  exactOptionalPropertyTypes: true,
  isolatedModules: true,
}

describe('programs that use the library rightly compile', () => {
  test.each<[string, string[], ts.CompilerOptions]>([
    [
      'in Node without the DOM, as strictly as can be (nodenext)',
      ['portable', 'node', 'client', 'things'],
      {
        module: NodeNext,
        lib: lib('es2023'),
        types: ['node'],
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        verbatimModuleSyntax: true,
      },
    ],
    [
      'in Node with the DOM (node16)',
      ['portable', 'node', 'client', 'things'],
      { module: Node16, lib: page, types: ['node'] },
    ],
    [
      'in a page that knows nothing of Node, with TypeScript’s defaults (bundler)',
      ['portable', 'client', 'element', 'things'],
      { module: Preserve, moduleResolution: Bundler, types: [] },
    ],
    [
      'in a bundled program for both (bundler)',
      ['portable', 'node', 'client', 'element', 'things'],
      everywhere,
    ],
  ])('%s', (_, names, settings) => {
    expect(complaints(programs(...names), settings)).toEqual([])
  })

  test('in CommonJS, which may require all of them', () => {
    const program = `
      import zoetrope = require('zoetrope')
      import node = require('zoetrope/node')
      import client = require('zoetrope/client')
      node.frameSink(new zoetrope.Broadcast())
      void client.streamFrames('http://camera/')`
    const settings = { module: NodeNext, types: ['node'] }
    expect(complaints(new Map([['program.cts', program]]), settings)).toEqual([])
  })

  test('and declarations that do not fit are found: without any platform most of them', () => {
    const found = complaints(programs('client'), { ...everywhere, lib: lib('es2022'), types: [] })
    const files = new Set(found.map(({ file }) => file))
    expect(files).toContain('packages/zoetrope/dist/client/stream-reader.d.ts')
  })
})

describe('programs that use it wrongly do not compile:', () => {
  const files = misuses.flatMap(({ right, wrong }, place): [string, string][] => [
    [`right${place}.ts`, `${given}\n${right}\n`],
    [`wrong${place}.ts`, `${given}\n${wrong}\n`],
  ])
  let all: Complaint[] | undefined

  test.each(misuses.map((misuse, place) => [misuse.what, misuse.code, place] as const))(
    '%s',
    (_, code, place) => {
      // All in one program, which takes no longer than one of them.
      all ??= complaints(new Map(files), everywhere)
      const of = (file: string) => all?.filter((complaint) => complaint.file === file)
      expect(of(`right${place}.ts`)).toEqual([])
      expect(of(`wrong${place}.ts`)).toContainEqual(expect.objectContaining({ line: 2, code }))
    },
  )
})

test('whoever passes options on may pass undefined for each that can be left out', () => {
  const entries = ['zoetrope', 'zoetrope/node', 'zoetrope/client']
  const names = entries.flatMap((entry) => {
    const path = `packages/${entry.replace('zoetrope', 'zoetrope/dist')}/index.d.ts`
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    const found = text.matchAll(
      /\b\w+(?:Options|Wish|Limits|Stamp|MessageInit|PublisherInit)\b(?=[,} ])/g,
    )
    return Array.from(found, ([name]) => `None<Refused<import('${entry}').${name}>>`)
  })
  expect(names.length).toBeGreaterThan(40)
  const program = `
    type None<Name extends never> = Name
    type Refused<Options> = {
      [Name in keyof Options]-?: {} extends Pick<Options, Name> // it may be left out
        ? Record<Name, undefined> extends Pick<Options, Name> ? never : Name
        : never
    }[keyof Options]
    export type Generic = None<Refused<import('zoetrope').PropertyAccess<number>>>
    export type All = [\n${names.join(',\n')}]`
  expect(complaints(new Map([['options.ts', program]]), everywhere)).toEqual([])
})

/** Files of TypeScript's own, by the names that tsconfig.json has for them. */
function lib(...names: string[]): string[] {
  return names.map((name) => `lib.${name}.d.ts`)
}

/** The programs beside this file, by their names. */
function programs(...names: string[]): Map<string, string> {
  return new Map(
    names.map((name) => {
      const path = new URL(`programs/${name}.ts`, import.meta.url)
      return [`programs/${name}.ts`, readFileSync(path, 'utf8')]
    }),
  )
}
