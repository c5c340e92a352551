/**
 * A directory of JPEGs as a source: shown one after the other in natural order, over and over.
 *
 * The directory is listed again while it runs, at most once a second, so files may come and go; the
 * place in the order is kept as a name, not as a number.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Note, Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { inspectJpeg } from '../frame/jpeg.ts'
import { pause } from '../pause.ts'

/** How to show a directory. */
export interface DirectoryOptions {
  /** Frames per second, more than 0. @default 1 */
  readonly fps?: number | undefined
}

/** Milliseconds for which a listing is good. */
const LISTED = 1000

/**
 * Shows the `.jpg` and `.jpeg` files directly in `path`, in natural order (`2.jpg` before `10.jpg`).
 * Files that are not whole JPEGs (yet) are skipped, with a note. While there is none, it waits.
 *
 * @throws {RangeError} when `fps` is not a number above 0.
 */
export function directorySource(path: string, options: DirectoryOptions = {}): Source {
  const { fps = 1 } = options
  if (!(fps > 0 && fps <= 1000)) {
    throw new RangeError(`Expected fps to be more than 0 and at most 1000, got ${fps}`)
  }
  return {
    label: path,
    interval: Number.POSITIVE_INFINITY,
    open: (signal, note) => show(path, 1000 / fps, signal, note),
  }
}

async function* show(
  path: string,
  interval: number,
  signal: AbortSignal,
  note: Note = () => {},
): AsyncGenerator<Bytes, void, void> {
  const listing = new Listing(path)
  const remarks = new Remarks(note)
  let due = performance.now()
  while (!signal.aborted) {
    const name = await listing.next()
    if (name === undefined) remarks.once('', `${path}: no JPEG in it yet; waiting`)
    const jpeg = name === undefined ? undefined : await load(path, name, remarks)
    if (signal.aborted) return
    if (jpeg) yield jpeg
    // From the time it was due, so that reading does not add up; but never to catch up.
    due = Math.max(due + interval, performance.now() - interval)
    await pause(Math.max(0, due - performance.now()), signal)
  }
}

/** The names in a directory, and the place reached in their order. */
class Listing {
  readonly #path: string
  #names: readonly string[] = []
  #listedAt = Number.NEGATIVE_INFINITY
  #current: string | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** The name that comes after the one before, the first after the last; `undefined` if there is none. */
  async next(): Promise<string | undefined> {
    if (performance.now() - this.#listedAt >= LISTED) await this.#list()
    const current = this.#current
    const following =
      current === undefined ? undefined : this.#names.find((name) => natural(name, current) > 0)
    this.#current = following ?? this.#names[0]
    return this.#current
  }

  async #list(): Promise<void> {
    const names = await readdir(this.#path).catch((cause: Error) => {
      throw new ZoetropeError('SOURCE_UNAVAILABLE', `Cannot list ${this.#path}: ${cause.message}`, {
        cause,
      })
    })
    this.#names = names.filter((name) => /^[^.].*\.jpe?g$/i.test(name)).sort(natural)
    this.#listedAt = performance.now()
  }
}

const collator = new Intl.Collator('en', { numeric: true })

function natural(a: string, b: string): number {
  // Names that the collator takes for the same are still two.
  return collator.compare(a, b) || Number(a > b) - Number(a < b)
}

/** Says each thing once, until something else is to be said about the same file. */
class Remarks {
  readonly #note: Note
  readonly #said = new Map<string, string>()

  constructor(note: Note) {
    this.#note = note
  }

  once(about: string, text: string): void {
    if (this.#said.get(about) === text) return
    if (this.#said.size > 1000) this.#said.clear()
    this.#said.set(about, text)
    this.#note(text)
  }
}

async function load(path: string, name: string, remarks: Remarks): Promise<Bytes | undefined> {
  const file = join(path, name)
  try {
    const bytes: Bytes = await readFile(file)
    const found = inspectJpeg(bytes)
    if (found.ok) return bytes.subarray(0, found.length)
    remarks.once(name, `${file}: skipped, not a whole JPEG (${found.reason})`)
  } catch (error) {
    // Gone since it was listed, most likely.
    remarks.once(name, `${file}: skipped, ${error instanceof Error ? error.message : error}`)
  }
  return undefined
}
