/**
 * The same request in the words of other programs: HEAD, a range, HTTP/1.0, an offer of HTTP/2, and
 * a parameter against caches. Each is to be answered as the plain one was.
 *
 * @module
 */
import { type Asked, type AskOptions, ask, isServed } from './asking.ts'
import { type Finding, finding } from './finding.ts'
import { headerValue, mediaType } from './response-head.ts'
import type { Target } from './target.ts'

/** What the plain request gave. */
export interface Plain {
  readonly target: Target
  /** The media type. */
  readonly type: string
  readonly signal: AbortSignal
  /** Whether there is room for several viewers. */
  readonly isRoomy: boolean
}

/** Milliseconds that an answer may take where the plain one came. */
const PATIENCE = 3000

/** Milliseconds in which a body comes where there is one, and the end where it is announced. */
const BODY = 300
const ENDING = 1000

/** An offer that curl --http2 makes to every server. */
const OFFER = {
  connection: 'Upgrade, HTTP2-Settings',
  upgrade: 'h2c',
  'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
}

/** Asks one after the other, as there may be no room; beside the answer to HEAD, where there is. */
export async function variantFindings(plain: Plain): Promise<Finding[]> {
  const atHead = headVariant(plain)
  if (!plain.isRoomy) await atHead
  const others = bodyVariants(plain)
  const found = [...(await Promise.all([atHead, others])).flat()]
  return found.filter((each) => each !== undefined)
}

async function bodyVariants(plain: Plain): Promise<(Finding | undefined)[]> {
  const found: (Finding | undefined)[] = []
  for (const variant of [rangeVariant, oldVariant, upgradeVariant, queryVariant]) {
    found.push(await variant(plain))
  }
  return found
}

async function headVariant(plain: Plain): Promise<Finding | undefined> {
  return look(plain, { method: 'HEAD' }, async ({ conversation }) => {
    const head = conversation?.head
    if (!conversation || !head) return finding('HEAD_HANGS', 'HEAD gets no answer')
    if (head.status >= 400) return finding('HEAD_REFUSED', `HEAD gets ${head.status}`)
    const { signal } = plain
    const isLast = head.version === '1.0' || /close/i.test(headerValue(head, 'connection'))
    const patience = isLast ? ENDING : BODY
    const hasBody = await conversation.until(
      () => conversation.length > head.length,
      patience,
      signal,
    )
    if (hasBody) return finding('HEAD_HANGS', 'HEAD gets a body as well')
    const isStuck = isLast && conversation.ending === undefined
    return isStuck ? finding('HEAD_HANGS', 'HEAD gets a head, and no end') : undefined
  })
}

async function rangeVariant(plain: Plain): Promise<Finding | undefined> {
  return look(plain, { fields: { range: 'bytes=0-' } }, async (asked) => {
    const status = asked.conversation?.head?.status
    if (status === 206) return finding('RANGE_PARTIAL', 'Range: bytes=0- gets 206')
    const isGood = isServed(asked, plain.type)
    return isGood ? undefined : finding('RANGE_REFUSED', `Range: bytes=0- gets ${told(asked)}`)
  })
}

async function oldVariant(plain: Plain): Promise<Finding | undefined> {
  return look(plain, { version: '1.0' }, async (asked) => {
    if (!isServed(asked, plain.type)) {
      return finding('HTTP10_REFUSED', `a request of HTTP/1.0 gets ${told(asked)}`)
    }
    const coding = headerValue(asked.conversation?.head, 'transfer-encoding')
    return coding === ''
      ? undefined
      : finding(
          'CHUNKED_TO_1_0',
          'a request of HTTP/1.0 gets chunks',
          `Transfer-Encoding: ${coding}`,
        )
  })
}

async function upgradeVariant(plain: Plain): Promise<Finding | undefined> {
  return look(plain, { fields: OFFER }, async (asked) => {
    const isGood = asked.conversation?.head?.status === 101 || isServed(asked, plain.type)
    return isGood ? undefined : finding('UPGRADE_REFUSED', `Upgrade: h2c gets ${told(asked)}`)
  })
}

async function queryVariant(plain: Plain): Promise<Finding | undefined> {
  const url = new URL(plain.target.url)
  // Not by searchParams, which would write the other parameters anew.
  url.search += `${url.search ? '&' : '?'}timestamp=${Date.now()}&cacheBust=1`
  const target = { ...plain.target, url }
  return look({ ...plain, target }, {}, async (asked) =>
    isServed(asked, plain.type)
      ? undefined
      : finding('QUERY_REFUSED', `with ?timestamp=...&cacheBust=1 it gives ${told(asked)}`),
  )
}

async function look(
  { target, signal }: Plain,
  question: Omit<AskOptions, 'signal'>,
  judge: (asked: Asked) => Promise<Finding | undefined>,
): Promise<Finding | undefined> {
  const patience = Math.min(PATIENCE, target.timeout)
  const asked = await ask(target, { ...question, patience, signal })
  try {
    return await judge(asked)
  } finally {
    asked.conversation?.close()
  }
}

/** What came instead, in words. */
function told({ conversation, failure }: Asked): string {
  if (failure) return `no connection (${failure.code})`
  const head = conversation?.head
  if (!head) return conversation?.ending === undefined ? 'no answer' : 'a closed connection'
  return head.status === 200 ? `another thing (${mediaType(head)})` : `${head.status}`
}
