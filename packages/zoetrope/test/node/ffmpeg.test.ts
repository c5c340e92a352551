import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { ffmpegSource } from '../../src/node/ffmpeg.ts'
import { descendants } from './children.ts'
import { folder, next, open, take } from './taking.ts'

const TEST_PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=50']

describe.skipIf(!needs('ffmpeg'))('ffmpegSource', () => {
  it('gives whole JPEGs of what ffmpeg reads, with the time each came', async () => {
    const source = ffmpegSource(TEST_PICTURE)
    expect(source.label).toBe('ffmpeg:-f lavfi -i testsrc2=size=320x240:rate=50')
    const before = Date.now()
    const frames = await take(source, 5)
    for (const { jpeg } of frames) {
      expect(inspectJpeg(jpeg)).toEqual({ ok: true, width: 320, height: 240, length: jpeg.length })
    }
    const times = frames.map(({ capturedAt }) => capturedAt ?? 0)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(before)
    expect(times[4]).toBeLessThanOrEqual(Date.now())
    expect(descendants()).toEqual([])
  })

  it('lets every frame through once: nothing repeated, nothing left out', async () => {
    // Frames 0, 3, 6 ... of 30, as a camera gives them that skips some.
    const uneven = "testsrc2=size=64x64:rate=50,select='not(mod(n,3))'"
    const { frames } = open(ffmpegSource(['-f', 'lavfi', '-i', uneven, '-frames:v', '10']))
    const taken = await next(frames, 10)
    expect((await frames.next()).done).toBe(true)
    expect(new Set(taken.map(({ jpeg }) => Buffer.from(jpeg).toString('hex'))).size).toBe(10)
  })

  it.each([
    ['comes irregularly', '(N-0.9*mod(N,2))/25/TB'],
    ['has the same time stamp twice', 'floor(N/2)/25/TB'],
  ])('does not mind an input that %s', async (_, stamps) => {
    const input = `testsrc2=size=64x64:rate=25,setpts='${stamps}'`
    const { frames } = open(ffmpegSource(['-f', 'lavfi', '-i', input, '-frames:v', '20']))
    expect(await next(frames, 20)).toHaveLength(20)
    expect((await frames.next()).done).toBe(true)
  })

  it('takes output options as they are given', async () => {
    const [small] = await take(ffmpegSource([...TEST_PICTURE, '-vf', 'scale=160:-1', '-q:v', '20']))
    expect(inspectJpeg(small?.jpeg ?? new Uint8Array())).toMatchObject({ width: 160, height: 120 })
  })

  it('fails with the last words of ffmpeg, without credentials', async () => {
    const { frames } = open(ffmpegSource(['-i', 'http://eye:s3cret@127.0.0.1:1/x']))
    await expect(frames.next()).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.stringMatching(
        /^ffmpeg ended with code \d+ without giving a frame: .*http:\/\/127.0.0.1:1\/x: Connection refused$/,
      ),
    })
    expect(ffmpegSource(['-i', 'http://eye:s3cret@127.0.0.1:1/x']).label).not.toContain('s3cret')
  })

  it('fails when ffmpeg is killed', async () => {
    const { frames } = open(ffmpegSource(TEST_PICTURE))
    await next(frames)
    process.kill(descendants()[0]?.pid ?? 0, 'SIGKILL')
    const toTheEnd = async (): Promise<void> => {
      while (!(await frames.next()).done);
    }
    await expect(toTheEnd()).rejects.toThrow('ffmpeg was ended by SIGKILL')
  })

  it('ends at once when it is aborted', async () => {
    const { frames, abort } = open(ffmpegSource(TEST_PICTURE))
    await next(frames)
    abort()
    while (!(await frames.next()).done);
    expect(descendants()).toEqual([])
  })

  it('runs the ffmpeg of the option before that of the environment', async () => {
    const path = join(await folder(), 'ffmpeg')
    await mkdir(path)
    await expect(open(ffmpegSource(['-i', 'x'], { ffmpeg: path })).frames.next()).rejects.toThrow(
      `${path} cannot be started`,
    )
  })
})

it('ffmpegSource says that ffmpeg is missing, what for, and how to get it', async () => {
  const { frames } = open(ffmpegSource(TEST_PICTURE, { ffmpeg: '/nowhere/ffmpeg' }))
  await expect(frames.next()).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    message: expect.stringContaining('apt-get install ffmpeg'),
  })
})

it('ffmpegSource refuses arguments without an input at once', () => {
  expect(() => ffmpegSource(['-f', 'lavfi'])).toThrow(
    expect.objectContaining({ code: 'INVALID_SOURCE' }),
  )
})
