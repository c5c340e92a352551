/**
 * Looks at an MJPEG stream or a snapshot as each kind of viewer does: the way there, every byte for
 * some seconds, the same request in other programs' words, several viewers at once, and a slow one.
 *
 * @module
 */

import { announcedBoundary, usedDelimiter } from './boundary.ts'
import type { Conversation } from './conversation.ts'
import { type Finding, finding } from './finding.ts'
import type { Answered, ProbeOptions } from './look.ts'
import { streamNear } from './page.ts'
import { reach } from './reach.ts'
import { type Facts, type ProbeReport, reportOf } from './report.ts'
import { bodyOf } from './response-body.ts'
import { headerValue, mediaType } from './response-head.ts'
import { probeSnapshot } from './snapshot-probe.ts'
import { probeStream } from './stream-probe.ts'
import type { Target } from './target.ts'

/** Looks, and reports. Aborting throws the reason of the signal. */
export async function probe(target: Target, options: ProbeOptions): Promise<ProbeReport> {
  options.progress('the way there')
  const reached = await reach(target, options.signal)
  const { conversation } = reached
  if (!conversation) return nothing(target, reached.findings)
  try {
    return await lookAt({ ...reached, conversation }, target, options)
  } finally {
    conversation.close()
  }
}

async function lookAt(
  reached: Answered,
  start: Target,
  options: ProbeOptions,
): Promise<ProbeReport> {
  const { conversation, target } = reached
  const kind = await kindOf(conversation, target, options.signal)
  const type = mediaType(conversation.head)
  const isCalledPicture = kind === 'stream' && type.startsWith('image/')
  const wrong = isCalledPicture
    ? [finding('SNAPSHOT_TYPE', `a stream is called ${type}`, type)]
    : wrongKind(start.url, kind)
  const findings = [...reached.findings, ...wrong]
  const facts = headFacts(reached)
  const address = start.url.href
  if (kind === 'other') return otherThing(reached, address, findings, facts, options)
  const look = kind === 'stream' ? probeStream : probeSnapshot
  const seen = await look(reached, options)
  return reportOf({
    address,
    kind,
    findings: [...findings, ...seen.findings],
    fine: seen.fine,
    unseen: seen.unseen,
    facts: { ...facts, ...seen.facts },
  })
}

function headFacts({ conversation, scheme }: Answered): Facts {
  const { head } = conversation
  return {
    server: headerValue(head, 'server') || undefined,
    contentType: headerValue(head, 'content-type') || undefined,
    allowOrigin: headerValue(head, 'access-control-allow-origin') || undefined,
    login: scheme,
  }
}

/** By the first bytes: what a head says of them may be wrong. */
async function kindOf(
  conversation: Conversation,
  { timeout }: Target,
  signal: AbortSignal,
): Promise<'stream' | 'snapshot' | 'other'> {
  const type = mediaType(conversation.head)
  if (type.startsWith('multipart/')) return 'stream'
  await conversation.until(() => bodyOf(conversation).bytes.length >= 200, timeout, signal)
  const { bytes } = bodyOf(conversation)
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'snapshot'
  const { head } = conversation
  const boundary = head && announcedBoundary(head)?.text
  const isText = type === 'text/html'
  if (!isText && usedDelimiter(bytes, boundary) !== undefined) return 'stream'
  return type === 'image/jpeg' ? 'snapshot' : 'other'
}

/** A path that promises the other kind. Names such as /stream.jpg promise a stream. */
function wrongKind({ pathname, search }: URL, kind: 'stream' | 'snapshot' | 'other'): Finding[] {
  const path = `${pathname}${search}`.toLowerCase()
  const promises = /snapshot|capture|still|\.jpe?g$/.test(path) ? 'snapshot' : undefined
  const promised = /stream|mjpe?g|video/.test(path) ? 'stream' : promises
  if (promised === undefined || kind === 'other' || promised === kind) return []
  return [finding('WRONG_KIND', `the address says ${promised}, and it is a ${kind}`)]
}

async function otherThing(
  { conversation, target }: Answered,
  address: string,
  findings: readonly Finding[],
  facts: Facts,
  { signal, progress }: ProbeOptions,
): Promise<ProbeReport> {
  progress('pages near this one')
  const { bytes } = bodyOf(conversation)
  const type = mediaType(conversation.head)
  const near = await streamNear(target, bytes.toString('latin1'), signal)
  const what = type === 'text/html' ? 'it is a page' : `it is ${type || 'something without a type'}`
  const seen = near ? `${what}; the stream is ${near}` : `${what}, and no stream was found near it`
  const found = finding('NOT_A_STREAM', seen, bytes.subarray(0, 60))
  return reportOf({ address, kind: 'none', findings: [...findings, found], fine: [], facts })
}

function nothing({ url }: Target, findings: readonly Finding[]): ProbeReport {
  return reportOf({ address: url.href, kind: 'none', findings, fine: [], facts: {} })
}
