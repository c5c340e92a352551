/**
 * Who of the wall's cameras may stream.
 *
 * A browser opens six connections to a server (HTTP/1.1), and every request beyond waits for ever
 * behind six streams. So four cameras stream, and two connections stay free: one for the snapshots
 * of all others, in turn, one for the questions and clicks of the person.
 *
 * @module
 */
import type { Mode } from './situation.ts'

/** The most streams that one page holds. */
export const MOST_STREAMS = 4

/** One camera on the wall. */
export interface Candidate {
  readonly name: string
  /** On screen, in a page that is seen. */
  readonly visible: boolean
  /** Over for good: nothing to ask for. */
  readonly closed: boolean
  /** How it gets its picture so far. */
  readonly mode: Mode
}

/** The mode of each camera, by name. Who streams already goes on, so that pictures do not flicker. */
export function allot(
  candidates: readonly Candidate[],
  most: number = MOST_STREAMS,
): Map<string, Mode> {
  const watched = candidates.filter(({ visible, closed }) => visible && !closed)
  const steady = watched.filter(({ mode }) => mode === 'stream')
  const others = watched.filter(({ mode }) => mode !== 'stream')
  const streams = new Set([...steady, ...others].slice(0, most))
  return new Map(
    candidates.map((candidate) => {
      if (streams.has(candidate)) return [candidate.name, 'stream']
      return [candidate.name, watched.includes(candidate) ? 'refresh' : 'rest']
    }),
  )
}
