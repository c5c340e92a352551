import { once } from 'node:events'
import { watch } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { onceBack, standing } from '../../src/node/v4l2-return.ts'

const made: string[] = []

/** A folder that stands for /dev. */
async function makeDev(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-return-'))
  made.push(folder)
  return folder
}

/** Waits for `path` from now on. */
function awaiting(path: string): { back: Promise<void>; times: () => number; cancel: () => void } {
  let count = 0
  let cancel = (): void => {}
  const back = new Promise<void>((resolve) => {
    cancel = onceBack(path, standing(path), () => {
      count += 1
      resolve()
    })
  })
  return { back, times: () => count, cancel }
}

/** Resolves when the changes made in `folder` so far have been told to whoever watches it. */
async function told(folder: string): Promise<void> {
  const watcher = watch(folder)
  const marker = join(folder, 'marker')
  const seen = once(watcher, 'change')
  await writeFile(marker, '')
  await seen
  watcher.close()
  await rm(marker)
}

/** How many files and folders this very process has the kernel watch. */
async function kernelWatches(): Promise<number> {
  const texts = (await readdir('/proc/self/fdinfo')).map((fd) =>
    readFile(`/proc/self/fdinfo/${fd}`, 'utf8').catch(() => ''),
  )
  return (await Promise.all(texts)).join('').match(/^inotify wd:/gm)?.length ?? 0
}

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true })
})

describe('onceBack', () => {
  it('wakes when the node appears', async () => {
    const dev = await makeDev()
    const { back } = awaiting(join(dev, 'video0'))
    await writeFile(join(dev, 'video0'), '')
    await back
  })

  it('wakes when it appears in folders that were not there either', async () => {
    const dev = await makeDev()
    const { back } = awaiting(join(dev, 'v4l/by-id/usb-cam'))
    await mkdir(join(dev, 'v4l/by-id'), { recursive: true })
    await writeFile(join(dev, 'v4l/by-id/usb-cam'), '')
    await back
  })

  it('wakes when folders are made one by one, each after the one before was told', async () => {
    const dev = await makeDev()
    const { back, times } = awaiting(join(dev, 'v4l/by-id/usb-cam'))
    await mkdir(join(dev, 'v4l'))
    await told(dev)
    await mkdir(join(dev, 'v4l/by-id'))
    await told(join(dev, 'v4l'))
    expect(times()).toBe(0)
    await writeFile(join(dev, 'v4l/by-id/usb-cam'), '')
    await back
  })

  it('wakes when the folder was deleted and made again', async () => {
    const dev = await makeDev()
    const folder = join(dev, 'by-id')
    await mkdir(folder)
    const { back } = awaiting(join(folder, 'usb-cam'))
    await rm(folder, { recursive: true })
    await mkdir(folder)
    await told(dev)
    await writeFile(join(folder, 'usb-cam'), '')
    await back
  })

  it('wakes when what a link points to is back, though the link never went', async () => {
    const dev = await makeDev()
    await mkdir(join(dev, 'by-id'))
    await symlink('../video0', join(dev, 'by-id/usb-cam'))
    const { back } = awaiting(join(dev, 'by-id/usb-cam'))
    await writeFile(join(dev, 'video0'), '')
    await back
  })

  it('wakes when a link leads to another node than before', async () => {
    const dev = await makeDev()
    const link = join(dev, 'usb-cam')
    for (const name of ['video0', 'video1']) await writeFile(join(dev, name), '')
    await symlink('video0', link)
    const { back } = awaiting(link)
    await rm(link)
    await symlink('video1', link)
    await back
  })

  it('wakes when the node may be read at last', async () => {
    const dev = await makeDev()
    await writeFile(join(dev, 'video0'), '', { mode: 0o600 })
    const { back } = awaiting(join(dev, 'video0'))
    await chmod(join(dev, 'video0'), 0o660)
    await back
  })

  it('wakes at once when it came back before anybody listened', async () => {
    const dev = await makeDev()
    const path = join(dev, 'video0')
    const before = standing(path)
    await writeFile(path, '')
    let times = 0
    onceBack(path, before, () => {
      times += 1
    })
    expect(times).toBe(1)
  })

  it('does not wake for what stood there all the time, nor for others', async () => {
    const dev = await makeDev()
    await writeFile(join(dev, 'video0'), '')
    const { times, cancel } = awaiting(join(dev, 'video0'))
    await writeFile(join(dev, 'video1'), '')
    await told(dev)
    expect(times()).toBe(0)
    cancel()
  })

  it('wakes once only', async () => {
    const dev = await makeDev()
    const { back, times } = awaiting(join(dev, 'video0'))
    await writeFile(join(dev, 'video0'), '')
    await back
    await rm(join(dev, 'video0'))
    await writeFile(join(dev, 'video0'), '')
    await told(dev)
    expect(times()).toBe(1)
  })

  it('leaves no watch behind, whether it woke or was cancelled', async () => {
    const dev = await makeDev()
    const before = await kernelWatches()
    const cancelled = awaiting(join(dev, 'v4l/by-id/usb-cam'))
    const woken = awaiting(join(dev, 'video0'))
    expect(await kernelWatches()).toBeGreaterThan(before)
    await writeFile(join(dev, 'video0'), '')
    await woken.back
    cancelled.cancel()
    cancelled.cancel()
    expect(await kernelWatches()).toBe(before)
  })

  it('waits without watching where nothing can be watched', async () => {
    const { times, cancel } = awaiting('/proc/nothing/here/video0')
    expect(times()).toBe(0)
    cancel()
  })

  it('goes round in no circle of links', async () => {
    const dev = await makeDev()
    await symlink('b', join(dev, 'a'))
    await symlink('a', join(dev, 'b'))
    const { back } = awaiting(join(dev, 'a'))
    await rm(join(dev, 'a'))
    await writeFile(join(dev, 'a'), '')
    await back
  })
})
