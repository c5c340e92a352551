/**
 * One camera's ONVIF service: questions in SOAP over HTTP, with the two ways in which cameras want to
 * know who asks (a token in the message, HTTP digest), given at once so that either will do.
 *
 * @module
 */
import { createHash, randomBytes } from 'node:crypto'
import { type Credentials, publicAddress } from '../../client/address.ts'
import type { Fetch } from '../../client/authentication.ts'
import { BodyReader } from '../../client/body.ts'
import { digestFetch } from '../../client/digest.ts'
import { connectionFailure } from '../../client/failure.ts'
import { type ErrorCode, ZoetropeError } from '../../errors.ts'
import { TimeLimit } from '../../time-limit.ts'
import { endlessFetch } from '../endless-fetch.ts'
import { descendants, type Element, escaped, first, parseElement, textOf } from './element.ts'
import { cleanText } from './outsider.ts'

/** Milliseconds for an answer. */
const TIMEOUT = 5000
const MAX_BYTES = 512 * 1024

const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss'
const DIGEST = `${SECURITY}-username-token-profile-1.0#PasswordDigest`
const BASE64 = `${SECURITY}-soap-message-security-1.0#Base64Binary`

/** Asks one camera. */
export class OnvifService {
  readonly #credentials: Credentials
  readonly #fetch: Fetch
  readonly #signal: AbortSignal | undefined
  /** Milliseconds by which the camera's clock is ahead. Tokens are refused that are not of its time. */
  #ahead = 0

  constructor(credentials: Credentials, signal?: AbortSignal) {
    this.#credentials = credentials
    this.#signal = signal
    this.#fetch = digestFetch(credentials, endlessFetch)
  }

  /**
   * Sets the clock of the tokens by the camera's; a camera that does not tell it has ours.
   *
   * @throws {ZoetropeError} `TIMEOUT` or `SOURCE_UNAVAILABLE` when there is no camera to ask.
   */
  async setClock(url: string): Promise<void> {
    const request = '<GetSystemDateAndTime xmlns="http://www.onvif.org/ver10/device/wsdl"/>'
    const answer = await this.#ask(url, envelope(request, '')).catch(unless(UNREACHABLE))
    const utc = first(answer, 'UTCDateTime')
    const number = (...path: string[]): number => Number(textOf(utc, ...path) ?? Number.NaN)
    const time = Date.UTC(
      number('Date', 'Year'),
      number('Date', 'Month') - 1,
      number('Date', 'Day'),
      number('Time', 'Hour'),
      number('Time', 'Minute'),
      number('Time', 'Second'),
    )
    if (Number.isFinite(time)) this.#ahead = time - Date.now()
  }

  /**
   * The body of the answer to `request`.
   *
   * @throws {ZoetropeError} `UNAUTHORIZED`, `TIMEOUT`, `SOURCE_UNAVAILABLE` or `SOURCE_FAILED`.
   */
  async ask(url: string, request: string): Promise<Element> {
    const token = usernameToken(this.#credentials, new Date(Date.now() + this.#ahead))
    return this.#ask(url, envelope(request, token))
  }

  async #ask(url: string, message: string): Promise<Element> {
    using limit = new TimeLimit(TIMEOUT, this.#signal)
    const { signal } = limit
    const from = publicAddress(url)
    const headers = { 'content-type': 'application/soap+xml; charset=utf-8' }
    try {
      const response = await this.#fetch(url, { method: 'POST', headers, body: message, signal })
      const text = await textIn(response, from)
      return checked(response, from, parseElement(text))
    } catch (error) {
      throw limit.reached ? unanswered(from, error) : connectionFailure(from, error)
    }
  }
}

const UNREACHABLE: readonly ErrorCode[] = ['TIMEOUT', 'SOURCE_UNAVAILABLE']

/** Forgives an error unless it has one of these codes. */
function unless(codes: readonly ErrorCode[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof ZoetropeError && codes.includes(error.code)) throw error
  }
}

function unanswered(from: string, cause: unknown): ZoetropeError {
  const message = `${from} did not answer within ${TIMEOUT / 1000} s`
  return new ZoetropeError('TIMEOUT', message, { cause })
}

function checked(response: Response, from: string, answer: Element | undefined): Element {
  const fault = first(answer, 'Body', 'Fault')
  const words = cleanText(textOf(fault, 'Reason', 'Text') ?? textOf(fault, 'faultstring'))
  const codes = Array.from(descendants(fault, 'Value'), ({ text }) => text)
  const code = cleanText(codes.join(' ')) ?? 'no reason given'
  if (response.status === 401 || /NotAuthorized|FailedAuthentication/i.test(code)) {
    throw new ZoetropeError('UNAUTHORIZED', `${from} refuses the user and the password`)
  }
  if (fault) throw new ZoetropeError('SOURCE_FAILED', `${from} refuses: ${words ?? code}`)
  const body = first(answer, 'Body')
  if (response.ok && body) return body
  const status = `${response.status} ${cleanText(response.statusText) ?? ''}`.trim()
  throw new ZoetropeError('SOURCE_FAILED', `${from} answered ${status}, and no ONVIF`)
}

async function textIn(response: Response, from: string): Promise<string> {
  const body = new BodyReader(response, from, {})
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (let chunk = await body.read(); chunk; chunk = await body.read()) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > MAX_BYTES) return ''
    }
    return text + decoder.decode()
  } finally {
    await body.close()
  }
}

function envelope(request: string, header: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>${header}</s:Header><s:Body>${request}</s:Body></s:Envelope>`
}

/** The token of WS-Security's UsernameToken profile: the password travels as a digest that is good once. */
export function usernameToken(
  { user, password }: Credentials,
  now: Date,
  nonce: Uint8Array = randomBytes(16),
): string {
  const created = now.toISOString().replace(/\.\d+/, '')
  const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64')
  const nonceText = Buffer.from(nonce).toString('base64')
  return `<w:Security s:mustUnderstand="1" xmlns:w="${SECURITY}-wssecurity-secext-1.0.xsd"><w:UsernameToken><w:Username>${escaped(user)}</w:Username><w:Password Type="${DIGEST}">${digest}</w:Password><w:Nonce EncodingType="${BASE64}">${nonceText}</w:Nonce><u:Created xmlns:u="${SECURITY}-wssecurity-utility-1.0.xsd">${created}</u:Created></w:UsernameToken></w:Security>`
}
