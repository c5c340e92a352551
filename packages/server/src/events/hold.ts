/**
 * Waits until something has lasted: a camera that is lost for two seconds is no alarm at night.
 *
 * What belongs together (the states of a camera, one of its controls) is heard of only when it has
 * stayed the same for a while, and only if it is not what it was before.
 *
 * @module
 */
import type { Entry } from './entry.ts'

/** One thing that changes. */
interface Held {
  timer: ReturnType<typeof setTimeout> | undefined
  /** What it was last that lasted. */
  lasting: string | undefined
}

/** Passes on what lasts. */
export class Hold {
  #delay: number
  #tell: (entry: Entry) => void
  #held = new Map<string, Held>()

  /** @param delay Milliseconds that something has to last; 0 passes everything on at once. */
  constructor(delay: number, tell: (entry: Entry) => void) {
    this.#delay = delay
    this.#tell = tell
  }

  /** Takes every entry, wanted or not: what is not wanted may end what was. */
  take(entry: Entry, { wanted }: { readonly wanted: boolean }): void {
    if (this.#delay === 0) {
      if (wanted) this.#tell(entry)
      return
    }
    const key = thingOf(entry)
    const held = this.#held.get(key) ?? { timer: undefined, lasting: undefined }
    clearTimeout(held.timer)
    held.timer = setTimeout(() => this.#lasted(held, entry, wanted), this.#delay)
    this.#held.set(key, held)
  }

  close(): void {
    for (const { timer } of this.#held.values()) clearTimeout(timer)
    this.#held.clear()
  }

  #lasted(held: Held, entry: Entry, wanted: boolean): void {
    const value = valueNow(entry)
    held.timer = undefined
    const isNews = value !== held.lasting
    held.lasting = value
    if (wanted && isNews) this.#tell(entry)
    if (entry.type === 'removed') this.#forget(entry.camera)
  }

  /** Publishers may make cameras for ever; and one that comes under the name of an old one is another. */
  #forget(camera: string): void {
    for (const [thing, { timer }] of this.#held) {
      if (timer === undefined && thing.startsWith(`${camera} `)) this.#held.delete(thing)
    }
  }
}

/** What an entry is about: later entries about it make this one old. */
function thingOf(entry: Entry): string {
  const { camera, type } = entry
  if (type === 'control') return `${camera} control ${entry.name}`
  if (type === 'watched' || type === 'unwatched') return `${camera} watched`
  return type === 'state' ? `${camera} state` : `${camera} presence`
}

function valueNow(entry: Entry): string {
  if (entry.type === 'control') return String(entry.value)
  return entry.type === 'state' ? entry.to : entry.type
}
