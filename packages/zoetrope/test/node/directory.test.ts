import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { directorySource } from '../../src/node/directory.ts'
import { concat, tinyJpeg } from '../frame/jpegs.ts'
import { folder, next, open, take } from './taking.ts'

/** A folder of tiny JPEGs: name -> shade. */
async function album(pictures: Readonly<Record<string, number>>): Promise<string> {
  const path = await folder()
  for (const [name, shade] of Object.entries(pictures)) {
    await writeFile(join(path, name), tinyJpeg({ shade }))
  }
  return path
}

const shades = (...list: number[]): object[] => list.map((shade) => ({ jpeg: tinyJpeg({ shade }) }))

describe('directorySource', () => {
  it('shows the JPEGs in natural order, over and over', async () => {
    const path = await album({ '10.jpg': 30, '2.JPG': 20, '1.jpeg': 10 })
    expect(await take(directorySource(path, { fps: 1000 }), 7)).toEqual(
      shades(10, 20, 30, 10, 20, 30, 10),
    )
  })

  it('leaves out hidden files and everything that is not called a JPEG', async () => {
    const path = await album({ 'a.jpg': 1, '.b.jpg': 2, 'c.png': 3, 'd.jpg.part': 4 })
    expect(await take(directorySource(path, { fps: 1000 }), 2)).toEqual(shades(1, 1))
  })

  it('notices files that come and go', async () => {
    const path = await album({ 'a.jpg': 1, 'b.jpg': 2 })
    const { frames } = open(directorySource(path, { fps: 200 }))
    expect(await next(frames, 2)).toEqual(shades(1, 2))
    await writeFile(join(path, 'c.jpg'), tinyJpeg({ shade: 3 }))
    await rm(join(path, 'a.jpg'))
    const seen: object[] = []
    const third = JSON.stringify(tinyJpeg({ shade: 3 }))
    while (JSON.stringify(seen.at(-1)) !== third) seen.push((await next(frames))[0]?.jpeg ?? {})
    expect(await next(frames, 4)).toEqual(shades(2, 3, 2, 3))
  })

  it('skips a file that is not whole, says so once, and shows it when it is', async () => {
    const path = await album({ 'a.jpg': 1 })
    const whole = tinyJpeg({ shade: 2 })
    await writeFile(join(path, 'b.jpg'), whole.subarray(0, 100))
    const notes: string[] = []
    const { frames } = open(directorySource(path, { fps: 500 }), (text) => notes.push(text))
    expect(await next(frames, 3)).toEqual(shades(1, 1, 1))
    expect(notes).toEqual([`${join(path, 'b.jpg')}: skipped, not a whole JPEG (truncated-segment)`])
    await writeFile(join(path, 'b.jpg'), whole)
    const seen = new Set<number | undefined>()
    while (seen.size < 2) seen.add((await next(frames))[0]?.jpeg.at(-3))
  })

  it('gives no more than the JPEG of a file with something behind it', async () => {
    const path = await folder()
    await writeFile(join(path, 'a.jpg'), concat(tinyJpeg(), new Uint8Array(100)))
    expect(await take(directorySource(path), 1)).toEqual([{ jpeg: tinyJpeg() }])
  })

  it('waits for the first file, and says so', async () => {
    const path = await folder()
    const notes: string[] = []
    const { frames } = open(directorySource(path, { fps: 100 }), (text) => {
      notes.push(text)
      void writeFile(join(path, 'a.jpg'), tinyJpeg())
    })
    expect(await next(frames)).toEqual([{ jpeg: tinyJpeg() }])
    expect(notes).toContain(`${path}: no JPEG in it yet; waiting`)
  })

  it('ends when it is told to, however long it would have waited', async () => {
    const path = await album({ 'a.jpg': 1 })
    const { frames, abort } = open(directorySource(path, { fps: 0.001 }))
    await next(frames)
    const waiting = frames.next()
    abort()
    expect(await waiting).toEqual({ value: undefined, done: true })
  })

  it('fails when there is no such directory', async () => {
    const { frames } = open(directorySource('/nowhere/album'))
    await expect(frames.next()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  })

  it.each([0, -1, Number.NaN, 1001])('refuses %s frames per second', (fps) => {
    expect(() => directorySource('.', { fps })).toThrow(RangeError)
  })
})
