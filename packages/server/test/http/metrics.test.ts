import { describe, expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { App } from '../../src/index.ts'
import { type Family, families, sampled } from '../metrics/families.ts'
import { app, camera, Feed, get, server } from './makers.ts'
import { viewers, Wire } from './wires.ts'

async function scrape(of: App): Promise<Map<string, Family>> {
  return families(await (await get(of, '/metrics')).text())
}

async function scrapeAt(url: string): Promise<Map<string, Family>> {
  return families(await (await fetch(`${url}metrics`)).text())
}

test('it is Prometheus’ text format, by a strict reader', async () => {
  const response = await get(app(), '/metrics')
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const found = families(await response.text())
  const own = [...found].filter(([name]) => name.startsWith('zoetrope_'))
  expect(own.length).toBeGreaterThan(12)
  for (const [name, { type, help }] of own) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    expect(help, name).toMatch(/\.$/)
  }
})

test('an idle server tells its cameras, its process, and no viewers', async () => {
  const found = await scrape(app({ cameras: new Cameras([camera('desk'), camera('attic')]) }))
  expect(sampled(found, 'zoetrope_cameras', { state: 'idle' })).toBe(2)
  expect(sampled(found, 'zoetrope_cameras', { state: 'lost' })).toBe(0)
  expect(sampled(found, 'zoetrope_camera_state', { camera: 'desk', state: 'idle' })).toBe(1)
  expect(sampled(found, 'zoetrope_camera_state', { camera: 'desk', state: 'live' })).toBe(0)
  expect(sampled(found, 'zoetrope_frames_sent_total', { camera: 'attic' })).toBe(0)
  expect(sampled(found, 'zoetrope_camera_silence_seconds', { camera: 'desk' })).toBeUndefined()
  expect(found.get('zoetrope_viewers')?.samples).toEqual([])
  expect(sampled(found, 'process_resident_memory_bytes')).toBeGreaterThan(1e6)
  expect(sampled(found, 'process_cpu_seconds_total')).toBeGreaterThan(0)
})

test('what viewers got stays when they leave, and the counts only grow', async () => {
  const feed = new Feed(tinyJpeg())
  const desk = camera('desk', feed, { linger: 3_600_000 })
  const { url, port } = await server({ cameras: new Cameras([desk]) })
  const desks = { camera: 'desk' }
  const wires: Wire[] = []
  let [sent, bytes] = [0, 0]
  for (let round = 1; round <= 3; round++) {
    const wire = new Wire(port).ask('GET /stream HTTP/1.1', 'Host: localhost')
    await wire.parts(1)
    wires.push(wire)
    if (round === 2) {
      await wires[0]?.cut()
      await viewers(desk, 1)
    }
    const found = await scrapeAt(url)
    expect(sampled(found, 'zoetrope_viewers_joined_total', desks)).toBe(round)
    expect(sampled(found, 'zoetrope_frames_sent_total', desks)).toBe(round)
    expect(sampled(found, 'zoetrope_camera_viewers', desks)).toBe(round === 1 ? 1 : round - 1)
    expect(sampled(found, 'zoetrope_frames_sent_total', desks)).toBeGreaterThan(sent)
    expect(sampled(found, 'zoetrope_sent_bytes_total', desks)).toBeGreaterThan(bytes)
    sent = sampled(found, 'zoetrope_frames_sent_total', desks) ?? 0
    bytes = sampled(found, 'zoetrope_sent_bytes_total', desks) ?? 0
    const [crowd] = found.get('zoetrope_viewers')?.samples ?? []
    expect(crowd?.labels).toEqual({
      ...{ camera: 'desk', transport: 'tcp' },
      pacing: expect.stringMatching(/^(queue|write)$/),
    })
    expect(crowd?.value).toBe(round === 1 ? 1 : round - 1)
  }
})

test('no viewer adds a series: neither address nor key nor id is a label', async () => {
  const { url, port } = await server()
  const watch = (n: number) =>
    new Wire(port)
      .ask(
        `GET /stream?key=zz%22${n} HTTP/1.1`,
        'Host: localhost',
        `X-Forwarded-For: 203.0.113.${n}`,
      )
      .parts(1)
  const series = (found: Map<string, Family>) =>
    [...found]
      // Ages come when they are measured; their label is the camera alone.
      .filter(([name]) => name.startsWith('zoetrope_') && !name.includes('age'))
      .flatMap(([, { samples }]) => samples.map(({ name, labels }) => ({ name, labels })))
  await watch(0)
  const before = series(await scrapeAt(url))
  for (let n = 1; n < 20; n++) await watch(n)
  const text = await (await fetch(`${url}metrics`)).text()
  expect(text).not.toMatch(/zz|203\.0\.113/)
  expect(series(families(text))).toEqual(before)
})

test('labels are out of a fixed list', async () => {
  const { url, port } = await server()
  await new Wire(port).ask('GET /stream HTTP/1.1', 'Host: localhost').parts(1)
  const own = [...(await scrapeAt(url))].filter(([name]) => name.startsWith('zoetrope_'))
  const names = own.flatMap(([, { samples }]) =>
    samples.flatMap(({ labels }) => Object.keys(labels)),
  )
  const known = ['camera', 'state', 'transport', 'pacing', 'version', 'le', 'cause']
  expect(names.filter((name) => !known.includes(name))).toEqual([])
})

test('ages are a histogram, from the first question on', async () => {
  const feed = new Feed(tinyJpeg())
  const of = app({ cameras: new Cameras([camera('desk', feed)]) })
  const found = await scrape(of)
  expect(found.get('zoetrope_frame_age_seconds')).toMatchObject({ type: 'histogram', samples: [] })
})

test('two servers in one process do not get into each other’s way', async () => {
  const one = app({ cameras: new Cameras([camera('one')]) })
  const two = app({ cameras: new Cameras([camera('two')]) })
  const [first, second] = [await scrape(one), await scrape(two)]
  const cameras = (found: Map<string, Family>) =>
    new Set(found.get('zoetrope_frames_sent_total')?.samples.map(({ labels }) => labels['camera']))
  expect([cameras(first), cameras(second)]).toEqual([new Set(['one']), new Set(['two'])])
  expect(sampled(second, 'process_resident_memory_bytes')).toBeGreaterThan(1e6)
})

describe('the strict reader refuses', () => {
  const head = '# HELP a A.\n# TYPE a counter\n'
  test.each([
    ['no end of line', `${head}a 1`],
    ['no help', '# TYPE a counter\na 1\n'],
    ['another metric in between', `${head}b 1\n`],
    ['a metric twice', `${head}a 1\n${head}`],
    ['a series twice', `${head}a{b="c"} 1\na{b="c"} 2\n`],
    ['a label that is not closed', `${head}a{b="c} 1\n`],
    ['a quote that is not escaped', `${head}a{b="c"d"} 1\n`],
    ['what is no number', `${head}a one\n`],
    ['a counter below zero', `${head}a -1\n`],
    [
      'buckets that fall',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    ],
    [
      'a histogram without its last bucket',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
    ],
  ])('%s', (_, text) => {
    expect(() => families(text)).toThrow()
  })
})
