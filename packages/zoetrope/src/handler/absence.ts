/**
 * Why there is no picture: the camera gives none, or it is closed for good.
 *
 * @module
 */
import { broadcastOf, type Watched } from '../viewer/watched.ts'
import { Refusal } from './refusal.ts'

/** The answer where a frame was waited for in vain. */
export function absence(watched: Watched): Refusal {
  if (broadcastOf(watched).closed) return closed()
  const isCamera = 'demand' in watched
  const why = isCamera && watched.reason !== undefined ? ` (${watched.reason})` : ''
  const who = isCamera
    ? `The camera ${watched.name} is ${watched.state}${why} and gave`
    : 'There was'
  return new Refusal('NO_FRAME', `${who} no frame that meets the wish in time; try again`, {
    headers: { 'retry-after': '1' },
    ...(isCamera && {
      members: { camera: watched.name, state: watched.state, reason: watched.reason ?? null },
    }),
  })
}

/** @throws {Refusal} `CLOSED` for what is over for good: an answer without a picture would look like a slow one. */
export function refuseClosed(watched: Watched): void {
  if (broadcastOf(watched).closed) throw closed()
}

function closed(): Refusal {
  return new Refusal('CLOSED', 'This is closed: no frame will come any more', {
    headers: { 'retry-after': '5' },
  })
}
