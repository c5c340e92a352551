/**
 * A viewer on a slow link: whether it is shown the newest frame, or ever older ones; and whether
 * others suffer for it.
 *
 * Somebody reads slowly while somebody else reads all. A frame that reaches both tells, by the two
 * moments at which it came, how far the slow one is behind. The kernels on the way hold some, which
 * is allowed for.
 *
 * @module
 */
import { type Asked, ask } from './asking.ts'
import type { Ending } from './conversation.ts'
import { type Finding, findingIf } from './finding.ts'
import { ageOf } from './rhythm-checks.ts'
import { middle } from './statistics.ts'
import type { Target } from './target.ts'
import { type Watch, watchOf } from './watch.ts'

/** How a slow viewer fared. */
export interface SlowFacts {
  /** Bytes a second that it read. */
  readonly pace: number
  /** Milliseconds that it read so. */
  readonly span: number
  /** Milliseconds that it was behind at the end; `undefined` where no frame told. */
  readonly lag: number | undefined
  /** Bytes that waited for it at the end. */
  readonly backlog: number
  /** Frames that it had, of those that there were. */
  readonly frames: number
  readonly of: number
}

/** Milliseconds of reading slowly: until the kernels on the way are full, where that is not too long. */
const SHORTEST = 5000
const LONGEST = 9000

/** Bytes that wait in the kernels on the way, at most. */
const HELD_BETWEEN = 7_000_000

/** Milliseconds at the end in which others are looked at: by then who holds up others does. */
const LATELY = 1500

/** Bytes of the past that are too many: half a megabyte waits on this side whatever the server does. */
const BACKLOG = 1_500_000

/** Milliseconds in which all comes that waited, once it is read as fast as it comes. */
const DRAINING = 1000

/** Slower than that is nobody, and cannot be told from what is held here. */
const SLOWEST = 100_000

/** Fewer of the frames than this share: others are stalled. */
const STALLED = 0.5

/** Reads slowly for a while; `undefined` where the stream is too thin to tell. */
export async function readSlowly(
  target: Target,
  { alone, signal }: { alone: Watch; signal: AbortSignal },
): Promise<{ facts: SlowFacts; findings: Finding[] } | undefined> {
  const pace = Math.max(SLOWEST, alone.bitrate / 10)
  const surplus = alone.bitrate - pace
  const span = Math.min(LONGEST, Math.max(SHORTEST, (1000 * HELD_BETWEEN) / surplus))
  if (surplus * span < 2000 * BACKLOG) return undefined
  const fast = await ask(target, { signal })
  const slow = await ask(target, { signal, pace })
  try {
    await slow.conversation?.until(() => false, span, signal)
    const now = Date.now()
    const all = fast.conversation && watchOf(fast.conversation, now)
    const few = slow.conversation && watchOf(slow.conversation, now)
    if (!all || !few) return undefined
    const lag = lagOf(few, all)
    const ending = slow.conversation?.ending
    const backlog = await drain(slow, alone.bitrate, signal)
    const facts = { pace, span, lag, backlog, frames: few.frames.length, of: all.frames.length }
    return { facts, findings: judge({ facts, all, alone, ending }) }
  } finally {
    fast.conversation?.close()
    slow.conversation?.close()
  }
}

/** Bytes that had waited for the slow one: what comes at once, less what is new meanwhile. */
async function drain(
  { conversation }: Asked,
  bitrate: number,
  signal: AbortSignal,
): Promise<number> {
  if (!conversation) return 0
  const before = conversation.length
  const from = performance.now()
  conversation.hurry()
  await conversation.until(() => false, DRAINING, signal)
  const fresh = (bitrate * (performance.now() - from)) / 1000
  return Math.max(0, Math.round(conversation.length - before - fresh))
}

/** How much later it had its last frames than the other one; by their stamps, else by their bytes. */
function lagOf(slow: Watch, fast: Watch): number | undefined {
  const last = slow.frames.slice(-3)
  const age = ageOf(last)
  const usual = ageOf(fast.frames)
  if (age !== undefined && usual !== undefined) return Math.max(0, age - usual)
  const lags = last.flatMap(({ picture, at }) => {
    const twins = fast.frames.filter((other) => other.picture.print === picture.print)
    // A picture that comes again and again tells nothing.
    const [twin] = twins.length === 1 ? twins : []
    return twin ? [Math.max(0, at - twin.at)] : []
  })
  return lags.length > 0 ? middle(lags) : undefined
}

interface Seen {
  readonly facts: SlowFacts
  readonly all: Watch
  readonly alone: Watch
  /** Of the slow one, while it was slow. */
  readonly ending: Ending | undefined
}

function judge({ facts, all, alone, ending }: Seen): Finding[] {
  const { frames, of, pace, span } = facts
  const lag = facts.lag ?? (1000 * facts.backlog) / alone.bitrate
  const speed = `${(pace / 1000).toFixed(0)} kB/s`
  const skipped = frames < of ? `${frames} of ${of} frames came` : 'no frame was left out'
  const late = `at ${speed} it is ${(lag / 1000).toFixed(1)} s behind after ${(span / 1000).toFixed(0)} s; ${skipped}`
  const lately = all.frames.filter(({ at }) => at > all.until - LATELY).length / (LATELY / 1000)
  const stalled = `others get ${lately.toFixed(1)} frames a second then, before ${alone.rate.toFixed(1)}`
  return [
    ...findingIf(facts.backlog > BACKLOG, 'SLOW_READER_LAGS', late),
    ...findingIf(lately < STALLED * alone.rate, 'SLOW_READER_STALLS', stalled),
    ...findingIf(
      ending === 'fin' || ending === 'reset',
      'SLOW_READER_CUT',
      `it is cut off at ${speed}`,
    ),
  ]
}
