/**
 * Several viewers at once: whether all are served, and whether each still has its frames.
 *
 * @module
 */
import { type Asked, ask, isServed } from './asking.ts'
import { type Finding, findingIf } from './finding.ts'
import { mediaType } from './response-head.ts'
import { middle } from './statistics.ts'
import type { Target } from './target.ts'
import { type Watch, watchOf } from './watch.ts'

/** How several viewers fared. */
export interface AudienceFacts {
  readonly viewers: number
  /** Viewers who had a frame. */
  readonly served: number
  /** Frames a second that the viewers had, usually. */
  readonly rate: number
}

/** Milliseconds that viewers watch: longer where frames are rare. */
const SHORTEST = 1200
const LONGEST = 6000

/** Less than this share of the frames is starving. */
const STARVED = 0.5

/** Milliseconds that one of several waits for the head. */
const PATIENCE = 3000

/** Lets so many watch at once. */
export async function watchTogether(
  target: Target,
  { viewers, alone, signal }: { viewers: number; alone: Watch; signal: AbortSignal },
): Promise<{ facts: AudienceFacts; findings: Finding[] }> {
  const start = (alone.frames[0]?.at ?? 0) - alone.conversation.askedAt
  const usual = Math.max(SHORTEST, 4 * (alone.interval ?? LONGEST))
  const milliseconds = Math.min(LONGEST, usual + 1.2 * start)
  const patience = Math.min(PATIENCE, target.timeout)
  const type = mediaType(alone.head)
  const watched = await Promise.all(
    Array.from({ length: viewers }, async () => {
      const asked = await ask(target, { patience, signal })
      return framesFor(asked, { milliseconds, type, signal })
    }),
  )
  const served = watched.filter(({ frames }) => frames > 0)
  const rate = middle(served.map((each) => each.rate))
  const facts = { viewers, served: served.length, rate }
  return { facts, findings: judge(facts, alone, milliseconds) }
}

async function framesFor(
  asked: Asked,
  { milliseconds, type, signal }: { milliseconds: number; type: string; signal: AbortSignal },
): Promise<{ frames: number; rate: number }> {
  const { conversation } = asked
  if (!conversation) return { frames: 0, rate: 0 }
  try {
    if (!isServed(asked, type)) return { frames: 0, rate: 0 }
    await conversation.until(() => false, milliseconds, signal)
    const watch = watchOf(conversation, Date.now())
    return { frames: watch?.frames.length ?? 0, rate: watch?.rate ?? 0 }
  } finally {
    conversation.close()
  }
}

function judge(facts: AudienceFacts, alone: Watch, milliseconds: number): Finding[] {
  const { viewers, served, rate } = facts
  const isCountable = (alone.rate * milliseconds) / 1000 >= 6
  const starved = `${viewers} viewers get ${rate.toFixed(1)} frames a second, one alone ${alone.rate.toFixed(1)}`
  return [
    ...findingIf(
      served < viewers,
      'ONE_VIEWER',
      `of ${viewers} viewers at once ${served} get frames`,
    ),
    ...findingIf(
      served > 0 && isCountable && rate < STARVED * alone.rate,
      'VIEWERS_STARVE',
      starved,
    ),
  ]
}
