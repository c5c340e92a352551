import { expect, test } from 'vitest'
import { fitted } from '../../web/publish-encoder.ts'
import { readPushCameras } from '../../web/publish-form.ts'
import { constraintsFor, readSettings, usual } from '../../web/publish-settings.ts'
import { troubleBefore, troubleOf } from '../../web/publish-trouble.ts'

test.each([null, undefined, 7, 'x', {}, { size: 99, rate: '15', quality: Number.NaN, device: 3 }])(
  'settings that were kept as %j are the usual ones',
  (kept) => {
    expect(readSettings(kept)).toEqual(usual)
  },
)

test('settings that are choices are kept', () => {
  const chosen = { device: 'a1', size: 640, rate: 30, quality: 0.85 }
  expect(readSettings({ ...chosen, more: 1 })).toEqual(chosen)
})

test('a side of the device is wished for, a camera of its own demanded; sound never', () => {
  expect(constraintsFor(usual)).toMatchObject({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 960 } },
  })
  const { video } = constraintsFor({ ...usual, device: 'abc' })
  expect(video).toMatchObject({ deviceId: { exact: 'abc' } })
  expect(video).not.toHaveProperty('facingMode')
})

test.each([
  [{ width: 1920, height: 1080 }, 640, { width: 640, height: 360 }],
  [{ width: 1080, height: 1920 }, 640, { width: 360, height: 640 }],
  [{ width: 640, height: 480 }, 1280, { width: 640, height: 480 }],
  [{ width: 641, height: 481 }, 1280, { width: 642, height: 482 }],
  [{ width: 1999, height: 3 }, 320, { width: 320, height: 2 }],
])('%j in %i is %j', (size, longest, expected) => {
  expect(fitted(size, longest)).toEqual(expected)
})

test.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'absent'],
  ['OverconstrainedError', 'absent'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['TypeError', 'unsupported'],
  ['SomethingNewError', 'unknown'],
])('%s means %s', (name, trouble) => {
  expect(troubleOf(Object.assign(new Error('no'), { name }))).toBe(trouble)
})

test('that the page is not secure is said before that it has no cameras', () => {
  expect(troubleBefore({ isSecure: false, hasCameras: false })).toBe('insecure')
  expect(troubleBefore({ isSecure: true, hasCameras: false })).toBe('unsupported')
  expect(troubleBefore({ isSecure: true, hasCameras: true })).toBeUndefined()
})

test('of the server’s cameras those are offered that wait for pictures', () => {
  const cameras = [
    { name: 'front', source: '/dev/video0' },
    { name: 'phone', source: 'push:' },
    { name: 'tablet', source: 'push:?timeout=5' },
    { name: 7, source: 'push:' },
    { name: 'odd', source: null },
    null,
  ]
  expect(readPushCameras({ cameras })).toEqual(['phone', 'tablet'])
  for (const other of [undefined, null, [], { cameras: 'none' }, 'x']) {
    expect(readPushCameras(other)).toEqual([])
  }
})
