import { open as openFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stillSource } from '../../src/node/still.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { folder, next, open } from './taking.ts'

const NEVER = { poll: 1_000_000 }

const picture = (shade: number): { jpeg: Uint8Array } => ({ jpeg: tinyJpeg({ shade }) })

/** A file with a picture in it. */
async function still(shade = 1): Promise<string> {
  const path = join(await folder(), 'still.jpg')
  await writeFile(path, tinyJpeg({ shade }))
  return path
}

describe('stillSource', () => {
  it('yields the file at once, with the time it was written', async () => {
    const path = await still()
    await utimes(path, 1_600_000_000, 1_600_000_000)
    const { frames } = open(stillSource(path, NEVER))
    expect(await next(frames)).toEqual([{ ...picture(1), capturedAt: 1_600_000_000_000 }])
  })

  it('yields at every change, when the file is written over', async () => {
    const path = await still()
    const { frames } = open(stillSource(path, NEVER))
    expect(await next(frames)).toMatchObject([picture(1)])
    for (const shade of [2, 3, 4]) {
      await writeFile(path, tinyJpeg({ shade }))
      expect(await next(frames)).toMatchObject([picture(shade)])
    }
  })

  it('yields at every change, when a new file is renamed over it', async () => {
    const path = await still()
    const { frames } = open(stillSource(path, NEVER))
    expect(await next(frames)).toMatchObject([picture(1)])
    for (const shade of [2, 3, 4]) {
      await writeFile(`${path}.part`, tinyJpeg({ shade }))
      await rename(`${path}.part`, path)
      expect(await next(frames)).toMatchObject([picture(shade)])
    }
  })

  it('never yields half a file', async () => {
    const path = await still()
    const { frames } = open(stillSource(path, NEVER))
    await next(frames)
    const whole = tinyJpeg({ shade: 2, bytes: 5000 })
    const file = await openFile(path, 'w')
    const change = next(frames)
    for (let at = 0; at < whole.length; at += 500) await file.write(whole, at, 500)
    await file.close()
    expect(await change).toMatchObject([{ jpeg: whole }])
  })

  it('waits for a file that is not there yet, and says so', async () => {
    const path = join(await folder(), 'still.jpg')
    const notes: string[] = []
    const { frames } = open(stillSource(path, NEVER), (text) => {
      notes.push(text)
      void writeFile(path, tinyJpeg({ shade: 5 }))
    })
    expect(await next(frames)).toMatchObject([picture(5)])
    expect(notes).toEqual([`${path}: not a whole JPEG yet; waiting`])
  })

  it('sees without events what was changed, by looking', async () => {
    const missing = join(await folder(), 'later')
    const path = join(missing, 'still.jpg')
    const { frames } = open(stillSource(path, { poll: 5 }))
    const first = next(frames)
    const { mkdir } = await import('node:fs/promises')
    await mkdir(missing)
    await writeFile(path, tinyJpeg({ shade: 6 }))
    expect(await first).toMatchObject([picture(6)])
  })

  it('takes a second picture of the same size within the same tick for another one', async () => {
    const path = await still(1)
    const { atime, mtime } = await stat(path)
    const { frames } = open(stillSource(path, NEVER))
    await next(frames)
    await writeFile(path, tinyJpeg({ shade: 2 }))
    await utimes(path, atime, mtime)
    expect(await next(frames)).toMatchObject([picture(2)])
  })

  it('ends when it is told to, in the middle of waiting', async () => {
    const { frames, abort } = open(stillSource(await still(), NEVER))
    await next(frames)
    const waiting = frames.next()
    abort()
    expect(await waiting).toEqual({ value: undefined, done: true })
  })
})
