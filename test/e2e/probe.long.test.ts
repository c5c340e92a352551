/*
 * The whole broken set in the long form: every server looked at by the built command, thoroughly. Minutes
 * of waiting, for whoever changed the probe: `npm run broken`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, type onTestFinished, test, vi } from 'vitest'
import { faults, openSpecimen, type Specimen, titled } from '../broken/faults.mjs'
import { sound } from '../broken/sound.mjs'
import { codesOf, isUndecided } from './looking.ts'
import { probed, type Report } from './probing.ts'

// As many as leave the machine time enough to judge a rhythm.
vi.setConfig({ maxConcurrency: 8, testTimeout: 300_000 })

const RHYTHM = ['LONG_GAP', 'UNEVEN']

/** Exit codes, by the worst that was found. */
const EXITS = { clean: 0, warnings: 3, errors: 4 } as const

/** Nanoseconds that this process may be late: its servers are late, too, and the command cannot know why. */
const LATE = 50e6

/** What the command says, which is to be all that the specimen earns and nothing else. */
async function looked(specimen: Specimen, done: typeof onTestFinished): Promise<Report> {
  const { url, close } = await openSpecimen(specimen)
  done(close)
  const lateness = monitorEventLoopDelay()
  lateness.enable()
  const report = await probed(url, '--timeout', '4')
  lateness.disable()
  const needed = isUndecided(report, specimen.codes) ? [] : [...specimen.codes]
  const earned = [...specimen.codes, ...(lateness.max > LATE ? RHYTHM : [])]
  const codes = codesOf(report)
  expect(codes, JSON.stringify(report.findings)).toEqual(expect.arrayContaining(needed))
  expect(codes.filter((code) => !earned.includes(code))).toEqual([])
  expect(report.code).toBe(EXITS[report.verdict])
  return report
}

describe.concurrent('a thorough look finds what is wrong with', () => {
  test.for(titled(faults))('%s: %s', async ([, , fault], { onTestFinished: done }) => {
    await looked(fault, done)
  })
})

describe.concurrent('a thorough look has nothing against', () => {
  test.for(titled(sound))('%s: %s', async ([, , specimen], { onTestFinished: done }) => {
    const { verdict, address } = await looked(specimen, done)
    expect(verdict).toBe('clean')
    expect(address).not.toContain('secret')
  })
})
