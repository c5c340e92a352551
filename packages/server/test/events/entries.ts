/**
 * Entries of a journal, for tests.
 *
 * @module
 */
import type { CameraState } from 'zoetrope'
import type { Entry, Fact } from '../../src/events/entry.ts'
import { Journal } from '../../src/events/journal.ts'

/** An entry as a journal makes it of a fact. */
export function entry(fact: Fact, at = 1_795_236_642_117): Entry {
  return new Journal().add(fact, at)
}

/** A camera came into a state. */
export function became(to: CameraState, camera = 'desk', reason: string | null = null): Entry {
  return entry({ type: 'state', camera, from: 'idle', to, reason, count: 1 })
}

/** A control of a camera has another value. */
export function turned(name: string, value: number, camera = 'desk'): Entry {
  return entry({ type: 'control', camera, name, value })
}
