import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentsBelow, segmentsOf, upwards } from '../../src/handler/path.ts'

const segment = fc
  .string({ minLength: 1, unit: 'grapheme' })
  .filter((text) => text !== '.' && text !== '..')

test.each([
  ['', []],
  ['/', []],
  ['/a/b', ['a', 'b']],
  ['//a///b/', ['a', 'b']],
  ['/a%20b/%C3%B6', ['a b', 'ö']],
  ['/a%2Fb', ['a/b']],
])('"%s" has the segments %o', (path, segments) => {
  expect(segmentsOf(path)).toEqual(segments)
})

test('what cannot be decoded has none', () => {
  expect(segmentsOf('/a/%')).toBeUndefined()
  expect(segmentsBelow([], '/%ff')).toBeUndefined()
})

test('a path is found below any base, however its slashes are written', () => {
  const slashes = fc.integer({ min: 1, max: 3 }).map((count) => '/'.repeat(count))
  fc.assert(
    fc.property(fc.array(segment), fc.array(segment), slashes, (base, rest, slash) => {
      const path = [...base, ...rest].map((each) => slash + encodeURIComponent(each)).join('')
      expect(segmentsBelow(base, path)).toEqual(rest)
      expect(segmentsBelow(base, `${path}${slash}`)).toEqual(rest)
    }),
  )
})

test('what does not begin with the base lies outside', () => {
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1 }), fc.webPath(), (base, path) => {
      const segments = segmentsOf(path)
      const isInside = segments && base.every((each, at) => segments[at] === each)
      fc.pre(!isInside)
      expect(segmentsBelow(base, path)).toBeUndefined()
    }),
  )
})

test.each(['http://x/live/viewer', 'http://x/live/viewer/', 'http://x/viewer'])(
  'relative to %s, the way up leads beside it',
  (here) => {
    const url = new URL(here)
    const { pathname } = new URL(`${upwards(url)}stream`, url)
    expect(pathname).toBe(url.pathname.replace(/viewer\/?$/, 'stream'))
  },
)
