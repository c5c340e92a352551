/**
 * Taking frames from a source the way a camera does, and a folder for files.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Captured, Source, Supplied } from '../../src/camera/source.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { keep } from '../broadcast/keeping.ts'

/** The next frames of an open source, copied, because sources reuse their buffers. Leaves it open. */
export async function next(frames: AsyncIterator<Supplied>, count = 1): Promise<Captured<Bytes>[]> {
  const taken: Captured<Bytes>[] = []
  while (taken.length < count) {
    const { value, done } = await frames.next()
    if (done) throw new Error(`The source ended after ${taken.length} of ${count} frames`)
    taken.push(keep(value))
  }
  return taken
}

/** Opens a source; it is closed when the test ends. */
export function open(
  source: Source,
  note?: (text: string) => void,
): { frames: AsyncIterator<Supplied>; abort: () => void } {
  const control = new AbortController()
  const frames = source.open(control.signal, note)[Symbol.asyncIterator]()
  onTestFinished(async () => {
    control.abort()
    await frames.return?.()
  })
  return { frames, abort: () => control.abort() }
}

/** The first frames of a source, which is closed then. */
export async function take(source: Source, count = 1): Promise<Captured<Bytes>[]> {
  const { frames } = open(source)
  const taken = await next(frames, count)
  await frames.return?.()
  return taken
}

/** A new folder that is gone after the test. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}
