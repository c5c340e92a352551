import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Webcam } from '../../../zoetrope/test/node/webcam.ts'
import { type Outcome, run } from './commands.ts'

/** Any character device will do: it is the webcam's program that tells of controls. */
const DEVICE = '/dev/null'

/** Runs `zoetrope controls` where v4l2-ctl is the webcam's. */
async function controls(webcam: Webcam, ...words: string[]): Promise<Outcome> {
  const env = { ...process.env, PATH: `${dirname(webcam.v4l2ctl)}:${process.env['PATH']}` }
  return run(['controls', DEVICE, ...words], { env })
}

describe('zoetrope controls', () => {
  test('lists what a camera can be set to', async () => {
    const { code, out, err } = await controls(new Webcam())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = `${out}`.split('\n')
    expect(lines).toContain('User Controls')
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}brightness +128 {2}0\.\.255$/))
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}auto_exposure +Aperture Priority Mode {2}1 /),
    )
    expect(`${out}`).toMatch(
      /exposure_time_absolute +250 {2}3\.\.2047,\s+governed by another control/,
    )
  })

  test('as JSON they are as the library has them', async () => {
    const { out } = await controls(new Webcam(), '--json')
    expect(JSON.parse(`${out}`)[0]).toMatchObject({ name: 'brightness', min: 0, max: 255 })
  })

  test('sets some, in words, and tells what has changed', async () => {
    const webcam = new Webcam()
    const wishes = ['exposure_time_absolute=100', 'auto_exposure=manual mode', 'reset=on']
    const { code, out } = await controls(webcam, ...wishes)
    expect(code).toBe(0)
    expect(`${out}`).toBe(
      'auto_exposure: Aperture Priority Mode -> Manual Mode\nexposure_time_absolute: 250 -> 100\n',
    )
    expect(webcam.sets).toEqual(['auto_exposure=1', 'exposure_time_absolute=100', 'reset=1'])
  })

  test.each([
    ['brightness=256', 'Expected brightness to be a whole number from 0 to 255, got 256'],
    ['brightness=bright', 'to be a whole number from 0 to 255, got "bright"'],
    ['brightnes=1', 'Expected brightnes to be a control of this camera (brightness, reset'],
    ['brightness', '"brightness" sets nothing; write NAME=VALUE, such as brightness=140'],
  ])('%s is a usage error that says what would be right', async (wish, words) => {
    const webcam = new Webcam()
    const { code, err } = await controls(webcam, wish)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(webcam.sets).toEqual([])
  })

  test('a device that refuses is another error', async () => {
    const { code, err } = await controls(new Webcam(), 'stubborn=1')
    expect({ code, err }).toEqual({
      code: 1,
      err: `zoetrope: ${DEVICE} refused: stubborn: Input/output error\n`,
    })
  })

  test('a source without controls says so', async () => {
    const { code, err } = await run(['controls', 'pattern:'])
    expect(code).toBe(2)
    expect(err).toContain('pattern: has no controls')
  })
})
