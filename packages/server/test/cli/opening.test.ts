import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Camera, snapshot } from 'zoetrope'
import { openSource } from 'zoetrope/node'
import { awaitedSource } from '../../src/cli/awaited-source.ts'
import { openCameras } from '../../src/cli/opening.ts'
import type { CameraSettings } from '../../src/cli/settings.ts'

const camera = (name: string, source: string, configured = false): CameraSettings => ({
  name,
  source,
  configured,
  linger: undefined,
  always: undefined,
  ring: undefined,
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

test('an awaited source is opened once it is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'late.jpg')
  const source = awaitedSource(path, () => openSource(path))
  await using late = new Camera('late', source)
  const lost = new Promise<void>((resolve) => {
    late.onChange(({ to }) => to === 'lost' && resolve())
  })
  const frame = snapshot(late, { timeout: 20_000 })
  await lost
  await using pattern = new Camera('pattern', await openSource('pattern:'))
  const picture = await snapshot(pattern, { timeout: 20_000 })
  await writeFile(path, picture?.jpeg ?? '')
  expect((await frame)?.jpeg).toEqual(picture?.jpeg)
})
