/**
 * What the server checks by its schemas, and the library's handlers without any, is the same.
 *
 * @module
 */
import { expect, test } from 'vitest'
import { Cameras, camerasHandler } from 'zoetrope'
import { routesOf } from '../../src/http/routes.ts'
import { app, camera, emptySite, get } from './makers.ts'

const places = [
  ['stream', ['key', 'fps', 'every', 'max_age', 'placeholder', 'type']],
  ['snapshot.jpg', ['max_age', 'after', 'since', 'wait', 'placeholder']],
  ['frames/next', ['after', 'epoch', 'timeout']],
  ['frames/{index}', ['epoch', 'timeout']],
  ['frames/replay', ['from', 'speed', 'epoch']],
] as const

const edges = [-2, -1, 0, 0.0009, 0.001, 0.009, 0.01, 0.5, 1, 100, 101, 240, 240.5, 1e5, 100_001]
const far = [
  30_000, 30_001, 1e6, 1_000_001, 86_400_000, 86_400_001, 253_402_300_799, 253_402_300_800,
]
const words = ['', ' ', 'x', 'true', 'NO', 'maybe', 'octet', 'multipart', '\u001b', '\u202e']
const lengths = [
  'e'.repeat(64),
  'e'.repeat(65),
  '9007199254740991',
  '9007199254740992',
  '1e3',
  '+1',
]
const values = [...[...edges, ...far].map(String), ...words, ...lengths]

test.each(places.flatMap(([path, names]) => names.map((name) => [path, name] as const)))(
  '%s?%s takes and refuses the same in both, in the same words',
  async (path, name) => {
    const cameras = new Cameras([camera()])
    const [server, library] = [app({ cameras }), camerasHandler(cameras)]
    // Whoever has gone already waits for nothing.
    const signal = AbortSignal.abort()
    let refused = 0
    for (const value of values) {
      const at = `/desk/${path.replace('{index}', '7')}?${name}=${encodeURIComponent(value)}`
      const answers = await Promise.all([
        get(server, `/cameras${at}`, { signal }),
        library(new Request(`http://localhost${at}`, { signal })),
      ])
      const [mine, other] = await Promise.all(answers.map(complaint))
      expect([value, other]).toEqual([value, mine])
      if (mine) refused += 1
    }
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThan(values.length)
  },
)

test('every parameter of these routes is among them, but for those of uStreamer', () => {
  const ours = ['advance_headers', 'dual_final_frames', 'extra_headers', 'zero_data']
  const routes = routesOf(emptySite())
  for (const [path, names] of places) {
    const route = routes.find(({ paths }) => paths.includes(`/cameras/{name}/${path}`))
    const known = Object.keys(route?.query.shape ?? {}).filter((name) => !ours.includes(name))
    expect([path, known.sort()]).toEqual([path, [...names].sort()])
  }
})

/** What a 400 says; `undefined` for any other answer. */
async function complaint(response: Response): Promise<unknown> {
  if (response.status === 400) return response.json()
  await response.body?.cancel()
  return undefined
}
