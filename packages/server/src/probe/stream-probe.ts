/**
 * A stream looked at: watched for some seconds, asked for in other words, by several viewers, and by
 * a slow one.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Area, approvals } from './approval.ts'
import { ask, isServed } from './asking.ts'
import { watchTogether } from './audience.ts'
import { bodyFindings } from './body-checks.ts'
import type { Conversation } from './conversation.ts'
import { type Finding, finding } from './finding.ts'
import { streamHeadFindings } from './head-checks.ts'
import type { Answered, Looked, ProbeOptions } from './look.ts'
import { pictureFindings } from './picture-checks.ts'
import type { Facts } from './report.ts'
import { bodyOf } from './response-body.ts'
import { mediaType, type ResponseHead } from './response-head.ts'
import { ageOf, rhythmFindings } from './rhythm-checks.ts'
import { readSlowly } from './slow-reader.ts'
import { differences, middle, quantile } from './statistics.ts'
import type { Target } from './target.ts'
import { variantFindings } from './variants.ts'
import { type Watch, watchOf } from './watch.ts'

/** Milliseconds of watching, and how many more where few frames came. */
const WATCHING = { quick: [2000, 3000], thorough: [5000, 6000] } as const

/** Frames that are enough to judge. */
const ENOUGH = 4

/** So many intervals without a frame are doubtful. */
const DOUBT = 4

/** Milliseconds until a server has noticed that its viewer left: some have room for one only. */
const LEAVING = 1500

/** Looks at a stream. */
export async function probeStream(
  { conversation, target }: Answered,
  options: ProbeOptions,
): Promise<Looked> {
  const { head } = conversation
  if (!head) return { findings: [], fine: [], facts: {} }
  const atHead = streamHeadFindings(head)
  if (atHead.some(({ code }) => code === 'COMPRESSED')) {
    return { findings: atHead, fine: [], facts: {} }
  }
  const alone = await watchFor(conversation, options)
  const findings = [...atHead, ...aloneFindings(conversation, alone, head)]
  if (!alone || alone.frames.length === 0) return { findings, fine: [], facts: {} }
  const areas: Area[] = ['parts', 'pictures', 'rhythm']
  if (ageOf(alone.frames) !== undefined) areas.push('stamps')
  const gone = await returnFinding(target, head, options.signal)
  if (gone) {
    const all = [...findings, gone]
    return { findings: all, fine: approvals(areas, all), facts: factsOf(alone) }
  }
  const conduct = await lookAtConduct(target, alone, options)
  const all = [...findings, ...conduct.findings]
  const fine = approvals([...areas, ...conduct.areas], all)
  return { findings: all, fine, facts: { ...factsOf(alone), ...conduct.facts } }
}

async function watchFor(
  conversation: Conversation,
  { quick, signal, progress }: ProbeOptions,
): Promise<Watch | undefined> {
  const [span, more] = quick ? WATCHING.quick : WATCHING.thorough
  progress(`the stream, for ${span / 1000} s`)
  await conversation.until(() => false, span, signal)
  // Few frames, or none for a while: whether more come is worth waiting for.
  const doubtful = isDoubtful(watchOf(conversation, Date.now()))
  if (doubtful)
    await conversation.until(() => !isDoubtful(watchOf(conversation, Date.now())), more, signal)
  const until = Date.now()
  conversation.close()
  return watchOf(conversation, until)
}

function isDoubtful(watch: Watch | undefined): boolean {
  if (!watch || watch.frames.length < ENOUGH) return true
  const silence = watch.until - (watch.frames.at(-1)?.at ?? watch.until)
  return silence > DOUBT * (watch.interval ?? 0)
}

function aloneFindings(
  conversation: Conversation,
  alone: Watch | undefined,
  head: ResponseHead,
): Finding[] {
  if (alone && alone.frames.length > 0) {
    const pictures = alone.frames.map(({ picture }) => picture)
    return [...bodyFindings(alone), ...pictureFindings(pictures), ...rhythmFindings(alone)]
  }
  const { bytes } = bodyOf(conversation, { endless: true })
  const opening = bytes.subarray(0, 60)
  const seconds = ((Date.now() - conversation.askedAt) / 1000).toFixed(0)
  const framing = alone ? bodyFindings(alone) : []
  const isNothing = bytes.length === 0
  const seen = isNothing
    ? `after the head comes nothing, for ${seconds} s`
    : `${bytes.length} bytes in ${seconds} s, and no frame in ${mediaType(head)}`
  return [...framing, finding('NO_FRAME', seen, isNothing ? undefined : opening)]
}

/** Whether the server takes another viewer, once the first has left. */
async function returnFinding(
  target: Target,
  head: ResponseHead,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  for (let round = 0; round < 2; round++) {
    const asked = await ask(target, { signal })
    asked.conversation?.close()
    if (isServed(asked, mediaType(head))) return undefined
    // An ESP32 learns that a viewer left when it writes the next frame, and others later still.
    await pause(LEAVING, undefined, { signal })
    if (asked.failure?.code === 'ECONNREFUSED' && round === 1) {
      return finding('GONE_AFTER_VIEWER', 'nobody listens any more, once the first viewer has left')
    }
  }
  return finding('ONE_VIEWER', 'once a viewer has left, the next one is not served')
}

async function lookAtConduct(
  target: Target,
  alone: Watch,
  { quick, signal, progress }: ProbeOptions,
): Promise<{ findings: Finding[]; areas: Area[]; facts: Facts }> {
  progress('unusual requests')
  const variants = await variantFindings({ target, type: mediaType(alone.head), signal })
  const audiences: Awaited<ReturnType<typeof watchTogether>>[] = []
  for (const viewers of quick ? [3] : [2, 6]) {
    progress(`${viewers} viewers at once`)
    audiences.push(await watchTogether(target, { viewers, alone, signal }))
  }
  const found = [...variants, ...audiences.flatMap(({ findings }) => findings)]
  const facts = { audiences: audiences.map((each) => each.facts) }
  const isCrowded = found.some(({ code }) => code === 'ONE_VIEWER' || code === 'VIEWERS_STARVE')
  if (!quick && !isCrowded) progress('a slow viewer')
  const slow = quick || isCrowded ? undefined : await readSlowly(target, { alone, signal })
  return {
    findings: [...found, ...(slow?.findings ?? [])],
    areas: ['requests', 'audience', ...(slow ? (['slow'] as const) : [])],
    facts: { ...facts, slow: slow?.facts },
  }
}

function factsOf(watch: Watch): Facts {
  const { frames, conversation, until, rate, bitrate } = watch
  const pictures = frames.map(({ picture }) => picture)
  const shown = pictures.findLast(({ width }) => width > 0)
  const gaps = differences(frames.map(({ at }) => at))
  const repeated = pictures.filter(({ print }, nth) => print === pictures[nth - 1]?.print).length
  return {
    width: shown?.width,
    height: shown?.height,
    frameBytes: middle(pictures.map(({ bytes }) => bytes)),
    frames: frames.length,
    watched: round((until - conversation.askedAt) / 1000),
    rate: round(rate),
    bitrate: Math.round(bitrate),
    firstFrame: round((frames[0]?.at ?? until) - conversation.askedAt),
    gaps: {
      p50: round(middle(gaps)),
      p99: round(quantile(gaps, 0.99)),
      longest: round(Math.max(0, ...gaps)),
    },
    repeated,
    age: ageOf(frames),
  }
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
