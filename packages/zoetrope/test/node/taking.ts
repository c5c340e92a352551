/**
 * Taking frames from a source the way a camera does, and a folder for files.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Captured, Source } from '../../src/camera/source.ts'
import type { Bytes } from '../../src/frame/frame.ts'

/** The next frames of an open source, copied, because sources reuse their buffers. Leaves it open. */
export async function next(
  frames: AsyncIterator<Captured | Bytes>,
  count = 1,
): Promise<Captured[]> {
  const taken: Captured[] = []
  while (taken.length < count) {
    const { value, done } = await frames.next()
    if (done) throw new Error(`The source ended after ${taken.length} of ${count} frames`)
    const captured = value instanceof Uint8Array ? { jpeg: value } : value
    taken.push({ ...captured, jpeg: new Uint8Array(captured.jpeg) })
  }
  return taken
}

/** Opens a source; it is closed when the test ends. */
export function open(
  source: Source,
  note?: (text: string) => void,
): { frames: AsyncIterator<Captured | Bytes>; abort: () => void } {
  const control = new AbortController()
  const frames = source.open(control.signal, note)[Symbol.asyncIterator]()
  onTestFinished(async () => {
    control.abort()
    await frames.return?.()
  })
  return { frames, abort: () => control.abort() }
}

/** The first frames of a source, which is closed then. */
export async function take(source: Source, count = 1): Promise<Captured[]> {
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
