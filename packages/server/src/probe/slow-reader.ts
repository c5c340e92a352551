/**
 * A viewer on a slow link: whether it is shown the newest frame, or ever older ones; and whether
 * others suffer for it.
 *
 * Somebody reads slowly while somebody else reads all. What the slow one had less was left out, which
 * is right; or it waits in the kernels on the way, which few servers look at; or in the server itself,
 * which then keeps the past for it.
 *
 * @module
 */
import { ask } from './asking.ts'
import { longestLapse } from './attention.ts'
import { drain, type Held, heldFor, LONGEST, type Pair, RECOVERED, untilFull } from './backlog.ts'
import type { Ending } from './conversation.ts'
import { type Finding, findingIf } from './finding.ts'
import { middle } from './statistics.ts'
import type { Target } from './target.ts'
import { type Watch, watchOf } from './watch.ts'

/** How a slow viewer fared. */
export interface SlowFacts {
  /** Bytes a second that it read. */
  readonly pace: number
  /** Milliseconds that it read so. */
  readonly span: number
  /** Milliseconds that a frame was on its way to it at the end, behind all that waited outside of this machine. */
  readonly lag: number
  /** Bytes that the server itself kept for it at the end. */
  readonly backlog: number
  /** Bytes that the server's kernel held for it, as far as that is known apart from the backlog. */
  readonly held: number
  /** Frames that it had, of those that there were. */
  readonly frames: number
  readonly of: number
}

/** What came of it. */
export interface SlowSeen {
  readonly facts: SlowFacts
  readonly findings: readonly Finding[]
}

/** Slower than that is nobody. Bytes a second. */
const SLOWEST = 50_000

/** What one viewer may have more than another by chance: bytes, frames, seconds. */
const CHANCE = { bytes: 300_000, frames: 4, seconds: 0.3 } as const

/** Bytes of the past in the server's kernel that are too many. */
const HELD_TOO_LONG = 1_000_000

/** Milliseconds at the end in which others are looked at: by then who holds up others does. */
const LATELY = 1500

/** Fewer of the frames than this share: others are stalled, who then have what the slow one takes: a tenth. */
const STALLED = 0.3

/** Reads slowly for a while; `undefined` where the stream is too thin to tell. */
export async function readSlowly(
  target: Target,
  { alone, signal }: { alone: Watch; signal: AbortSignal },
): Promise<SlowSeen | undefined> {
  const pace = Math.max(SLOWEST, alone.bitrate / 10)
  const surplus = alone.bitrate - pace
  const frames = middle(alone.frames.map(({ jpeg }) => jpeg.length)) * CHANCE.frames
  const chance = Math.max(CHANCE.bytes, frames, CHANCE.seconds * alone.bitrate)
  if ((surplus * LONGEST) / 1000 < 2 * chance) return undefined
  const fast = (await ask(target, { signal })).conversation
  const slow = (await ask(target, { signal, pace })).conversation
  try {
    return fast && slow && (await compare({ fast, slow }, { alone, pace, chance, signal }))
  } finally {
    fast?.close()
    slow?.close()
  }
}

interface Terms {
  readonly alone: Watch
  readonly pace: number
  readonly chance: number
  readonly signal: AbortSignal
}

async function compare(pair: Pair, terms: Terms): Promise<SlowSeen | undefined> {
  const { fast, slow } = pair
  const began = performance.now()
  await untilFull(pair, terms)
  const span = performance.now() - began
  const all = watchOf(fast, Date.now())
  const few = watchOf(slow, Date.now())
  if (!all || !few) return undefined
  const lapse = longestLapse(all.until - LATELY, all.until)
  const held = await heldFor(slow, terms.chance)
  const missing = fast.length - slow.length
  const waited = await drain(pair, terms)
  const where = placesOf(waited, held)
  const facts = {
    ...{ pace: Math.round(terms.pace), span: Math.round(span), ...where },
    lag: Math.round((1000 * (where.backlog + where.held)) / terms.pace),
    ...{ frames: few.frames.length, of: all.frames.length },
  }
  const after = watchOf(fast, Date.now()) ?? all
  const isKnown = held.there !== undefined
  const { alone } = terms
  const { ending } = slow
  const findings = judge({ facts, isKnown, lapse, all, after, ending, alone })
  const leftOut = missing - waited
  return leftOut + where.backlog > terms.chance || findings.length > 0
    ? { facts, findings }
    : undefined
}

/** Where what had waited did so, but for this side. */
function placesOf(
  waited: number,
  { there, bytes, doubt }: Held,
): { backlog: number; held: number } {
  const beyond = Math.max(0, waited - bytes)
  const backlog = beyond > doubt ? beyond : 0
  return { backlog, held: there ?? beyond - backlog }
}

interface Seen {
  readonly facts: SlowFacts
  /** Whether what the server's kernel holds is known apart from what the server keeps. */
  readonly isKnown: boolean
  /** Milliseconds for which this process did not look lately. */
  readonly lapse: number
  /** Of the fast one: as long as the other was slow, and when it was so no more. */
  readonly all: Watch
  readonly after: Watch
  readonly alone: Watch
  /** Of the slow one: where a server cuts it off, that comes behind all that waited. */
  readonly ending: Ending | undefined
}

function judge({ facts, isKnown, lapse, all, after, alone, ending }: Seen): Finding[] {
  const { pace, lag, backlog, held } = facts
  const speed = `${(pace / 1000).toFixed(0)} kB/s`
  const past = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB of the past wait for it`
  const late = `at ${speed} a frame is ${(lag / 1000).toFixed(0)} s on its way`
  const where = isKnown ? 'in the kernel of the server' : 'in the server or in its kernel'
  const lately = rateWithin(all, all.until - LATELY, all.until)
  const recovered = rateWithin(after, after.until - RECOVERED, after.until)
  const usual = Math.min(alone.rate, recovered)
  const stalled = `others get ${lately.toFixed(1)} frames a second then, else ${usual.toFixed(1)}`
  // What others lack because this machine had no time is not the slow one's fault.
  const lost = (lapse * usual) / LATELY
  const isStalled = lately + lost < STALLED * usual
  const isCut = ending === 'fin' || ending === 'reset'
  const isHeld = backlog === 0 && !isStalled && !isCut && held > HELD_TOO_LONG
  return [
    ...findingIf(backlog > 0, 'SLOW_READER_LAGS', `${late}: ${past(backlog)} in the server`),
    ...findingIf(isHeld, 'SLOW_READER_KERNEL', `${late}: ${past(held)} ${where}`),
    ...findingIf(isStalled, 'SLOW_READER_STALLS', stalled),
    ...findingIf(isCut, 'SLOW_READER_CUT', `it is cut off at ${speed}`),
  ]
}

/** Frames a second between two moments. */
function rateWithin({ frames }: Watch, from: number, to: number): number {
  const count = frames.filter(({ at }) => at > from && at <= to).length
  return (1000 * count) / (to - from)
}
