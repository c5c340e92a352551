import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { JpegSplitter } from '../../src/frame/split.ts'
import { fileSource } from '../../src/node/file.ts'
import { descendants } from './children.ts'
import { folder, next, open } from './taking.ts'

/** A clip of 10 frames at 50 fps, made with these encoder options. */
async function clip(name: string, ...options: readonly string[]): Promise<string> {
  const path = join(await folder(), name)
  const input = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=50']
  execFileSync('ffmpeg', ['-v', 'error', ...input, ...options, '-t', '0.2', path])
  return path
}

/** The JPEGs in a file, by ffmpeg's own copying. */
function jpegsOf(path: string): Bytes[] {
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-c', 'copy', '-f', 'mjpeg', '-'])
  return new JpegSplitter().push(new Uint8Array(raw)).map((jpeg) => jpeg.slice())
}

describe.skipIf(!needs('ffmpeg', 'ffprobe'))('fileSource', () => {
  it.each(['clip.avi', 'clip.mkv', 'a:b c%d.mov'])(
    'copies the JPEGs of %s byte for byte, over and over',
    async (name) => {
      const path = await clip(name, '-c:v', 'mjpeg')
      const jpegs = jpegsOf(path)
      expect(jpegs).toHaveLength(10)
      const notes: string[] = []
      const { frames } = open(fileSource(path), (text) => notes.push(text))
      const taken = await next(frames, 25)
      expect(taken.map(({ jpeg }) => jpeg)).toEqual([...jpegs, ...jpegs, ...jpegs].slice(0, 25))
      expect(notes).toEqual([`${path}: mjpeg 160x120, copied`])
    },
  )

  it('encodes every frame of anything else, over and over', async () => {
    const path = await clip('clip.mp4', '-c:v', 'mpeg4', '-g', '5')
    const notes: string[] = []
    const { frames } = open(fileSource(path), (text) => notes.push(text))
    const taken = await next(frames, 25)
    const hexes = taken.map(({ jpeg }) => Buffer.from(jpeg).toString('hex'))
    expect(new Set(hexes.slice(0, 10)).size).toBe(10)
    expect(hexes.slice(10, 20)).toEqual(hexes.slice(0, 10))
    expect(inspectJpeg(taken[0]?.jpeg ?? new Uint8Array())).toMatchObject({
      width: 160,
      height: 120,
    })
    expect(notes).toEqual([`${path}: mpeg4 160x120, encoded to JPEG`])
  })

  it('plays H.264 as well', async () => {
    const path = await clip('clip.mp4', '-c:v', 'libx264', '-pix_fmt', 'yuv420p')
    const { frames } = open(fileSource(path))
    expect(await next(frames, 12)).toHaveLength(12)
  })

  it('takes the video of a file that has sound', async () => {
    const sound = ['-f', 'lavfi', '-i', 'sine', '-c:a', 'pcm_s16le']
    const path = await clip('clip.avi', ...sound, '-map', '1:a', '-map', '0:v', '-c:v', 'mjpeg')
    const { frames } = open(fileSource(path))
    expect((await next(frames, 3)).map(({ jpeg }) => jpeg)).toEqual(jpegsOf(path).slice(0, 3))
  })

  it('leaves nothing running', async () => {
    const { frames } = open(fileSource(await clip('clip.avi', '-c:v', 'mjpeg')))
    await next(frames)
    await frames.return?.()
    expect(descendants()).toEqual([])
  })

  it('says what is wrong with a file that is no video', async () => {
    const path = join(await folder(), 'notes.txt')
    await writeFile(path, 'no video')
    await expect(open(fileSource(path)).frames.next()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: `Cannot play ${path}: Invalid data found when processing input`,
    })
  })

  it('says that there is no video in a song', async () => {
    const path = join(await folder(), 'song.wav')
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine', '-t', '0.1', path])
    await expect(open(fileSource(path)).frames.next()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: `Cannot play ${path}: there is no video in it`,
    })
  })
})
