import { expect, onTestFinished, test } from 'vitest'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { makerOf } from '../../src/cli/making.ts'
import { pushOf } from '../../src/cli/push-settings.ts'
import { settingsOf } from '../../src/cli/settings.ts'
import { silent } from '../../src/http/log.ts'
import { becomes } from '../http/publishers.ts'

test('unless it is said otherwise nobody else may publish, and nobody makes cameras', () => {
  expect(pushOf({})).toEqual({
    ...{ allow: [], create: false },
    ...{ maxCameras: undefined, names: undefined, keep: undefined },
  })
})

test('the command line wins over the file, whose seconds are milliseconds here', () => {
  const file = { allow: ['10.0.0.7'], create: false, maxCameras: 3, names: 'p\\d|q', keep: 90 }
  const settings = pushOf({ allowPush: ['network'], pushCreate: true }, file)
  expect(settings).toMatchObject({ allow: ['network'], create: true, maxCameras: 3, keep: 90_000 })
  // The whole name counts.
  expect(['p1', 'q', 'p12', 'qq'].map((name) => settings.names?.test(name))).toEqual([
    ...[true, true, false, false],
  ])
})

test('where publishers make cameras the test pattern is not shown', () => {
  expect(settingsOf([], { pushCreate: true })).toMatchObject({ cameras: [], demonstration: false })
  expect(settingsOf([], {}).demonstration).toBe(true)
})

test.each([
  ['allow: network', 'server.push.allow: expected a list'],
  ['create: yes please', 'server.push.create: expected true or false'],
  ['maxCameras: 0', 'server.push.maxCameras: expected a number of cameras from 1 to 1000'],
  ['names: "("', 'server.push.names: expected a regular expression'],
  ['keep: 0', 'server.push.keep: expected seconds from 1'],
  ['make: true', 'server.push.make'],
])('a file that says %s is told what is expected', (line, words) => {
  expect(() => parseConfiguration(`server:\n  push:\n    ${line}\n`, 'site.yaml')).toThrow(words)
})

test('a camera that a publisher makes is like those that say nothing of themselves', async () => {
  const file = { configuration: { defaults: { ring: { capacity: 3 } } }, folder: '.' }
  const make = await makerOf(
    settingsOf([], { pushCreate: true, placeholder: 'none' }, file),
    silent,
  )
  const camera = make?.('kim')
  onTestFinished(() => camera?.close())
  expect(camera?.name).toBe('kim')
  expect(camera?.broadcast.capacity).toBe(3)
  expect(camera?.source.label).toBe('push:')
  expect(() => make?.('live')).toThrow(RangeError)
  expect(() => make?.('Kim')).toThrow('a name is a-z')
})

test('who is always on is always on where publishers make cameras, too', async () => {
  const make = await makerOf(settingsOf([], { pushCreate: true, always: true }), silent)
  const camera = make?.('kim')
  onTestFinished(() => camera?.close())
  if (camera) await becomes(camera, 'lost')
})

test('nobody makes cameras where that is not said', async () => {
  expect(await makerOf(settingsOf([], {}), silent)).toBeUndefined()
})
