/*
 * The broken set, looked at from within this process: servers and probe share one event loop, so that
 * a machine that is busy with other tests makes the clocks of both late, and the probe knows of it.
 */
import { describe, expect, type TestContext, test, vi } from 'vitest'
import { FAULTS, type FaultCode } from '../../packages/server/src/probe/finding.ts'
import type { ProbeReport } from '../../packages/server/src/probe/report.ts'
import { faults, openSpecimen, type Specimen, titled } from '../broken/faults.mjs'
import { sound } from '../broken/sound.mjs'
import { codesOf, isUndecided, look } from './looking.ts'

// Each look begins when there is room for it.
vi.setConfig({ maxConcurrency: 120 })

/** What no server earns by itself: it takes a name, a port, a certificate, a machine. */
const OTHERS = [
  ...([
    'ADDRESS_UNKNOWN',
    'CONNECTION_REFUSED',
    'CONNECTION_TIMEOUT',
    'GONE_AFTER_VIEWER',
  ] as const),
  ...(['TLS_FAILED', 'TLS_UNTRUSTED', 'BUSY_HERE'] as const),
] satisfies FaultCode[]

test('the broken set has a server for every code that a server can earn', () => {
  const names = [...faults, ...sound].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const shown = new Set([...faults.flatMap(({ codes }) => codes), ...OTHERS])
  expect([...shown].sort()).toEqual(Object.keys(FAULTS).sort())
})

/** The long ones first: the short ones fill up the time beside them. */
function longestFirst(specimens: readonly Specimen[]): Specimen[] {
  const length = ({ isThorough = false }: Specimen): number => (isThorough ? 1 : 0)
  return specimens.toSorted((one, other) => length(other) - length(one))
}

/** What a look says, which is to be all that the specimen earns and nothing else. */
async function looked(
  specimen: Specimen,
  { signal, onTestFinished: done }: Pick<TestContext, 'signal' | 'onTestFinished'>,
): Promise<ProbeReport> {
  const { url, close } = await openSpecimen(specimen)
  done(close)
  const options = { isThorough: specimen.isThorough, signal }
  let report = await look(url, options)
  while (isUndecided(report, specimen.codes)) report = await look(url, options)
  expect(codesOf(report), JSON.stringify(report.findings)).toEqual(specimen.codes.toSorted())
  return report
}

describe.concurrent('the probe has nothing against', () => {
  test.for(titled(longestFirst(sound)))('%s: %s', async ([, , specimen], context) => {
    const { verdict, address, facts } = await looked(specimen, context)
    expect(verdict).toBe('clean')
    expect(address).not.toContain('secret')
    // Those are thorough for the sake of a slow reader.
    if (specimen.isThorough) expect(facts.slow).toBeDefined()
  })
})

describe.concurrent('the probe finds what is wrong with', () => {
  test.for(titled(longestFirst(faults)))('%s: %s', async ([, , fault], context) => {
    const { findings } = await looked(fault, context)
    for (const { seen, fix } of findings) {
      expect(seen).not.toBe('')
      expect(fix).not.toBe('')
    }
  })
})
