import { expect, test } from 'vitest'
import { compatOf } from '../../src/cli/compat-settings.ts'
import { configurationJsonSchema } from '../../src/cli/configuration.ts'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { compat } from '../../src/cli/option-values.ts'
import { familyNames } from '../../src/compat/family-name.ts'
import { app } from '../http/makers.ts'

function refusal(text: string): string {
  try {
    parseConfiguration(text, 'site.yaml')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'nothing is wrong'
}

test('whoever says nothing imitates every server that can be imitated at the root', () => {
  expect(compatOf({})).toEqual(familyNames)
})

test('in the file one is switched off by name, and the others stay on', () => {
  const text = 'server: { compat: { go2rtc: false, mjpg-streamer: true } }'
  const { server } = parseConfiguration(text, 'site.yaml')
  expect(compatOf({}, server?.compat)).toEqual(['mjpg-streamer', 'ustreamer', 'picamera', 'openmv'])
})

test('the option names those that are on, whatever the file says', () => {
  expect(compatOf({ compat: ['go2rtc'] }, { go2rtc: false })).toEqual(['go2rtc'])
  expect(compatOf({ compat: [] }, { go2rtc: true })).toEqual([])
})

test('--compat takes names, all, or none, and may be repeated', () => {
  expect(compat('ustreamer, go2rtc')).toEqual(['ustreamer', 'go2rtc'])
  expect(compat('openmv', compat('ustreamer,openmv'))).toEqual(['ustreamer', 'openmv'])
  expect(compat('all')).toEqual(familyNames)
  expect(compat('none')).toEqual([])
})

test('a name that is none is answered with the nearest one', () => {
  expect(() => compat('ustreamr')).toThrow('Did you mean ustreamer?')
  expect(() => compat('')).toThrow('Expected one of all, none, mjpg-streamer')
  expect(refusal('server: { compat: { motionjpeg: true, mjpgstreamer: false } }')).toMatch(
    /compat\.motionjpeg is not a known key; the keys here are mjpg-streamer, .*\n.*compat\.mjpgstreamer is not a known key; did you mean mjpg-streamer\?/,
  )
})

test('anything but yes or no is refused in the file', () => {
  expect(refusal('server: { compat: { ustreamer: 8081 } }')).toContain(
    'server.compat.ustreamer: expected true or false, got 8081',
  )
})

test('a program that names one that is none is told so', () => {
  // @ts-expect-error What JavaScript may say.
  expect(() => app({ compat: ['mjpg'] })).toThrow('Expected compat to be some of mjpg-streamer')
})

test('the JSON Schema knows every name', () => {
  const schema = JSON.stringify(configurationJsonSchema())
  for (const name of familyNames) expect(schema).toContain(`"${name}":{"description":"Answers /`)
})
