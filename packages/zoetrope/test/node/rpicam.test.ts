import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { openSource } from '../../src/node/open.ts'
import { rpicamSource } from '../../src/node/rpicam.ts'
import { allGone, descendants } from './children.ts'
import { folder, next, open, take } from './taking.ts'

const standIn = fileURLToPath(new URL('./rpicam-stand-in.mjs', import.meta.url))

/** Puts a stand-in on the PATH under this name for one test. Returns the file that notes its arguments. */
async function install(name: string, fault = ''): Promise<string> {
  const path = await folder()
  const log = join(path, 'arguments')
  const environment = `STAND_IN_LOG='${log}' STAND_IN_FAULT='${fault}'`
  await writeFile(
    join(path, name),
    `#!/bin/sh\n${environment} exec '${process.execPath}' '${standIn}' "$@"\n`,
  )
  await chmod(join(path, name), 0o755)
  vi.stubEnv('PATH', `${path}${delimiter}${process.env['PATH']}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return log
}

describe.skipIf(!needs('ffmpeg'))('rpicamSource with a stand-in for the program', () => {
  it('gives whole pictures of the size that was asked for', async () => {
    await install('rpicam-vid')
    const source = rpicamSource({ width: 320, height: 240, fps: 50 })
    for (const { jpeg, capturedAt } of await take(source, 5)) {
      expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, width: 320, height: 240 })
      expect(capturedAt).toBeTypeOf('number')
    }
    expect(source.interval).toBe(20)
  })

  it('asks for JPEGs without an end, each of them at once', async () => {
    const log = await install('rpicam-vid')
    await take(await openSource('rpicam:?size=320x240&camera=1'))
    expect(JSON.parse(await readFile(log, 'utf8'))).toEqual([
      ...['--codec=mjpeg', '--output=-', '--timeout=0', '--nopreview', '--flush', '--verbose=0'],
      ...['--width=320', '--height=240', '--framerate=30', '--quality=80', '--camera=1'],
    ])
  })

  it('asks for nothing that the program does not know', async () => {
    await install('rpicam-vid')
    const query = [
      'size=320x240&fps=100&quality=100&camera=0&rotation=180&hflip=1&vflip=1&mode=640:480',
      'roi=0,0,1,1&shutter=10000&gain=2.5&ev=-1&metering=spot&exposure=sport&awb=daylight',
      'awbgains=1.5,1.2&brightness=-0.5&contrast=2&saturation=0&sharpness=15.99&denoise=cdn_off',
      'hdr=sensor&autofocus-mode=manual&autofocus-range=full&autofocus-speed=fast',
      'autofocus-window=0,0,0.5,0.5&lens-position=default&flicker-period=10000us',
      'tuning-file=/a.json&post-process-file=/b.json',
    ].join('&')
    expect(await take(await openSource(`rpicam:?${query}`))).toHaveLength(1)
  })

  it('runs libcamera-vid where only that is there', async () => {
    const log = await install('libcamera-vid')
    await take(rpicamSource({ width: 320, height: 240 }))
    expect(await readFile(log, 'utf8')).toContain('--codec=mjpeg')
  })

  it('prefers rpicam-vid where both are', async () => {
    await install('libcamera-vid')
    const log = await install('rpicam-vid')
    await take(rpicamSource({ width: 320, height: 240 }))
    expect(await readFile(log, 'utf8')).toContain('--codec=mjpeg')
  })

  it('leaves nothing running', async () => {
    await install('rpicam-vid')
    const { frames } = open(rpicamSource({ width: 320, height: 240 }))
    await next(frames)
    const family = descendants()
    expect(family).not.toEqual([])
    await frames.return?.()
    await allGone(family)
  })

  it('says so when video comes instead of pictures', async () => {
    await install('rpicam-vid', 'h264')
    await expect(take(rpicamSource())).rejects.toMatchObject({
      code: 'INVALID_STREAM',
      message: expect.stringMatching(/^rpicam-vid gives H\.264 although it was asked for MJPEG; /),
    })
  })
})

describe('rpicamSource', () => {
  it.each([
    ['absent', 'no cameras available: no camera is found; check its cable'],
    [
      'other',
      'there is no camera of that number; rpicam-hello --list-cameras shows which there are',
    ],
    ['busy', 'it is in use; end the other program, or show its stream instead'],
    ['dead', 'failed to start camera: the sensor does not answer; check its cable'],
    ['memory', 'there is too little memory for such pictures; wish for a smaller size'],
  ])('says what to do about a camera that is %s', async (fault, words) => {
    await install('rpicam-vid', fault)
    await expect(take(rpicamSource())).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining(words),
    })
  })

  it('passes on what it does not know', async () => {
    await install('rpicam-vid', 'odd')
    await expect(take(rpicamSource())).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message:
        'rpicam-vid ended with code 255 without giving a frame: failed to generate video configuration',
    })
  })

  it('ends a program that gives nothing when it is not wanted any more', async () => {
    await install('rpicam-vid', 'silent')
    const { frames, abort } = open(rpicamSource())
    const waiting = frames.next()
    abort()
    expect(await waiting).toEqual({ value: undefined, done: true })
    expect(descendants()).toEqual([])
  })

  it('says which program is missing, and how to get it', async () => {
    await expect(take(rpicamSource())).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(/^rpicam-vid is not installed; .*apt-get install rpicam-apps/),
    })
  })
})
