import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { kernelAbsence } from 'zoetrope/node'
import { app, camera, diary, get, server } from './makers.ts'
import { Wire } from './wires.ts'

/** What is told from the second question on. */
function isKnown(value: unknown): boolean {
  return value === null || typeof value === 'number' || typeof value === 'object'
}

test('the server tells its version, its age, and what it costs', async () => {
  const of = app({ cameras: new Cameras([camera('desk'), camera('attic')]) })
  const status = await (await get(of, '/server')).json()
  expect(status).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    node: process.versions.node,
    cameras: 2,
    viewers: 0,
    events: { written: 0, readers: 0, stalled: 0 },
    pacing: expect.stringMatching(/^(queue|write)$/),
    pacingReason: kernelAbsence() ?? null,
    since: expect.any(Number),
    uptime: expect.any(Number),
    memory: { resident: expect.any(Number), heap: expect.any(Number), buffers: expect.any(Number) },
    cpu: { user: expect.any(Number), system: expect.any(Number), share: expect.toSatisfy(isKnown) },
    eventLoop: expect.toSatisfy(isKnown),
  })
  expect(status.memory.resident).toBeGreaterThan(status.memory.heap)
  expect(status.since + status.uptime * 1000).toBeLessThanOrEqual(Date.now() + 1000)
})

test('what needs two looks is there at the second', async () => {
  const of = app()
  await get(of, '/server')
  // One look of the monitor at least, which comes every 20 ms.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const { cpu, eventLoop } = await (await get(of, '/server')).json()
  expect(cpu.share).toBeGreaterThanOrEqual(0)
  expect(eventLoop.p50).toBeGreaterThanOrEqual(0)
  expect(eventLoop.p99).toBeGreaterThanOrEqual(eventLoop.p50)
})

test('it counts those who watch', async () => {
  const { url, port } = await server()
  await new Wire(port).ask('GET /stream HTTP/1.1', 'Host: localhost').parts(1)
  expect(await (await fetch(`${url}server`)).json()).toMatchObject({ cameras: 1, viewers: 1 })
})

test('a server that does not pace by the queue says so once, and why', async () => {
  const { log, entries } = diary()
  const { url } = await server({ pacing: 'write', log })
  const why = { pacing: 'write', reason: 'as asked for' }
  expect(await (await fetch(`${url}server`)).json()).toMatchObject({
    ...{ pacing: 'write', pacingReason: why.reason },
  })
  const told = entries.filter(({ facts }) => 'pacing' in facts)
  expect(told).toMatchObject([{ level: 'info', facts: why }])
})

test('one that does says it to those only who look for faults', async () => {
  const { log, entries } = diary()
  await server({ log })
  const [told, ...more] = entries.filter(({ facts }) => 'pacing' in facts)
  const absence = kernelAbsence()
  expect(more).toEqual([])
  expect(told?.facts).toEqual(
    absence === undefined ? { pacing: 'queue' } : { pacing: 'write', reason: absence },
  )
  if (absence === undefined) expect(told?.level).toBe('debug')
})
