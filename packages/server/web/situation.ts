/**
 * What a person should be told about one camera, given what the server says and what this page
 * really shows. The rule: a picture that is not live never looks live.
 *
 * @module
 */
import type { Sign } from './sign.ts'
import type { Status } from './status.ts'
import { words } from './words.ts'

/** How a camera's picture comes to this page. */
export type Mode =
  /** An endless stream. */
  | 'stream'
  /** A snapshot now and then, in turn with others. */
  | 'refresh'
  /** Not at all: nobody sees it. */
  | 'rest'

/** What stands in a picture's place: nothing, a picture that does not move, or the stream. */
export type Showing = 'nothing' | 'still' | 'stream'

/** All that is known about one camera at one moment. Times by this machine's clock. */
export interface Sight {
  readonly status: Status
  /** Whether the server answers now. */
  readonly silent: boolean
  /** When the server said it. */
  readonly answeredAt: number
  /** What to add to the server's times. */
  readonly offset: number
  readonly mode: Mode
  readonly showing: Showing
  /** When the last snapshot came, if any did. */
  readonly picturedAt: number
}

/** What to tell. */
export interface Situation {
  readonly sign: Sign
  /** A sentence that explains a picture which is not live. */
  readonly notice: string | undefined
  /** Why a camera is lost, in the server's words. */
  readonly reason: string | undefined
  /** Short facts: frame rate, size ... */
  readonly facts: readonly string[]
}

/** An older snapshot is no longer called recent, in milliseconds. */
const RECENT = 15_000

/** Judges what is to be told at `now`. */
export function situation(sight: Sight, now: number): Situation {
  const sign = signOf(sight, now)
  const { reason } = sight.status
  return {
    sign,
    notice: notice(sign, sight, now),
    // The server keeps the reason of the last loss, also when all is well again.
    reason: sign === 'lost' ? reason : undefined,
    facts: facts(sign, sight, now),
  }
}

/** How old the newest frame is at `now`, in milliseconds, if no other came since the answer. */
function silentFor({ status, answeredAt }: Sight, now: number): number | undefined {
  return status.newest && status.newest.age + Math.max(0, now - answeredAt)
}

function signOf({ status, silent, mode, showing, picturedAt }: Sight, now: number): Sign {
  if (silent) return 'silent'
  if (status.state !== 'live') return status.state
  if (mode === 'rest') return 'paused'
  if (mode === 'stream') return showing === 'stream' ? 'live' : 'opening'
  return now - picturedAt < RECENT ? 'refreshing' : 'opening'
}

function notice(sign: Sign, sight: Sight, now: number): string | undefined {
  switch (sign) {
    case 'opening':
      return words.opening
    case 'starting':
      return words.starting
    case 'idle':
      return words.idle
    case 'stalled':
      return words.stalled(silentFor(sight, now) ?? now - sight.status.since - sight.offset)
    case 'lost':
      return words.lost(sight.status.since + sight.offset, now)
    case 'closed':
      return words.closed
    default:
      return undefined
  }
}

function facts(sign: Sign, sight: Sight, now: number): string[] {
  const { status } = sight
  const known: string[] = []
  if (sign === 'silent') return known
  if (sign === 'refreshing') known.push(words.pictureAge(now - sight.picturedAt))
  else if (status.state === 'live') known.push(words.rate(status.rate))
  if (status.width > 0) known.push(words.size(status.width, status.height))
  known.push(words.viewers(status.viewers))
  return known
}
