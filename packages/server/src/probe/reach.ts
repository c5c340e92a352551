/**
 * The way to the pictures: through redirects and logins to an answer of 200, or to the reason why
 * there is none.
 *
 * @module
 */
import { type Asked, ask } from './asking.ts'
import type { ConnectFailure, Conversation } from './conversation.ts'
import { type FaultCode, type Finding, finding, findingIf } from './finding.ts'
import { bodyOf } from './response-body.ts'
import { headerValue, mediaType } from './response-head.ts'
import { movedTo, type Target, withoutLogin } from './target.ts'

/** Where a way led. */
export interface Reached {
  /** Where the pictures are, behind all redirects. */
  readonly target: Target
  /** An answer of 200; `undefined` where the findings tell why not. Whoever reached it closes it. */
  readonly conversation?: Conversation | undefined
  readonly findings: readonly Finding[]
  /** How the login was shown. */
  readonly scheme?: string | undefined
}

/** Redirects that are followed, as browsers do. */
const MOST_REDIRECTS = 10

/** Milliseconds that a refusal may take to be explained, and the letters of that which are shown. */
const EXPLAINING = 1000
const LONGEST_REFUSAL = 300

const BY_CODE: Readonly<Record<string, FaultCode>> = {
  ENOTFOUND: 'ADDRESS_UNKNOWN',
  EAI_AGAIN: 'ADDRESS_UNKNOWN',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  AbortError: 'CONNECTION_TIMEOUT',
  ABORT_ERR: 'CONNECTION_TIMEOUT',
  ETIMEDOUT: 'CONNECTION_TIMEOUT',
  EHOSTUNREACH: 'CONNECTION_TIMEOUT',
  ENETUNREACH: 'CONNECTION_TIMEOUT',
}

/** Goes there. */
export async function reach(start: Target, signal: AbortSignal): Promise<Reached> {
  let target = start
  const findings: Finding[] = []
  for (let redirects = 0; ; redirects += 1) {
    const asked = await ask(target, { signal })
    const place = redirectOf(asked, target)
    if (!place) return arrived(target, { asked, before: findings, signal })
    asked.conversation?.close()
    if (redirects === MOST_REDIRECTS) {
      const seen = `${MOST_REDIRECTS} redirects, the last one to ${place.href}`
      return { target, findings: [...findings, finding('REDIRECT_LOOP', seen)] }
    }
    if (redirects === 0) findings.push(finding('REDIRECTED', `it sends viewers to ${place.href}`))
    target = movedTo(target, place)
  }
}

/** The findings about a connection that gave no head. */
export function silenceFinding({ conversation, failure }: Asked, target: Target): Finding {
  if (failure) return failureFinding(failure, target)
  const bytes = conversation?.bytes ?? new Uint8Array()
  const { ending } = conversation ?? {}
  const seconds = target.timeout / 1000
  if (bytes.length > 0) return finding('NOT_HTTP', 'the answer is no HTTP', bytes)
  if (ending === undefined || ending === 'left') {
    return finding('NO_ANSWER', `it takes the connection, and says nothing for ${seconds} s`)
  }
  const how = ending === 'fin' ? 'hung up' : 'tore the connection'
  return finding('CLOSED_WITHOUT_ANSWER', `it took the connection, and ${how} without a word`)
}

function failureFinding({ code, message }: ConnectFailure, { url, timeout }: Target): Finding {
  const isSilent = /^(AbortError|ABORT_ERR|ETIMEDOUT)$/.test(code)
  const why = isSilent ? `it is silent for ${timeout / 1000} s` : code
  const seen: Partial<Record<FaultCode, string>> = {
    ADDRESS_UNKNOWN: `nobody knows the name ${url.hostname}`,
    CONNECTION_REFUSED: `nobody listens on ${url.host}`,
    CONNECTION_TIMEOUT: `${url.host} cannot be reached: ${why}`,
  }
  const known = BY_CODE[code]
  if (known) return finding(known, seen[known] ?? message)
  const isTls = url.protocol === 'https:'
  return isTls
    ? finding('TLS_FAILED', `no TLS with ${url.host}: ${firstLine(message)}`)
    : finding('CLOSED_WITHOUT_ANSWER', `${url.host} tore the connection (${code})`)
}

function firstLine(message: string): string {
  return (/:([^:]*(?:wrong version|alert|handshake)[^:]*):/i.exec(message)?.[1] ?? message).trim()
}

function redirectOf({ conversation }: Asked, { url }: Target): URL | undefined {
  const head = conversation?.head
  const location = headerValue(head, 'location')
  const isMoved = head !== undefined && head.status >= 300 && head.status < 400
  if (!isMoved || !URL.canParse(location, url.href)) return undefined
  const place = withoutLogin(new URL(location, url.href))
  return /^https?:$/.test(place.protocol) ? place : undefined
}

async function arrived(
  target: Target,
  { asked, before, signal }: { asked: Asked; before: readonly Finding[]; signal: AbortSignal },
): Promise<Reached> {
  const { conversation, scheme } = asked
  const head = conversation?.head
  const trouble =
    conversation && head?.version
      ? await statusFinding(conversation, target, signal)
      : silenceFinding(asked, target)
  const distrust = conversation?.distrust
  const findings = [
    ...before,
    ...findingIf(distrust !== undefined, 'TLS_UNTRUSTED', `its certificate: ${distrust}`),
    ...findingIf(
      scheme === 'basic' && target.url.protocol === 'http:',
      'LOGIN_IN_CLEAR',
      'the password goes over the network as it is (basic)',
    ),
    ...(trouble ? [trouble] : []),
  ]
  if (!trouble) return { target, conversation, findings, scheme }
  conversation?.close()
  return { target, findings, scheme }
}

async function statusFinding(
  conversation: Conversation,
  target: Target,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const { head } = conversation
  if (!head || head.status === 200) return undefined
  const [line = ''] = head.text.split(/\r?\n/)
  if (head.status !== 401) {
    const why = await refusalOf(conversation, signal)
    return finding('STATUS_BAD', `it answers ${head.status}${why && `: ${why}`}`, line)
  }
  const challenge = headerValue(head, 'www-authenticate')
  return target.credentials
    ? finding('LOGIN_REFUSED', 'it does not take the login of the address', challenge || line)
    : finding('LOGIN_NEEDED', 'it wants a login', challenge || line)
}

/** What a server says of its refusal, if it says it in words: a problem's detail (RFC 9457), or plain text. */
async function refusalOf(conversation: Conversation, signal: AbortSignal): Promise<string> {
  const type = mediaType(conversation.head)
  if (type !== 'text/plain' && !type.endsWith('json')) return ''
  await conversation.until(() => bodyOf(conversation).isWhole, EXPLAINING, signal)
  const text = bodyOf(conversation).bytes.toString('utf8', 0, LONGEST_REFUSAL * 10)
  const said = type === 'text/plain' ? text : detailIn(text)
  // Nothing that a terminal would obey.
  const words = said.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return words.length > LONGEST_REFUSAL ? `${words.slice(0, LONGEST_REFUSAL)} ...` : words
}

function detailIn(json: string): string {
  try {
    const problem: unknown = JSON.parse(json)
    const isProblem = typeof problem === 'object' && problem !== null && 'detail' in problem
    return isProblem && typeof problem.detail === 'string' ? problem.detail : ''
  } catch {
    return ''
  }
}
