import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Problem, problemCodes } from '../../src/http/problem.ts'
import { routesOf } from '../../src/http/routes.ts'
import { emptySite } from './makers.ts'

function page(name: string): string {
  return readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')
}

const all = routesOf(emptySite())
const routes = all.filter(({ model }) => model === undefined)

test.each(problemCodes)('docs/errors.md explains %s, with its status', (code) => {
  expect(page('errors.md')).toContain(`| \`${code}\` | ${new Problem(code, '').status} |`)
})

test('docs/errors.md explains every code of the library', () => {
  const source = readFileSync(new URL('../../../zoetrope/src/errors.ts', import.meta.url), 'utf8')
  const codes = Array.from(source.matchAll(/^ {2}\| '(\w+)'/gm), ([, code]) => code)
  expect(codes.length).toBeGreaterThan(5)
  for (const code of codes) expect(page('errors.md')).toContain(`| \`${code}\` |`)
})

test('docs/http.md has every path, or the ending by which it differs', () => {
  const text = page('http.md')
  const paths = routes.flatMap((route) => route.paths)
  const missing = paths.filter(
    (path) => !text.includes(`\`${path}\``) && !text.includes(`\`${path.split('/').at(-1)}\``),
  )
  expect(missing).toEqual([])
})

test('docs/http.md has every parameter, those of later versions as well', () => {
  const text = page('http.md')
  const names = routes.flatMap(({ query, later }) => [...Object.keys(query.shape), ...later])
  const missing = names.filter(
    (name) => !text.includes(`\`${name}\``) && !text.includes(`?${name}=`),
  )
  expect(missing).toEqual([])
})

test('docs/drop-in.md has every address of other servers, but for other numbers in it', () => {
  const text = page('drop-in.md')
  const imitated = all.filter(({ model }) => model !== undefined).flatMap(({ paths }) => paths)
  const missing = imitated.filter((path) => {
    const forms = [path, ...['_0', '_1'].map((other) => path.replace(/_\d+(?=\.|$)/, other))]
    return !forms.some((form) => text.includes(`\`${form}`))
  })
  expect(missing).toEqual([])
})

test('docs/drop-in.md has every parameter of other servers', () => {
  const text = `${page('http.md')}${page('drop-in.md')}`
  const names = all.flatMap(({ query, later }) => [...Object.keys(query.shape), ...later])
  const missing = names.filter(
    (name) => !text.includes(`\`${name}`) && !new RegExp(`[?&]${name}=`).test(text),
  )
  expect(missing).toEqual([])
})
