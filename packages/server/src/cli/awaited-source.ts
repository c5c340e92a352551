/**
 * A camera that is not plugged in yet. A configuration outlives a loose cable: the server starts
 * without the device, and looks for it at every try.
 *
 * @module
 */
import type { Source } from 'zoetrope'

/** A source that is opened, by `open`, each time it is wanted. It throws while there is none. */
export function awaitedSource(label: string, open: () => Promise<Source>): Source {
  let found: Source | undefined
  return {
    label,
    get interval() {
      return found?.interval
    },
    get awaited() {
      return found?.awaited
    },
    async *open(signal, note) {
      found = await open()
      yield* found.open(signal, note)
    },
  }
}
