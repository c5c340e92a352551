import { expect, test } from 'vitest'
import {
  askedReplay,
  askedSnapshot,
  askedStream,
  type StreamLimits,
} from '../../src/handler/asked.ts'
import { Query } from '../../src/handler/query.ts'

const of = (search: string): Query => new Query(new URL(`http://x/?${search}`))

test.each<[string, StreamLimits, StreamLimits]>([
  ['', { fps: 5, every: 2, maxAge: 100 }, { fps: 5, every: 2, maxAge: 100 }],
  [
    'fps=9&every=1&max_age=900',
    { fps: 5, every: 2, maxAge: 100 },
    { fps: 5, every: 2, maxAge: 100 },
  ],
  ['fps=2&every=3&max_age=50', { fps: 5, every: 2, maxAge: 100 }, { fps: 2, every: 3, maxAge: 50 }],
  ['fps=2&every=3&max_age=50', {}, { fps: 2, every: 3, maxAge: 50 }],
  ['', {}, { fps: undefined, every: undefined, maxAge: undefined }],
])('who asks for "%s" gets at most %o', (search, limits, got) => {
  expect(askedStream(of(search), limits)).toMatchObject(got)
})

test('placeholders are as the options say, unless the viewer says something', () => {
  const without = { placeholders: false }
  expect(askedStream(of(''), without).placeholders).toBe(false)
  expect(askedStream(of('placeholder=1'), without).placeholders).toBe(true)
  expect(askedStream(of('placeholder=0')).placeholders).toBe(false)
})

test('a snapshot is asked for in seconds and milliseconds', () => {
  const wish = { since: 1.5, maxAge: 20, after: -1, wait: 3, placeholder: true }
  const query = of('since=1.5&max_age=20&after=-1&wait=3&placeholder=yes')
  expect(askedSnapshot(query)).toEqual({ ...wish, since: 1500 })
})

test('a replay is asked for by index, speed and epoch', () => {
  const query = of('from=3&speed=0.5&epoch=22fe9b8a')
  expect(askedReplay(query)).toEqual({ from: 3, speed: 0.5, epoch: '22fe9b8a' })
})
