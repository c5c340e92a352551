/**
 * One JPEG file that another program writes again and again, as a source: a frame for every change.
 *
 * The folder is watched, not the file, because careful programs write a new file and rename it over
 * the old one. A look once a second catches what watching misses, on network file systems say. A
 * file is believed when it is one whole JPEG and did not change while it was read.
 *
 * @module
 */
import { type FSWatcher, watch } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Captured, Note, Source } from '../camera/source.ts'
import type { Bytes } from '../frame/frame.ts'
import { inspectJpeg } from '../frame/jpeg.ts'
import { pause } from '../pause.ts'

/** How to follow a file. */
export interface StillOptions {
  /** Milliseconds between looks that need no event. @default 1000 */
  readonly poll?: number | undefined
}

/**
 * Follows the JPEG at `path`: yields it once, then at every change, with the time it was written.
 * Waits while the file is missing or not whole.
 */
export function stillSource(path: string, options: StillOptions = {}): Source {
  const { poll = 1000 } = options
  return {
    label: path,
    interval: Number.POSITIVE_INFINITY,
    open: (signal, note) => follow(path, poll, signal, note),
  }
}

async function* follow(
  path: string,
  poll: number,
  signal: AbortSignal,
  note: Note = () => {},
): AsyncGenerator<Captured, void, void> {
  const changes = new Changes(path, note)
  let shown: Version | undefined
  let waiting = false
  try {
    while (!signal.aborted) {
      const version = await read(path)
      if (signal.aborted) return
      if (!version && !shown && !waiting) {
        waiting = true
        note(`${path}: not a whole JPEG yet; waiting`)
      }
      if (version && !same(version, shown)) {
        shown = version
        yield { jpeg: version.jpeg, capturedAt: version.writtenAt }
      }
      await changes.next(poll, signal)
    }
  } finally {
    changes.close()
  }
}

/** What the file was at one time. */
interface Version {
  readonly jpeg: Bytes
  /** Milliseconds since the Unix epoch. */
  readonly writtenAt: number
  /** Changes whenever the file does, as far as the file system can tell. */
  readonly mark: string
}

// The time stamps of file systems are coarse: what is written twice within a tick differs in its
// bytes alone.
function same(version: Version, shown: Version | undefined): boolean {
  return version.mark === shown?.mark && Buffer.compare(version.jpeg, shown.jpeg) === 0
}

/** The file as it is now; `undefined` while it is missing, being written or not a JPEG. */
async function read(path: string): Promise<Version | undefined> {
  try {
    const before = await fingerprint(path)
    const bytes: Bytes = await readFile(path)
    const found = inspectJpeg(bytes)
    if (!found.ok || (await fingerprint(path)).mark !== before.mark) return undefined
    return { ...before, jpeg: bytes.subarray(0, found.length) }
  } catch {
    return undefined
  }
}

async function fingerprint(path: string): Promise<{ mark: string; writtenAt: number }> {
  const { ino, size, mtimeNs, mtimeMs } = await stat(path, { bigint: true })
  return { mark: `${ino} ${size} ${mtimeNs}`, writtenAt: Math.min(Number(mtimeMs), Date.now()) }
}

/** Tells when something happened to a file. What happens between two waits is not missed. */
class Changes {
  #watcher: FSWatcher | undefined
  #changed = false
  #wake: () => void = () => {}

  constructor(path: string, note: Note) {
    const name = basename(path)
    try {
      this.#watcher = watch(dirname(path), { persistent: false })
    } catch (error) {
      note(`${path}: cannot be watched, so it is looked at now and then: ${error}`)
      return
    }
    this.#watcher.on('error', () => this.close())
    this.#watcher.on('change', (_event, file) => {
      if (file !== null && `${file}` !== name) return
      this.#changed = true
      this.#wake()
    })
  }

  /** Resolves at the next change, after `limit` milliseconds, or when the signal aborts. */
  async next(limit: number, signal: AbortSignal): Promise<void> {
    if (!this.#changed) {
      await pause(limit, signal, (wake) => {
        this.#wake = wake
        return () => {
          this.#wake = () => {}
        }
      })
    }
    this.#changed = false
  }

  close(): void {
    this.#watcher?.close()
  }
}
