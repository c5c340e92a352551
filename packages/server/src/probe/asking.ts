/**
 * Asking as whoever the address names: a challenge is answered, basic or digest, and only when the
 * server asks.
 *
 * @module
 */
import { authenticatingFetch } from 'zoetrope/node'
import { type ConnectFailure, Conversation, converse, type Question } from './conversation.ts'
import { headerValue, mediaType } from './response-head.ts'
import type { Target } from './target.ts'

/** What came of a question. */
export interface Asked {
  /** There wherever a connection was. Whoever asked closes it. */
  readonly conversation?: Conversation | undefined
  readonly failure?: ConnectFailure | undefined
  /** How the login was shown: `basic`, `digest`. */
  readonly scheme?: string | undefined
}

/** A question and how long its answer may take to begin. */
export interface AskOptions extends Question {
  /** Milliseconds. @default that of the target */
  readonly patience?: number | undefined
  readonly signal: AbortSignal
}

/** Asks, and waits for the head of the answer. */
export async function ask(target: Target, options: AskOptions): Promise<Asked> {
  const { credentials, url } = target
  if (!credentials) return askOnce(target, options)
  let last: Asked = {}
  const fetch = authenticatingFetch(credentials, async (_url, init) => {
    last.conversation?.close()
    const authorization = new Headers(init?.headers).get('authorization')
    const fields = { ...options.fields, ...(authorization ? { authorization } : {}) }
    const asked = await askOnce(target, { ...options, fields })
    last = { ...asked, scheme: authorization?.split(' ')[0]?.toLowerCase() }
    return responseLike(asked)
  })
  try {
    await fetch(url.href, { method: options.method ?? 'GET' })
  } catch (error) {
    options.signal.throwIfAborted()
    // Of a challenge that nobody can answer the 401 itself tells enough.
    if (!last.conversation && !last.failure) throw error
  }
  return last
}

/** Whether the answer is the one that was wished: 200, and of the same kind as `type`. */
export function isServed({ conversation }: Asked, type: string): boolean {
  const head = conversation?.head
  return head?.status === 200 && mediaType(head) === type
}

async function askOnce(target: Target, options: AskOptions): Promise<Asked> {
  const { signal, patience = target.timeout } = options
  const opened = await converse(target, options, signal)
  if (!(opened instanceof Conversation)) return { failure: opened }
  try {
    await opened.until(() => opened.head !== undefined, patience, signal)
  } catch (error) {
    opened.close()
    throw error
  }
  return { conversation: opened }
}

/** As much of a response as a login needs. */
function responseLike({ conversation }: Asked): Response {
  const head = conversation?.head
  const challenge = headerValue(head, 'www-authenticate')
  const status = head && head.status >= 200 ? head.status : 599
  return new Response(undefined, {
    status,
    headers: challenge ? { 'www-authenticate': challenge } : {},
  })
}
