/**
 * Small cameras, apps and servers for the tests.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Bytes, Camera, type CameraOptions, Cameras, type Source } from 'zoetrope'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { Ranges } from '../../src/access/ranges.ts'
import { familyNames } from '../../src/compat/family-name.ts'
import { EventReaders } from '../../src/events/event-readers.ts'
import { Journal } from '../../src/events/journal.ts'
import { Folder } from '../../src/http/folder.ts'
import { silent } from '../../src/http/log.ts'
import { Pushing } from '../../src/http/pushing.ts'
import { Refusals } from '../../src/http/refusals.ts'
import type { Site } from '../../src/http/site.ts'
import { Viewers } from '../../src/http/viewers.ts'
import {
  type App,
  type AppOptions,
  createApp,
  type Log,
  type ServeOptions,
  serve,
  type ZoetropeServer,
} from '../../src/index.ts'

/** A source that gives what it is told to, when it is told. */
export class Feed implements Source {
  readonly label = 'feed:'
  /** How often it was opened. */
  opened = 0
  #frames: Bytes[]
  #wake: () => void = () => {}

  constructor(...frames: Bytes[]) {
    this.#frames = frames
  }

  give(...frames: Bytes[]): void {
    this.#frames.push(...frames)
    this.#wake()
  }

  async *open(signal: AbortSignal): AsyncGenerator<Bytes> {
    this.opened += 1
    signal.addEventListener('abort', () => this.#wake())
    while (!signal.aborted) {
      yield* this.#frames.splice(0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        if (this.#frames.length > 0 || signal.aborted) resolve()
      })
    }
  }
}

/** A camera that shows `frames` and then waits for more of its feed. Closed after the test. */
export function camera(
  name = 'desk',
  source: Source = new Feed(tinyJpeg()),
  options: CameraOptions = {},
): Camera {
  const made = new Camera(name, source, { linger: 0, ...options })
  onTestFinished(() => made.close())
  return made
}

/** An app over these cameras, by default one that shows one frame. */
export function app(options: Partial<AppOptions> = {}): App {
  return createApp({ cameras: new Cameras([camera()]), ...options })
}

/** A site without cameras, for what can be said of its routes alone. */
export function emptySite(): Site {
  const cameras = new Cameras()
  return {
    cameras,
    viewers: new Viewers(silent),
    readers: new EventReaders(new Journal()),
    pushing: new Pushing(cameras, {}, silent),
    controllers: new Ranges([], { option: 'allowControl', words: [] }),
    page: new Folder('/nowhere'),
    own: undefined,
    families: familyNames,
    refusals: new Refusals(silent),
    log: silent,
  }
}

/** Asks an app on localhost. */
export function get(of: App, path: string, init: RequestInit = {}): Promise<Response> {
  return of.fetch(new Request(`http://localhost${path}`, init), { address: '127.0.0.1' })
}

/** The problem an answer tells of. */
export async function problem(response: Promise<Response>): Promise<Record<string, unknown>> {
  const answer = await response
  const type = answer.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`Expected a problem, got ${type}`)
  return answer.json()
}

/** A server on a free port of loopback. Closed after the test. */
export async function server(options: Partial<ServeOptions> = {}): Promise<ZoetropeServer> {
  const cameras = options.cameras ?? new Cameras([camera()])
  const made = await serve({ port: 0, ...options, cameras })
  onTestFinished(() => made.close())
  return made
}

/** An empty folder. Removed after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'zoetrope-http-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** One entry of a log. */
export interface Entry {
  readonly level: keyof Log
  readonly text: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A log that can be read, or waited for. */
export function diary(): { log: Log; entries: Entry[]; comes(text: string): Promise<Entry> } {
  const entries: Entry[] = []
  const waiting = new Set<() => void>()
  const note =
    (level: keyof Log) =>
    (facts: Entry['facts'], text: string): void => {
      entries.push({ level, text, facts })
      for (const wake of waiting) wake()
    }
  const comes = async (text: string): Promise<Entry> => {
    for (;;) {
      const entry = entries.find((known) => known.text === text)
      if (entry) return entry
      await new Promise<void>((resolve) => waiting.add(resolve))
    }
  }
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  return { log, entries, comes }
}
