import { describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { examine, listDevices } from '../../src/node/devices.ts'

describe('listDevices', () => {
  it('gives a list, empty where there is no camera', async () => {
    for (const { path, formats } of await listDevices()) {
      expect(path).toMatch(/^\/dev\/video\d+$/)
      expect(formats).toBeInstanceOf(Array)
    }
  })
})

describe.skipIf(!needs('ffmpeg', 'v4l2-ctl'))('examine', () => {
  it('says that a device does not exist, which ones there are, and how to see more', async () => {
    await expect(examine('/dev/video99')).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(
        /^\/dev\/video99 does not exist; (?:cameras here: .*|there are no cameras here); run zoetrope devices$/,
      ),
    })
  })

  it('says that a file is no camera', async () => {
    await expect(examine('/dev/null')).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  })

  it('asks ffmpeg where v4l-utils is not installed', async () => {
    // It has nothing to say about this one either, but is asked.
    expect(await examine('/dev/null', { v4l2ctl: '/nowhere/v4l2-ctl' })).toEqual({
      identity: undefined,
      formats: [],
    })
    const neither = { v4l2ctl: '/nowhere/v4l2-ctl', ffmpeg: '/nowhere/ffmpeg' }
    await expect(examine('/dev/null', neither)).rejects.toThrow('/nowhere/ffmpeg is not installed')
  })
})
