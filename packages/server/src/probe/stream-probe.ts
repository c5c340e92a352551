/**
 * A stream looked at: watched for some seconds, every byte and every picture, and then its server.
 *
 * @module
 */
import { type Area, approvals } from './approval.ts'
import { bodyFindings } from './body-checks.ts'
import { announcedBoundary } from './boundary.ts'
import { conductOf } from './conduct.ts'
import type { Conversation } from './conversation.ts'
import { type Finding, finding } from './finding.ts'
import { streamHeadFindings } from './head-checks.ts'
import type { Answered, Looked, ProbeOptions } from './look.ts'
import { examinePictures } from './picture.ts'
import { pictureFindings } from './picture-checks.ts'
import { bodyOf } from './response-body.ts'
import { mediaType } from './response-head.ts'
import { rhythmFindings } from './rhythm-checks.ts'
import { ageOf } from './stamp-checks.ts'
import { streamFacts } from './stream-facts.ts'
import { type Watch, watchOf } from './watch.ts'

/** Milliseconds of watching, and how many more where few frames came. */
const WATCHING = { quick: [2000, 3000], thorough: [5000, 6000] } as const

/** Frames that are enough to judge. */
const ENOUGH = 4

/** So many intervals without a frame are doubtful. */
const DOUBT = 4

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
  if (!alone || alone.frames.length === 0) {
    return { findings: [...atHead, ...emptyFindings(conversation, alone)], fine: [], facts: {} }
  }
  const pictures = examinePictures(alone.frames.map(({ jpeg }) => jpeg))
  const own = [...bodyFindings(alone), ...pictureFindings(pictures), ...rhythmFindings(alone)]
  const boundary = announcedBoundary(head) ? (['boundary'] as const) : []
  const areas: Area[] = ['head', ...boundary, 'parts', 'pictures', 'rhythm']
  if (ageOf(alone.frames) !== undefined) areas.push('stamps')
  const conduct = await conductOf(target, alone, options)
  const findings = [...atHead, ...own, ...conduct.findings]
  const fine = approvals([...areas, ...conduct.areas], findings)
  const facts = { ...streamFacts(alone, pictures), ...conduct.facts }
  return { findings, fine, unseen: conduct.unseen, facts }
}

async function watchFor(
  conversation: Conversation,
  { quick, signal, progress }: ProbeOptions,
): Promise<Watch | undefined> {
  const [span, more] = quick ? WATCHING.quick : WATCHING.thorough
  progress(`the stream, for ${span / 1000} s`)
  await conversation.watch(span, signal)
  const look = (): Watch | undefined => watchOf(conversation, Date.now())
  // Few frames, or none for a while: whether more come is worth waiting for.
  if (isDoubtful(look())) await conversation.until(() => !isDoubtful(look()), more, signal)
  const watch = look()
  conversation.close()
  return watch
}

function isDoubtful(watch: Watch | undefined): boolean {
  if (!watch || watch.frames.length < ENOUGH) return true
  const { frames, rate, until } = watch
  const silence = until - (frames.at(-1)?.at ?? until)
  return rate === 0 || silence > (DOUBT * 1000) / rate
}

/** What is wrong where no frame came. */
function emptyFindings(conversation: Conversation, alone: Watch | undefined): Finding[] {
  const { bytes } = bodyOf(conversation, { endless: true })
  const seconds = ((Date.now() - conversation.askedAt) / 1000).toFixed(0)
  const framing = alone ? bodyFindings(alone) : []
  if (bytes.length === 0) {
    return [...framing, finding('NO_FRAME', `after the head comes nothing, for ${seconds} s`)]
  }
  const type = mediaType(conversation.head)
  const seen = `${bytes.length} bytes in ${seconds} s, and no frame in ${type}`
  return [...framing, finding('NO_FRAME', seen, bytes.subarray(0, 60))]
}
