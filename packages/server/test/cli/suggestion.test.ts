import { expect, test } from 'vitest'
import { suggest } from '../../src/cli/suggestion.ts'

const keys = ['linger', 'always', 'ring', 'source', 'basePath']

test.each([
  ['lnger', 'linger'],
  ['lingre', 'linger'],
  ['Source', 'source'],
  ['sources', 'source'],
  ['basepath', 'basePath'],
])('%s was meant to be %s', (typed, meant) => {
  expect(suggest(typed, keys)).toBe(meant)
})

test.each(['colour', 'x', ''])('%j was meant to be none of them', (typed) => {
  expect(suggest(typed, keys)).toBeUndefined()
})
