/**
 * Several viewers at once: whether all are served, and whether each still has its frames.
 *
 * @module
 */
import { type Asked, ask, isServed } from './asking.ts'
import { attend, longestLapse, now } from './attention.ts'
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

/** Who watches, and what the stream was for one alone. */
interface Showing {
  readonly viewers: number
  readonly alone: Watch
  readonly signal: AbortSignal
}

/** Milliseconds that viewers watch: longer where frames are rare. */
const SHORTEST = 1200
const LONGEST = 6000

/** Less than this share of the frames is starving. */
const STARVED = 0.5

/** Frames that there must be in all to tell. */
const COUNTABLE = 6

/** Milliseconds that one of several waits for the head, and for the first frame. */
const PATIENCE = 3000

/** What came of it. */
export interface AudienceSeen {
  readonly facts: AudienceFacts
  readonly findings: readonly Finding[]
  /** Whether this machine had no time for so many. */
  readonly isDoubtful: boolean
}

/** Lets so many watch at once. */
export async function watchTogether(target: Target, showing: Showing): Promise<AudienceSeen> {
  const attendNoMore = attend()
  try {
    return await compare(target, showing)
  } finally {
    attendNoMore()
  }
}

async function compare(target: Target, showing: Showing): Promise<AudienceSeen> {
  const { viewers, alone } = showing
  const facts = await show(target, showing)
  if (!isStarving(facts, alone)) {
    return { facts, findings: judge(facts, alone), isDoubtful: false }
  }
  // It may be the machine that has less time now: then one viewer alone has fewer frames, too.
  const { rate } = await show(target, { ...showing, viewers: 1 })
  const began = now()
  const again = await show(target, { ...showing, viewers })
  const isDoubtful = longestLapse(began, now()) > 0
  const best = again.rate > facts.rate ? again : facts
  const lately = { ...alone, rate: Math.min(alone.rate, rate) }
  const findings = judge(best, lately).filter(({ code }) => !isDoubtful || code === 'ONE_VIEWER')
  return { facts: best, findings, isDoubtful }
}

/** Nobody leaves before all have had their time: the next one may be waiting for that. */
async function show(target: Target, showing: Showing): Promise<AudienceFacts> {
  const { viewers, alone, signal } = showing
  const patience = Math.min(PATIENCE, target.timeout)
  const asking = Array.from({ length: viewers }, () => ask(target, { patience, signal }))
  try {
    const watching = asking.map(async (asked) => rateFor(await asked, { alone, signal }))
    const rates = await Promise.all(watching)
    const served = rates.filter((rate) => rate !== undefined)
    return { viewers, served: served.length, rate: Math.round(10 * middle(served)) / 10 }
  } finally {
    for (const settled of await Promise.allSettled(asking)) {
      if (settled.status === 'fulfilled') settled.value.conversation?.close()
    }
  }
}

/** Frames a second that a viewer has; `undefined` where there is none at all. */
async function rateFor(
  asked: Asked,
  { alone, signal }: Pick<Showing, 'alone' | 'signal'>,
): Promise<number | undefined> {
  const { conversation } = asked
  if (!conversation || !isServed(asked, mediaType(alone.head))) return undefined
  const seen = (): Watch | undefined => watchOf(conversation, Date.now())
  const hasFrame = (): boolean => (seen()?.frames.length ?? 0) > 0
  const span = spanFor(alone)
  await conversation.watch(span, signal)
  if (!hasFrame()) await conversation.until(hasFrame, Math.max(0, PATIENCE - span), signal)
  return hasFrame() ? seen()?.rate : undefined
}

/** Milliseconds. */
function spanFor({ frames, interval, conversation }: Watch): number {
  const start = (frames[0]?.at ?? 0) - conversation.askedAt
  const usual = Math.max(SHORTEST, 4 * (interval ?? LONGEST))
  return Math.min(LONGEST, usual + 1.2 * start)
}

function isStarving({ served, rate }: AudienceFacts, alone: Watch): boolean {
  const isCountable = (alone.rate * spanFor(alone)) / 1000 >= COUNTABLE
  return served > 0 && isCountable && rate < STARVED * alone.rate
}

function judge(facts: AudienceFacts, alone: Watch): Finding[] {
  const { viewers, served, rate } = facts
  const one = `${served} of ${viewers} viewers at once ${served === 1 ? 'gets' : 'get'} frames`
  const few = `${viewers} viewers get ${rate.toFixed(1)} frames a second each, one alone ${alone.rate.toFixed(1)}`
  return [
    ...findingIf(served < viewers, 'ONE_VIEWER', one),
    ...findingIf(isStarving(facts, alone), 'VIEWERS_STARVE', few),
  ]
}
