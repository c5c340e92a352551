/** The list of tests catches what a green run would hide. @module */
import { describe, expect, test } from 'vitest'
import { differences, formatList, numbered, parseList } from '../scripts/test-list.mjs'

const passed = (name: string) => ({ name, status: 'passed', usesTools: false })
const skipped = (name: string) => ({ name, status: 'skipped', usesTools: false })
const list = parseList('a > one\n[tools] b > two\n')

test('a run of just the listed tests differs in nothing', () => {
  expect(differences([passed('a > one'), passed('b > two')], list, true)).toEqual([])
})

test('a test of the measuring tools may skip where they are absent', () => {
  expect(differences([passed('a > one'), skipped('b > two')], list, false)).toEqual([])
})

test('what is written is what is read, sorted by name', () => {
  const written = formatList([{ ...passed('b > two'), usesTools: true }, passed('a > one')])
  expect(written).toBe('a > one\n[tools] b > two\n')
  expect(parseList(written)).toEqual(list)
})

describe('caught is', () => {
  test('a test that did not run', () => {
    expect(differences([passed('a > one')], list, true)).toEqual(['did not run: b > two'])
  })

  test('a test that is not listed', () => {
    const run = [passed('a > one'), passed('b > two'), passed('c > three')]
    expect(differences(run, list, true)).toEqual(['not in the list: c > three'])
  })

  test('a skip where the tools are present', () => {
    expect(differences([passed('a > one'), skipped('b > two')], list, true)).toEqual([
      'skipped: b > two',
    ])
  })

  test('a skip for another reason than the tools', () => {
    expect(differences([skipped('a > one'), passed('b > two')], list, false)).toEqual([
      'skipped: a > one',
    ])
  })

  test('a failure, whatever the list says', () => {
    const run = [passed('a > one'), { ...passed('b > two'), status: 'failed' }]
    expect(differences(run, list, false)).toEqual(['failed: b > two'])
  })

  test('the loss of one of two tests of one name', () => {
    const twice = parseList(formatList(numbered([passed('a > one'), passed('a > one')])))
    expect(differences(numbered([passed('a > one')]), twice, true)).toEqual([
      'did not run: a > one (2)',
    ])
  })
})
