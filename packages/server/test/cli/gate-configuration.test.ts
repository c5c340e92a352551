import { expect, test } from 'vitest'
import { Gate } from 'zoetrope'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { settingsOf } from '../../src/cli/settings.ts'

const cameras = (text: string) =>
  settingsOf([], {}, { configuration: parseConfiguration(text, 'site.yaml', {}), folder: '.' })
    .cameras

test('a camera says what its gate does, and what it does not say the defaults do', () => {
  const [front, back] = cameras(`
defaults: { strip: [exif, comments], dropDuplicates: true }
cameras:
  front: { source: "pattern:", rotate: 270, repair: false, countBlocks: always }
  back: { source: "pattern:", strip: [] }
`)
  expect(front?.gate).toEqual({
    rotate: 270,
    repair: false,
    countBlocks: 'always',
    strip: ['exif', 'comments'],
    dropDuplicates: true,
  })
  expect(back?.gate).toMatchObject({ strip: [], dropDuplicates: true })
})

test('a camera that says nothing has the gate as it is', () => {
  const [first] = cameras('cameras: { front: "pattern:" }')
  expect(new Set(Object.values(first?.gate ?? { some: 1 }))).toEqual(new Set([undefined]))
  expect(() => new Gate(first?.gate)).not.toThrow()
})

test.each([
  ['rotate: 45', 'rotate: expected one of 0, 90, 180, 270, got 45'],
  ['rotate: "90"', 'rotate: expected one of 0, 90, 180, 270, got "90"'],
  ['strip: exif', 'strip: expected a list of exif, xmp, icc, comments, all, got exif'],
  ['strip: [gps]', 'strip[0]: expected one of exif, xmp, icc, comments, all, got gps'],
  ['repair: often', 'repair: expected true or false, got often'],
  ['countBlocks: 3', 'countBlocks: expected one of short, always, never, got 3'],
])('%s is refused in words', (line, words) => {
  const text = `cameras:\n  front:\n    source: "pattern:"\n    ${line}\n`
  expect(() => cameras(text)).toThrow(words)
})
