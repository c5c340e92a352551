import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Problem, problemCodes } from '../../src/http/problem.ts'
import { routesOf } from '../../src/http/routes.ts'
import { emptySite } from './makers.ts'

function page(name: string): string {
  return readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')
}

const routes = routesOf(emptySite())

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
