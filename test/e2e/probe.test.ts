import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Fault, faults, openFault } from '../broken/faults.mjs'
import { sound } from '../broken/sound.mjs'
import { pooled, probed, type Report, wrongsOf } from './probing.ts'
import { freePort, serve } from './running.ts'

type Seen = Report & { readonly code: number | null }

/** Looks at one of the broken servers, or of the sound ones. */
async function look(fault: Pick<Fault, 'answer' | 'path' | 'as' | 'isSlow'>): Promise<Seen> {
  const { url, close } = await openFault(fault)
  const options = fault.isSlow ? [] : ['--quick']
  return probed(url, '--timeout', '4', ...options).finally(close)
}

/** Exit codes, by the worst that was found. */
const CODES = { clean: 0, warnings: 3, errors: 4 } as const

/** A machine that is busy with other tests makes any camera late: these are then true as well. */
const LATE = ['FROZEN', 'LONG_GAP', 'OLD_FRAMES', 'SLOW_FIRST_FRAME', 'VIEWERS_STARVE']

// A look is mostly waiting, so many go on at once; the long ones begin first.
const AT_ONCE = 16
const all = [...faults, ...sound].sort((one, other) => length(other) - length(one))
let reports: ReadonlyMap<object, Promise<Seen>> = new Map()
beforeAll(() => {
  reports = pooled(all, AT_ONCE, look)
  // Each test waits for its own; until then nobody minds one that failed.
  for (const report of reports.values()) report.catch(() => undefined)
})

function length({ isSlow = false }: { readonly isSlow?: boolean | undefined }): number {
  return isSlow ? 1 : 0
}

async function reportOf(server: object): Promise<Seen> {
  const report = await reports.get(server)
  if (!report) throw new Error('Expected a look at every server, got none at this one')
  return report
}

test('the broken set has every fault once', () => {
  const names = faults.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(70)
  expect(new Set(names).size).toBe(names.length)
})

describe('the probe finds what is wrong with', () => {
  test.for(faults)('$name: $wrong', async (fault) => {
    const report = await reportOf(fault)
    const codes = report.findings.map(({ code }) => code)
    expect(codes, JSON.stringify(report.findings)).toEqual(expect.arrayContaining([...fault.codes]))
    const expected = [...fault.codes, ...(fault.also ?? []), ...LATE]
    expect(wrongsOf(report).filter((code) => !expected.includes(code))).toEqual([])
    expect(report.code).toBe(CODES[report.verdict])
    for (const { seen, fix } of report.findings) {
      expect(seen).not.toBe('')
      expect(fix).not.toBe('')
    }
  })
})

describe('the probe has nothing against', () => {
  test.for(sound)('$name: $wrong', async (server) => {
    const report = await reportOf(server)
    expect(wrongsOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ verdict: 'clean', code: 0 })
    expect(report.address).not.toContain('secret')
  })
})

describe.concurrent('Zoetrope itself', () => {
  test.for([
    ['/stream', 'stream'],
    ['/snapshot', 'snapshot'],
    ['/?action=stream', 'stream'],
    ['/stream.mjpg', 'stream'],
  ])('is clean at %s', async ([path, kind], { onTestFinished: done }) => {
    const server = await serve(['pattern:?fps=25'])
    done(() => server.stop())
    const report = await probed(`${server.url}${path}`, '--quick')
    expect(wrongsOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ verdict: 'clean', kind, code: 0 })
    expect(report.facts).toMatchObject({ width: 640, height: 480 })
  })

  test('is clean to a thorough look, at frames that are too many for a slow viewer', async ({
    onTestFinished: done,
  }) => {
    const server = await serve(['pattern:?fps=25&bytes=60000'])
    done(() => server.stop())
    const report = await probed(`${server.url}/stream`)
    expect(wrongsOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ verdict: 'clean', kind: 'stream', code: 0 })
  })

  test('tells where the stream is when its page is given', async ({ onTestFinished: done }) => {
    const server = await serve(['pattern:'])
    done(() => server.stop())
    const { kind, findings } = await probed(`${server.url}/`, '--quick')
    expect(kind).toBe('none')
    expect(findings).toMatchObject([{ code: 'NOT_A_STREAM' }])
    expect(findings[0]?.seen).toContain(`${server.url}/stream`)
  })
})

describe('the way there', () => {
  test.each([
    ['nobody listens', async () => `http://127.0.0.1:${await freePort()}/`, 'CONNECTION_REFUSED'],
    ['there is no such name', async () => 'http://camera.invalid/', 'ADDRESS_UNKNOWN'],
  ])('that ends because %s is told', async (_, address, code) => {
    const report = await probed(await address(), '--quick', '--timeout', '4')
    expect(report.findings).toMatchObject([{ code, severity: 'error' }])
    expect(report.code).toBe(4)
  })

  test('with TLS to a server that speaks none is told', async () => {
    const server = await serve(['pattern:'])
    onTestFinished(() => server.stop())
    const url = `${server.url.replace('http:', 'https:')}/stream`
    expect((await probed(url, '--quick')).findings).toMatchObject([{ code: 'TLS_FAILED' }])
  })
})
