/**
 * A snapshot looked at: one JPEG, whole, and another one the next time.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises'
import { ask } from './asking.ts'
import type { Conversation } from './conversation.ts'
import { type Finding, findingIf } from './finding.ts'
import { commonHeadFindings } from './head-checks.ts'
import { examinePicture, type Picture } from './picture.ts'
import { pictureFindings } from './picture-checks.ts'
import { bodyOf } from './response-body.ts'
import { headerLine, headerValue, mediaType, type ResponseHead } from './response-head.ts'
import type { Target } from './target.ts'

/** A snapshot that came. */
export interface SnapshotSeen {
  readonly head: ResponseHead
  readonly picture: Picture
  /** Whether its end was told, and all came up to there. */
  readonly isWhole: boolean
  /** Milliseconds from the question to the last byte. */
  readonly took: number
  readonly body: Buffer
}

/** Milliseconds between two snapshots: any camera has another picture by then. */
const BETWEEN = 600

/** Waits for all of a snapshot; the conversation stays open. */
export async function takeSnapshot(
  conversation: Conversation,
  { target, signal }: { target: Target; signal: AbortSignal },
): Promise<SnapshotSeen | undefined> {
  const { head } = conversation
  if (!head) return undefined
  await conversation.until(() => bodyOf(conversation).isWhole, target.timeout, signal)
  const { bytes, isWhole } = bodyOf(conversation)
  const { at } = conversation.arrivalOf(conversation.length - 1)
  const took = at - conversation.askedAt
  return { head, picture: examinePicture(bytes), isWhole, took, body: bytes }
}

/** What is wrong with a snapshot, and with the next one after it. */
export async function snapshotFindings(
  first: SnapshotSeen,
  { target, signal }: { target: Target; signal: AbortSignal },
): Promise<Finding[]> {
  await pause(BETWEEN, undefined, { signal })
  const { conversation } = await ask(target, { signal })
  try {
    const second = conversation && (await takeSnapshot(conversation, { target, signal }))
    const isSame = second !== undefined && second.picture.print === first.picture.print
    const seen = `two snapshots, ${BETWEEN / 1000} s between them, are the same byte for byte`
    return [...findingsOf(first), ...findingIf(isSame, 'SNAPSHOT_STALE', seen)]
  } finally {
    conversation?.close()
  }
}

function findingsOf({ head, picture, isWhole, took, body }: SnapshotSeen): Finding[] {
  const type = mediaType(head)
  const length = headerValue(head, 'content-length')
  const isTold = length !== '' || /chunked/i.test(headerValue(head, 'transfer-encoding'))
  const isCut = isTold && !isWhole
  const others = jpegsIn(body)
  return [
    ...commonHeadFindings(head),
    ...findingIf(
      type !== 'image/jpeg',
      'SNAPSHOT_TYPE',
      type ? `it is called ${type}` : 'there is no Content-Type',
      headerLine(head, 'content-type'),
    ),
    ...findingIf(!isTold, 'SNAPSHOT_LENGTH', 'there is no Content-Length'),
    ...findingIf(isCut, 'SNAPSHOT_LENGTH', `${length} bytes are announced, ${body.length} come`),
    ...findingIf(others > 1, 'SNAPSHOT_SEVERAL', `${others} JPEGs come in one answer`),
    ...findingIf(took > 2000, 'SLOW_FIRST_FRAME', `it takes ${(took / 1000).toFixed(1)} s`),
    ...pictureFindings([picture]).filter(({ code }) => others === 1 || code !== 'TRAILING_BYTES'),
  ]
}

/** JPEGs one behind the other. */
function jpegsIn(body: Buffer): number {
  const start = Buffer.from([0xff, 0xd9, 0xff, 0xd8, 0xff])
  let count = 1
  for (let at = body.indexOf(start); at >= 0; at = body.indexOf(start, at + 1)) count += 1
  return count
}
