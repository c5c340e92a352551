import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { addresses, integration, names, shown } from './setups.ts'

/** What Moonraker's documentation has for a webcam, and how its values are written. */
const DOCUMENTED: Readonly<Record<string, RegExp>> = {
  location: /^\w+$/,
  icon: /^mdi\w+$/,
  enabled: /^(True|False)$/,
  service: /^(mjpegstreamer|mjpegstreamer-adaptive)$/,
  target_fps: /^[1-9]\d*$/,
  target_fps_idle: /^[1-9]\d*$/,
  stream_url: /^(https?:\/)?\/\S+$/,
  snapshot_url: /^(https?:\/)?\/\S+$/,
  flip_horizontal: /^(True|False)$/,
  flip_vertical: /^(True|False)$/,
  rotation: /^(0|90|180|270)$/,
  aspect_ratio: /^\d+:\d+$/,
}

/** Reads files as Moonraker does: its comments are cut off first, then Python reads the rest. */
const READER = `
import configparser, json, re, sys
found = []
for text in json.load(sys.stdin):
    lines = [l for l in text.splitlines() if l.strip() and l.lstrip()[0] not in "#;"]
    config = configparser.ConfigParser(interpolation=None)
    config.read_string("\\n".join(re.sub(" +[#;].*", "", line) for line in lines))
    found.append({name: dict(config.items(name)) for name in config.sections()})
print(json.dumps(found))
`

type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>

function read(texts: readonly string[]): Sections[] {
  const { stdout, stderr } = spawnSync('python3', ['-c', READER], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(`Expected sections, got ${stderr}`)
  return JSON.parse(stdout)
}

describe.skipIf(!needs('python3'))('moonraker.conf', () => {
  test.each(['moonraker', 'mainsail', 'fluidd'])(
    'for %s it has only settings that are documented, as they are written there',
    (program) => {
      const size = { width: 1280, height: 720 }
      const cameras = [shown('front', { fps: 24.9, size }), shown('back')]
      const [sections = {}] = read([integration(program, { cameras }).text])
      expect(Object.keys(sections)).toEqual(['webcam front', 'webcam back'])
      for (const settings of Object.values(sections)) {
        for (const [key, value] of Object.entries(settings)) {
          expect(value, key).toMatch(DOCUMENTED[key] ?? /^a setting that is not documented$/)
        }
      }
      expect(sections['webcam front']).toMatchObject({
        target_fps: '25',
        aspect_ratio: '16:9',
        stream_url: 'http://192.168.1.7:8080/cameras/front/stream',
        snapshot_url: 'http://192.168.1.7:8080/cameras/front/snapshot.jpg',
      })
    },
  )

  test('the interfaces that poll by themselves are told to, others get the stream', () => {
    const texts = ['mainsail', 'fluidd', 'moonraker'].map((program) => integration(program).text)
    const services = read(texts).map((sections) => sections['webcam front']?.['service'])
    expect(services).toEqual(['mjpegstreamer-adaptive', 'mjpegstreamer-adaptive', 'mjpegstreamer'])
  })

  test('a path below the page that shows the pictures stays a path', () => {
    const [sections] = read([integration('mainsail', { address: '/webcam/', isSaid: true }).text])
    expect(sections?.['webcam front']?.['stream_url']).toBe('/webcam/cameras/front/stream')
  })

  test('any name and any address arrive as they are', () => {
    const some = fc.sample(fc.tuple(names, addresses), 300)
    const texts = some.map(
      ([name, address]) => integration('mainsail', { cameras: [shown(name)], address }).text,
    )
    const expected = some.map(([name, address]) => ({
      [`webcam ${name}`]: expect.objectContaining({
        stream_url: `${address}cameras/${name}/stream`,
        snapshot_url: `${address}cameras/${name}/snapshot.jpg`,
      }),
    }))
    expect(read(texts)).toEqual(expected)
  })
})

test('frames that turn themselves are not turned again, and it says so', () => {
  const { text } = integration('mainsail', { cameras: [shown('front', { rotate: 180 })] })
  expect(text).toContain('rotation: 0\n')
  expect(text).toMatch(/^# Turned already: front by 180 degrees/m)
})

test('an address that only this machine reaches is said to be one', () => {
  const local = integration('mainsail', { address: 'http://127.0.0.1:8080/' })
  expect(local.text).toMatch(/^# Only this machine reaches 127\.0\.0\.1:8080/)
  expect(local.text).toContain('--url')
  expect(integration('mainsail').text).toMatch(/^\[webcam front\]\n/)
})

test('behind the interface’s own nginx it tells the name that the server is asked by', () => {
  const steps = (address: string): string => integration('mainsail', { address }).steps.join('\n')
  expect(steps('/webcam/')).toContain('--allow-host mjpgstreamer1')
  expect(steps('http://10.0.0.5/')).not.toContain('--allow-host')
  expect(steps('http://10.0.0.5/')).toContain('--allow-origin')
})
