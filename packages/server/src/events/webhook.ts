/**
 * A URL that is called when something happens: a POST of the event as JSON, tried again while the
 * other side has trouble.
 *
 * @module
 */
import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { TimeLimit } from 'zoetrope'
import { type Entry, plain } from './entry.ts'
import type { Errand } from './errand.ts'
import { fill, wordsOf } from './wording.ts'

/** What to call. */
export interface WebhookInit {
  /** Words in braces are filled in. May have a name and password. */
  readonly url: string
  /** Further headers. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Signs the body, if there is one. @default unsigned */
  readonly secret?: string | undefined
  /** How the caller calls itself: `zoetrope/1.2.3`. */
  readonly agent: string
  /** Milliseconds before each further attempt. @default [1000, 5000, 20000] */
  readonly retries?: readonly number[] | undefined
}

/** Milliseconds that are waited at most because the other side wishes it. */
const LONGEST_WISH = 60_000

/** Characters of an answer that are worth a line in the log. */
const LAST_WORDS = 200

/** How an attempt failed. */
interface Failure {
  readonly reason: string
  /** Milliseconds to wait before the next attempt, if the other side says; `false` where another one is pointless. */
  readonly again: number | undefined | false
}

/** Makes the errand that calls a URL. */
export function webhookErrand(init: WebhookInit): Errand {
  const { retries = [1000, 5000, 20_000] } = init
  return async (entry, { timeout, signal }) => {
    const request = requestOf(init, entry)
    for (const delay of [...retries, undefined]) {
      const failure = await attempt(request, { timeout, signal })
      if (!failure || signal.aborted) return
      if (failure.again === false || delay === undefined) throw new Error(failure.reason)
      await pause(failure.again ?? delay, undefined, { signal, ref: false }).catch(() => {})
      if (signal.aborted) return
    }
  }
}

/** `sha256=` and the HMAC of a body in hexadecimal digits, as the header `X-Zoetrope-Signature` has it. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

function requestOf({ url, headers, secret, agent }: WebhookInit, entry: Entry): Request {
  const target = new URL(fill(url, wordsOf(entry), encodeURIComponent))
  const { username, password } = target
  const body = JSON.stringify(entry)
  const fields = new Headers(headers)
  fields.set('content-type', 'application/json')
  fields.set('user-agent', agent)
  fields.set('x-zoetrope-event', entry.type)
  fields.set('x-zoetrope-id', entry.id)
  if (secret !== undefined) fields.set('x-zoetrope-signature', signatureOf(body, secret))
  // fetch() refuses a URL that has them.
  if (username !== '' || password !== '') {
    const pair = `${decoded(username)}:${decoded(password)}`
    fields.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
    target.username = ''
    target.password = ''
  }
  // A redirect would make a GET of it.
  return new Request(target, { method: 'POST', headers: fields, body, redirect: 'manual' })
}

/** A percent sign may stand for itself: URLs let it through. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function attempt(
  request: Request,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<Failure | undefined> {
  using limit = new TimeLimit(timeout, signal)
  try {
    const response = await fetch(request.clone(), { signal: limit.signal })
    if (!response.ok) return refused(response, await lastWords(response))
    // It is done; nobody wants to know what else there is.
    response.body?.cancel().catch(() => {})
    return undefined
  } catch (error) {
    if (limit.reached) return { reason: `no answer within ${timeout / 1000} s`, again: undefined }
    return { reason: `it cannot be reached (${reasonOf(error)})`, again: undefined }
  }
}

function refused({ status, statusText, headers }: Response, said: string): Failure {
  const reason = `it answered ${`${status} ${statusText}`.trim()}${said && `: ${said}`}`
  if (status < 500 && status !== 408 && status !== 429) return { reason, again: false }
  const wish = Number(headers.get('retry-after') ?? Number.NaN) * 1000
  return { reason, again: wish >= 0 ? Math.min(wish, LONGEST_WISH) : undefined }
}

/** The beginning of a body, of whatever length. */
async function lastWords({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return plain(new TextDecoder().decode(first?.value).slice(0, LAST_WORDS)).trim()
}

/** What fetch() says is "fetch failed"; the cause knows more. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause ? String(cause.code) : cause.message
}
