import { describe, expect, test } from 'vitest'
import { openCameras } from '../../src/cli/opening.ts'
import type { CameraSettings } from '../../src/cli/settings.ts'

const camera = (name: string, source: string, configured = false): CameraSettings => ({
  name,
  source,
  configured,
  linger: undefined,
  always: undefined,
  ring: undefined,
  placeholder: 'none',
  placeholderSnapshots: undefined,
  gate: {},
})

describe('opening cameras', () => {
  test('gives each its source', async () => {
    const [opened] = await openCameras([camera('a', 'pattern:?fps=5')])
    expect(opened?.opened.label).toContain('pattern:')
    expect(opened?.awaited).toBeUndefined()
  })

  test('a device that is missing is an error on the command line', async () => {
    await expect(openCameras([camera('a', '/dev/video987')])).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('/dev/video987 does not exist'),
    })
  })

  test('a device that is missing is waited for where a file names it', async () => {
    const [opened] = await openCameras([camera('a', '/dev/video987', true)])
    expect(opened?.awaited).toContain('/dev/video987 does not exist')
    expect(opened?.opened.label).toBe('/dev/video987')
    // So that it is opened the moment it is there.
    expect(opened?.opened.onReturn).toBeInstanceOf(Function)
  })

  test('what is wished for from a missing device is checked all the same', async () => {
    await expect(openCameras([camera('a', '/dev/video987?size=big', true)])).rejects.toThrow(
      /^a: Expected a size such as 1280x720, got "big"/,
    )
  })

  test('any other thing that is missing is an error there too, with the name of the camera', async () => {
    await expect(openCameras([camera('door', 'nothing.mp4', true)])).rejects.toThrow(
      /^door: There is no file or directory nothing.mp4; zoetrope help serve lists/,
    )
  })

  test('all errors are told at once; a wrong source among them makes it a usage error', async () => {
    const wrong = [camera('a', 'nothing.mp4'), camera('b', 'pattern:'), camera('c', 'foo:bar')]
    await expect(openCameras(wrong)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^2 cameras cannot be opened\n {2}There is no.*\n {2}"foo:"/),
    })
  })

  test.each([
    ['Front=/dev/video0', 'Names are lower case: front=/dev/video0'],
    ['sevre', 'Did you mean the command zoetrope serve?'],
  ])('%s gets a hint', async (source, hint) => {
    await expect(openCameras([camera('a', source)])).rejects.toThrow(hint)
  })
})
