import { expect, test } from 'vitest'
import { Camera, Cameras } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { EventReaders } from '../../src/events/event-readers.ts'
import { Journal } from '../../src/events/journal.ts'
import { silent } from '../../src/http/log.ts'
import { Viewers } from '../../src/http/viewers.ts'
import { exposition } from '../../src/metrics/exposition.ts'
import { families, sampled } from './families.ts'

function made(...names: string[]) {
  const cameras = new Cameras(names.map((name) => new Camera(name, { async *open() {} })))
  const viewers = new Viewers(silent)
  const journal = new Journal()
  const readers = new EventReaders(journal)
  const { text } = exposition({ cameras, viewers, readers, version: '1.2.3' })
  return { cameras, viewers, journal, readers, scrape: async () => families(await text()) }
}

test('ages fall into buckets, of seconds, by camera', async () => {
  const { cameras, viewers, scrape } = made('desk', 'attic')
  const [desk, attic] = Array.from(cameras, (camera) => viewers.admit(camera, { address: 'a' }))
  for (const age of [1, 40, 120, 130, 4000, 60_000]) desk?.onAge?.(age)
  attic?.onAge?.(7)
  const found = await scrape()
  const bucket = (camera: string, le: string) =>
    sampled(found, 'zoetrope_frame_age_seconds_bucket', { camera, le })
  expect(
    ['0.005', '0.05', '0.1', '0.15', '5', '10', '+Inf'].map((le) => bucket('desk', le)),
  ).toEqual([1, 2, 2, 4, 5, 5, 6])
  expect(sampled(found, 'zoetrope_frame_age_seconds_sum', { camera: 'desk' })).toBeCloseTo(64.291)
  expect(bucket('attic', '0.01')).toBe(1)
})

test('the version is told', async () => {
  expect(sampled(await made().scrape(), 'zoetrope_build_info', { version: '1.2.3' })).toBe(1)
})

test('a camera that is taken away takes its series along', async () => {
  const { cameras, viewers, scrape } = made('desk', 'attic')
  const desks = { camera: 'desk' }
  for (const camera of cameras) viewers.admit(camera, { address: 'a' }).onAge?.(7)
  const before = await scrape()
  expect(sampled(before, 'zoetrope_frames_sent_total', desks)).toBe(0)
  expect(sampled(before, 'zoetrope_frame_age_seconds_count', desks)).toBe(1)
  cameras.remove('desk')
  const found = await scrape()
  const series = Array.from(found.values(), ({ samples }) => samples).flat()
  expect(series.filter(({ labels }) => labels['camera'] === 'desk')).toEqual([])
  expect(sampled(found, 'zoetrope_frames_sent_total', { camera: 'attic' })).toBe(0)
  expect(sampled(found, 'zoetrope_frame_age_seconds_count', { camera: 'attic' })).toBe(1)
})

test('events and those who follow them are counted', async () => {
  const { journal, readers, scrape } = made()
  const reader = readers.open({ wants: () => true })
  for (const camera of ['a', 'b']) journal.add({ type: 'watched', camera })
  const found = await scrape()
  reader?.close()
  expect(sampled(found, 'zoetrope_events_total', {})).toBe(2)
  expect(sampled(found, 'zoetrope_event_readers', {})).toBe(1)
  expect(sampled(found, 'zoetrope_event_readers_stalled_total', {})).toBe(0)
})

test('what the gate did to frames is told by cause', async () => {
  const { cameras, scrape } = made('desk')
  const broadcast = cameras.get('desk')?.broadcast
  const jpeg = tinyJpeg()
  broadcast?.publish(jpeg.slice(0, -2))
  broadcast?.publish(jpeg)
  expect(() => broadcast?.publish(jpeg.slice(1))).toThrow('no-soi')
  const found = await scrape()
  const count = (name: string, cause?: string) =>
    sampled(found, `zoetrope_frames_${name}_total`, { camera: 'desk', ...(cause && { cause }) })
  expect([count('repaired', 'eoi'), count('repaired', 'huffman')]).toEqual([1, 0])
  expect(count('rejected', 'no-soi')).toBe(1)
  expect(count('duplicate')).toBe(1)
})

test('what is about the process is told once, however many servers ask', async () => {
  const all = await Promise.all([made('a').scrape(), made('b').scrape()])
  for (const found of all) {
    expect(found.get('process_cpu_seconds_total')?.samples).toHaveLength(1)
    expect(found.get('nodejs_version_info')?.samples).toHaveLength(1)
  }
})
