import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FAULTS, finding, visible } from '../../src/probe/finding.ts'
import { reportOf } from '../../src/probe/report.ts'

const page = readFileSync(new URL('../../../../docs/probe.md', import.meta.url), 'utf8')
const documented = page.split('\n').filter((line) => line.startsWith('| `'))

test('every fault is in the documentation as it is, and no other', () => {
  const rows = Object.entries(FAULTS).map(([code, { severity, breaks, fix }]) => {
    const who = breaks.join(', ') || '–'
    return `| \`${code}\` | ${severity} | ${who} | ${fix} |`
  })
  const codes = documented.filter((line) => /^\| `[A-Z]/.test(line))
  expect(codes.toSorted()).toEqual(rows.toSorted())
})

test('evidence shows bytes on one line, and not too many', () => {
  expect(visible('a\r\n\\\xff')).toBe('a\\r\\n\\\\\\xff')
  expect(visible(new Uint8Array(1000))).toMatch(/^(\\x00){72}\.\.\.$/)
})

test('a report has each fault once, the heaviest first, and the worst is its verdict', () => {
  const findings = [
    finding('STILL', 'a'),
    finding('CHUNKED', 'b'),
    finding('PREAMBLE', 'c'),
    finding('PREAMBLE', 'd'),
  ]
  const made = (of: typeof findings): ReturnType<typeof reportOf> =>
    reportOf({ address: 'http://a/', kind: 'stream', findings: of, fine: [], facts: {} })
  const report = made(findings)
  expect(report.findings.map(({ seen }) => seen)).toEqual(['c', 'b', 'a'])
  expect(report.verdict).toBe('errors')
  expect(made(findings.slice(0, 2)).verdict).toBe('warnings')
  expect(made(findings.slice(0, 1)).verdict).toBe('clean')
})
