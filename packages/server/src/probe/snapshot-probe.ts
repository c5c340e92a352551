/**
 * A snapshot looked at: the picture, the next one, and the same request in other words.
 *
 * @module
 */
import { approvals } from './approval.ts'
import type { Answered, Looked, ProbeOptions } from './look.ts'
import { mediaType } from './response-head.ts'
import { snapshotFindings, takeSnapshot } from './snapshot-checks.ts'
import { variantFindings } from './variants.ts'

/** Looks at a snapshot. */
export async function probeSnapshot(
  { conversation, target }: Answered,
  { signal, progress }: ProbeOptions,
): Promise<Looked> {
  progress('the snapshot, and the next one')
  const first = await takeSnapshot(conversation, { target, signal })
  conversation.close()
  if (!first) return { findings: [], fine: [], facts: {} }
  const own = await snapshotFindings(first, { target, signal })
  progress('unusual requests')
  const type = mediaType(first.head)
  const variants = await variantFindings({ target, type, signal, isRoomy: false })
  const findings = [...own, ...variants]
  const { width, height, bytes } = first.picture
  return {
    findings,
    fine: approvals(['snapshot', 'pictures', 'requests'], findings),
    facts: { width, height, frameBytes: bytes, firstFrame: Math.round(first.took) },
  }
}
