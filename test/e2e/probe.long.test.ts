/*
 * The whole broken set in the long form: every server looked at by the built command, thoroughly. Minutes
 * of waiting, for whoever changed the probe: `npm run broken`.
 */
import { describe, expect, test, vi } from 'vitest'
import { faults, openSpecimen, type Specimen } from '../broken/faults.mjs'
import { sound } from '../broken/sound.mjs'
import { probed } from './probing.ts'

// As many as leave the machine time enough to judge a rhythm.
vi.setConfig({ maxConcurrency: 8, testTimeout: 300_000 })

/** Exit codes, by the worst that was found. */
const EXITS = { clean: 0, warnings: 3, errors: 4 } as const

/** Looks at it by the command. */
async function sightOf(specimen: Specimen, done: (close: () => Promise<void>) => void) {
  const { url, close } = await openSpecimen(specimen)
  done(close)
  const report = await probed(url, '--timeout', '4')
  const may = [...(specimen.also ?? []), 'BUSY_HERE']
  const codes = report.findings.map(({ code }) => code).filter((code) => !may.includes(code))
  return { report, codes: codes.sort() }
}

describe.concurrent('a thorough look finds what is wrong with', () => {
  test.for(faults)('$name: $wrong', async (fault, { onTestFinished: done }) => {
    const { report, codes } = await sightOf(fault, done)
    expect(codes, JSON.stringify(report.findings)).toEqual(fault.codes.toSorted())
    expect(report.code).toBe(EXITS[report.verdict])
  })
})

describe.concurrent('a thorough look has nothing against', () => {
  test.for(sound)('$name: $wrong', async (specimen, { onTestFinished: done }) => {
    const { report, codes } = await sightOf(specimen, done)
    expect(codes, JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ verdict: 'clean', code: 0 })
    expect(report.address).not.toContain('secret')
  })
})
