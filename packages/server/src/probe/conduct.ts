/**
 * How a server behaves beyond one viewer: whether it takes another one, several at once, unusual
 * requests and a slow link.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Area } from './approval.ts'
import { ask, isServed } from './asking.ts'
import { watchTogether } from './audience.ts'
import { type Finding, finding } from './finding.ts'
import type { ProbeOptions } from './look.ts'
import type { Facts } from './report.ts'
import { mediaType } from './response-head.ts'
import { readSlowly } from './slow-reader.ts'
import type { Target } from './target.ts'
import { variantFindings } from './variants.ts'
import type { Watch } from './watch.ts'

/** What was seen of it. */
export interface Conduct {
  readonly findings: readonly Finding[]
  /** What was looked at. */
  readonly areas: readonly Area[]
  /** What was not, and why, in sentences. */
  readonly unseen: readonly string[]
  readonly facts: Facts
}

/** Milliseconds until a server has noticed that its viewer left: some have room for one only. */
const LEAVING = 1500

/** How often a server is asked whether it takes the next viewer. */
const ROUNDS = 2

const VIEWERS = { quick: 3, thorough: 6 } as const

/** Looks at the conduct of a server whose only viewer, `alone`, has just left. */
export async function conductOf(
  target: Target,
  alone: Watch,
  options: ProbeOptions,
): Promise<Conduct> {
  const { quick, signal, progress } = options
  const type = mediaType(alone.head)
  const gone = await returnFinding(target, type, signal)
  if (gone) return { findings: [gone], areas: [], unseen: [], facts: {} }
  const viewers = quick ? VIEWERS.quick : VIEWERS.thorough
  progress(`${viewers} viewers at once`)
  const audience = await watchTogether(target, { viewers, alone, signal })
  const isRoomy = audience.findings.length === 0
  if (!isRoomy) await returnFinding(target, type, signal)
  const isPatient = isRoomy && !quick
  progress(isPatient ? 'a slow viewer, and unusual requests' : 'unusual requests')
  const [variants, slow] = await Promise.all([
    variantFindings({ target, type, signal, isRoomy }),
    isPatient ? readSlowly(target, { alone, signal }) : undefined,
  ])
  return {
    findings: [...variants, ...audience.findings, ...(slow?.findings ?? [])],
    areas: [
      'requests',
      ...(audience.isDoubtful ? [] : (['audience'] as const)),
      ...(slow ? (['slow'] as const) : []),
    ],
    unseen: [
      ...(audience.isDoubtful ? ['several viewers: this machine was too busy to tell'] : []),
      ...(slow ? [] : [`a slow viewer: ${whyNotSlow({ isRoomy, quick })}`]),
    ],
    facts: { audiences: [audience.facts], slow: slow?.facts },
  }
}

function whyNotSlow({ isRoomy, quick }: { isRoomy: boolean; quick: boolean }): string {
  if (quick) return '--quick leaves it out'
  return isRoomy ? 'the stream is too thin to tell' : 'several are too many for this server'
}

/** What is wrong where the server takes no other viewer, once the first has left. */
async function returnFinding(
  target: Target,
  type: string,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  let isGone = false
  for (let round = 0; round < ROUNDS; round += 1) {
    // An ESP32 learns that a viewer left when it writes the next frame, and others later still.
    if (round > 0) await pause(LEAVING, undefined, { signal })
    const asked = await ask(target, { signal })
    asked.conversation?.close()
    if (isServed(asked, type)) return undefined
    isGone = asked.failure?.code === 'ECONNREFUSED'
  }
  return isGone
    ? finding('GONE_AFTER_VIEWER', 'nobody listens any more, once the first viewer has left')
    : finding('ONE_VIEWER', 'once a viewer has left, the next one is not served')
}
