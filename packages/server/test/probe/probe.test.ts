import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { probe } from '../../src/probe/probe.ts'
import type { ProbeReport } from '../../src/probe/report.ts'
import { cameraThread } from './camera.ts'

const page = readFileSync(new URL('../../../../docs/probe.md', import.meta.url), 'utf8')

/** The paths of all that is in a report: `facts.gaps.p50`, `findings[].code`. */
function paths(value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    const [first] = value
    return typeof first === 'object' ? paths(first, `${path}[]`) : [path]
  }
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [path]
  const front = path === '' ? '' : `${path}.`
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, `${front}${key}`))
}

async function look(quick: boolean): Promise<{ report: ProbeReport; steps: string[] }> {
  const steps: string[] = []
  const target = await cameraThread({ every: 40, bytes: 60_000 })
  const { signal } = new AbortController()
  const report = await probe(target, { quick, signal, progress: (what) => steps.push(what) })
  return { report, steps }
}

test('a sound camera is clean to a thorough look, and every number of it is documented', async () => {
  const { report, steps } = await look(false)
  expect(report, JSON.stringify(report)).toMatchObject({ kind: 'stream', verdict: 'clean' })
  expect(report.facts).toMatchObject({
    width: 8,
    height: 8,
    audiences: [{ viewers: 6, served: 6 }],
  })
  expect(paths(report, '').filter((path) => !page.includes(`\`${path}\``))).toEqual([])
  expect(paths(report.facts, '')).toContain('slow.held')
  expect(steps).toEqual([
    'the way there',
    'the stream, for 5 s',
    '6 viewers at once',
    'a slow viewer, and unusual requests',
  ])
})

test('a quick look says what it leaves out', async () => {
  const { report, steps } = await look(true)
  expect(report).toMatchObject({
    verdict: 'clean',
    unseen: ['a slow viewer: --quick leaves it out'],
    facts: { audiences: [{ viewers: 3, served: 3 }] },
  })
  expect(steps).toEqual([
    'the way there',
    'the stream, for 2 s',
    '3 viewers at once',
    'unusual requests',
  ])
})
