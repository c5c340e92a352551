import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostNames, hostOf, nameOn, namesake, offersOf } from '../../src/discovery/offer.ts'

const place = { port: 8080, basePath: '/', isTls: false, cameras: ['front'] }

test('without a name it is called after its machine, not after its domain', () => {
  expect(nameOn('lab.example.org')).toBe('Zoetrope on lab')
  expect(nameOn('')).toBe('Zoetrope on this machine')
})

test.each([
  ['Workshop', 'workshop.local'],
  ['Zoetrope on lab', 'zoetrope-on-lab.local'],
  ['Café  Küche', 'cafe-kuche.local'],
  ['v2.0_beta', 'v2-0-beta.local'],
  ["Grandma's 3D printer!", 'grandmas-3d-printer.local'],
  ['--x--', 'x.local'],
  ['工房', 'zoetrope.local'],
  ['工房 2', 'zoetrope-2.local'],
])('a server that is called %s has the host name %s', (name, host) => {
  expect(hostOf(name)).toBe(host)
})

test('a host name is a label that fits, and can stand in a URL', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
      const host = hostOf(name)
      expect(host).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.local$/)
      expect(new URL(`http://${host}/`).hostname).toBe(host)
    }),
  )
})

test('namesakes are numbered, and differ however long the name is', () => {
  const name = 'a'.repeat(80)
  expect(namesake('Workshop', 1)).toBe('Workshop')
  expect(namesake('Workshop', 2)).toBe('Workshop 2')
  expect(namesake('Workshop', 10)).toBeUndefined()
  expect(new Set(hostNames(name)).size).toBe(9)
  expect(hostNames('Workshop').slice(0, 2)).toEqual(['workshop.local', 'workshop-2.local'])
})

test('the page comes first, then each camera with its paths', () => {
  const offers = offersOf('Workshop', { ...place, cameras: ['front', 'back'] })
  expect(offers.map(({ kind, label }) => [kind, label])).toEqual([
    ['http', 'Workshop'],
    ['mjpeg', 'front (Workshop)'],
    ['mjpeg', 'back (Workshop)'],
  ])
  expect(offers[2]).toMatchObject({ port: 8080, txt: { path: '/cameras/back/stream' } })
})

test('a page by HTTPS is another kind of service, and its streams say so', () => {
  const [page, stream] = offersOf('Workshop', { ...place, isTls: true })
  expect([page?.kind, stream?.kind, stream?.txt['scheme']]).toEqual(['https', 'mjpeg', 'https'])
})

test.each(['/webcam', '/webcam/', '/webcam//'])('paths begin with the base path %s', (basePath) => {
  const [page, stream] = offersOf('Workshop', { ...place, basePath })
  expect(page?.txt).toEqual({ path: '/webcam/' })
  expect(stream?.txt).toMatchObject({
    path: '/webcam/cameras/front/stream',
    snapshot: '/webcam/cameras/front/snapshot.jpg',
  })
})

test('a label is at most 63 bytes without a dot, and its camera stays whole', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }),
      fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,60}$/),
      (name, camera) => {
        const offers = offersOf(name, { ...place, cameras: [camera] })
        for (const { label } of offers) {
          expect(Buffer.byteLength(label)).toBeLessThanOrEqual(63)
          expect(label).not.toContain('.')
        }
        expect(offers[1]?.label).toContain(camera)
      },
    ),
  )
})
