import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settingsFromUri, settingsOf, uriOf } from '../../../src/sources/pattern/settings.ts'

const options = fc.record({
  width: fc.integer({ min: 64, max: 3840 }),
  height: fc.integer({ min: 64, max: 2160 }),
  fps: fc.oneof(fc.integer({ min: 1, max: 240 }), fc.constantFrom(0.1, 29.97, 59.94)),
  bytes: fc.option(fc.integer({ min: 1, max: 16 * 1024 * 1024 }), { nil: undefined }),
})

test('settings and their URI say the same', () => {
  fc.assert(
    fc.property(options, (wanted) => {
      const settings = settingsOf(wanted)
      expect(settingsFromUri(uriOf(settings))).toEqual(settings)
    }),
  )
})

test.each(['pattern:', 'pattern:?', 'PATTERN:'])('%s alone is 640x480 at 30 fps', (uri) => {
  expect(settingsFromUri(uri)).toEqual({ width: 640, height: 480, fps: 30 })
})

test('every parameter is read', () => {
  expect(settingsFromUri('pattern:?size=1280x720&fps=12.5&bytes=47000')).toEqual({
    width: 1280,
    height: 720,
    fps: 12.5,
    bytes: 47_000,
  })
})

describe('refused, in one line that says what was expected, is', () => {
  test.each([
    ['pattern', 'Expected pattern: or pattern:?..., got "pattern"'],
    ['pattern:640x480', 'Expected pattern: or pattern:?..., got "pattern:640x480"'],
    ['pattern:?sise=640x480', 'Unknown parameter "sise": pattern: takes size, fps and bytes'],
    ['pattern:?size=640', 'Expected size to be WIDTHxHEIGHT in pixels, got "640"'],
    ['pattern:?size=', 'Expected size to be WIDTHxHEIGHT in pixels, got ""'],
    ['pattern:?size=-640x480', 'Expected size to be WIDTHxHEIGHT in pixels, got "-640x480"'],
    ['pattern:?size=63x480', 'Expected a size of 64x64 to 3840x2160 pixels, got 63x480'],
    ['pattern:?size=640x2161', 'Expected a size of 64x64 to 3840x2160 pixels, got 640x2161'],
    ['pattern:?size=64x64&size=65x65', 'Expected size once, got it twice'],
    ['pattern:?fps=0', 'Expected fps to be 0.1 to 240 frames per second, got 0'],
    ['pattern:?fps=241', 'Expected fps to be 0.1 to 240 frames per second, got 241'],
    ['pattern:?fps=fast', 'Expected fps to be a number, got "fast"'],
    ['pattern:?fps=1e2', 'Expected fps to be a number, got "1e2"'],
    ['pattern:?bytes=0', 'Expected bytes to be a whole number from 1 to 16777216, got 0'],
    ['pattern:?bytes=1.5', 'Expected bytes to be a whole number from 1 to 16777216, got 1.5'],
    [
      'pattern:?bytes=99999999',
      'Expected bytes to be a whole number from 1 to 16777216, got 99999999',
    ],
    ['pattern:?bytes=', 'Expected bytes to be a number, got ""'],
    ['pattern:?size=\n', 'Expected size to be WIDTHxHEIGHT in pixels, got "\\n"'],
  ])('%j', (uri, message) => {
    expect(() => settingsFromUri(uri)).toThrow(
      expect.objectContaining({
        code: 'INVALID_SOURCE',
        message: `${message} (such as pattern:?size=1280x720&fps=30&bytes=47000)`,
      }),
    )
  })

  test.each([{ fps: Number.NaN }, { width: 640.5 }, { bytes: Infinity }, { height: -1 }])(
    'the option %j',
    (wanted) => {
      expect(() => settingsOf(wanted)).toThrow(expect.objectContaining({ code: 'INVALID_SOURCE' }))
    },
  )
})
