/**
 * What a request brings: refused where nothing takes it, and read with a limit where it is JSON.
 *
 * A route that takes a body without a schema reads it itself, as it comes; every other body is
 * either wanted whole, and then it is small, or not wanted at all.
 *
 * @module
 */
import type { z } from 'zod'
import { Problem } from './problem.ts'

/** What a route takes. */
export interface RequestBody<Body = unknown> {
  /**
   * The `Content-Type` it expects, or several: `application/json`, `multipart/*`. `*\/*` is anything,
   * also a body that does not say what it is.
   */
  readonly type: string | readonly string[]
  /** Whether a body that does not say what it is will do as well. @default false */
  readonly unnamed?: boolean | undefined
  /** One sentence for the documentation. */
  readonly about: string
  /** The shape of its JSON. Without one, the route finds `visit.request.body` as it came. */
  readonly schema?: z.ZodType<Body> | undefined
  /** Bytes; for bodies with a schema, others limit themselves. @default 65536 */
  readonly maxBytes?: number | undefined
}

/** Bytes of JSON: far more than any request here needs. */
const MAX_BYTES = 65_536

/** Whether a request brings a body that is not empty. */
export function hasBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}

/** @throws {Problem} `BODY_REFUSED` when the request brings a body. */
export function refuseBody({ headers }: Request): void {
  if (!hasBody(headers)) return
  throw new Problem('BODY_REFUSED', 'Expected a request without a body: nothing here takes one')
}

/** The types that a route takes, one by one. */
export function typesOf({ type }: Pick<RequestBody, 'type'>): readonly string[] {
  return typeof type === 'string' ? [type] : type
}

/** @throws {Problem} `UNSUPPORTED_TYPE` when the body is of a type that the route does not take. */
export function checkType({ headers }: Request, body: Pick<RequestBody, 'type' | 'unnamed'>): void {
  if (!hasBody(headers)) return
  const types = typesOf(body)
  const said = headers.get('content-type') ?? ''
  const type = said.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isKnown = types.some((each) => matches(each, type)) || (body.unnamed && said === '')
  if (!isKnown) {
    const got = said === '' ? 'none' : `"${said.slice(0, 100)}"`
    throw unsupported(`Expected Content-Type: ${types.join(' or ')}, got ${got}`, types)
  }
  const coding = headers.get('content-encoding') ?? 'identity'
  if (coding.toLowerCase() === 'identity') return
  const text = `Expected a body without Content-Encoding, got "${coding.slice(0, 100)}"`
  throw unsupported(text, types)
}

/**
 * Reads the JSON of a request and checks it.
 *
 * @throws {Problem} `BODY_TOO_LARGE`; `INVALID_BODY` when it is no JSON, or altogether something
 * else; `INVALID_PARAMETER` naming the member that is not what it should be.
 * @throws {TypeError} where there is no schema to read it by.
 */
export async function readBody<Body>(
  request: Request,
  { schema, maxBytes = MAX_BYTES }: Partial<RequestBody<Body>> = {},
): Promise<Body> {
  if (!schema) throw new TypeError('Expected the route to have a schema for its body')
  const value = parsed(await textOf(request, maxBytes))
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw wrong(issue?.path ?? [], issue?.message ?? 'something else', value)
}

/**
 * Reads a body that nobody looks at, so that an answer may take its time.
 *
 * @throws {Problem} `BODY_TOO_LARGE`; `INVALID_BODY` when it did not come to its end.
 */
export async function discardBody(request: Request, maxBytes: number = MAX_BYTES): Promise<void> {
  try {
    for await (const _chunk of chunksOf(request, maxBytes)) {
      // Only that it came matters.
    }
  } catch (cause) {
    throw cause instanceof Problem ? cause : cutOff(cause)
  }
}

function matches(expected: string, type: string): boolean {
  if (expected === '*/*') return true
  return expected.endsWith('/*') ? type.startsWith(expected.slice(0, -1)) : type === expected
}

function unsupported(detail: string, supported: readonly string[]): Problem {
  return new Problem('UNSUPPORTED_TYPE', detail, { members: { supported } })
}

async function textOf(request: Request, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  try {
    for await (const chunk of chunksOf(request, maxBytes)) {
      text += decoder.decode(chunk, { stream: true })
    }
    return text + decoder.decode()
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    const reason = cause instanceof TypeError ? 'it is no UTF-8' : 'it did not come to its end'
    throw noJson(`, but ${reason}`, cause)
  }
}

/** A body as it comes. Leaving the loop early lets go of it. @throws {Problem} `BODY_TOO_LARGE`. */
async function* chunksOf({ headers, body }: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

function parsed(text: string): unknown {
  if (text.trim() === '') throw noJson(', got nothing')
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message.slice(0, 200)}` : ''
    throw noJson(reason, cause)
  }
}

function noJson(reason: string, cause?: unknown): Problem {
  return new Problem('INVALID_BODY', `Expected a body of JSON${reason}`, { cause })
}

function cutOff(cause: unknown): Problem {
  return new Problem('INVALID_BODY', 'Expected a body that comes to its end', { cause })
}

function wrong(path: readonly PropertyKey[], expected: string, body: unknown): Problem {
  const value = path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined,
    body,
  )
  const got = (JSON.stringify(value) ?? 'nothing').slice(0, 100)
  const parameter = path.map(String).join('.').slice(0, 100)
  if (parameter === '') {
    return new Problem('INVALID_BODY', `Expected the body to be ${expected}, got ${got}`, {
      members: { expected },
    })
  }
  const detail = `Expected ${parameter} to be ${expected}, got ${got}`
  return new Problem('INVALID_PARAMETER', detail, { members: { parameter, value: got, expected } })
}

function tooLarge(limit: number): Problem {
  const detail = `Expected a body of at most ${limit} bytes`
  return new Problem('BODY_TOO_LARGE', detail, { members: { limit } })
}
