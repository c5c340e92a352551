/**
 * What a request brings: one value, as JSON.
 *
 * @module
 */
import { Refusal } from '../handler/refusal.ts'

const JSON_TYPE = /^application\/(json|[\w.-]+\+json)\s*(;|$)/i

/** The value that a request brings; `undefined` where it brings none. @throws {Refusal} */
export async function readValue(request: Request, limit: number): Promise<unknown> {
  const bytes = await readBytes(request, limit)
  if (bytes.length === 0) return undefined
  const type = request.headers.get('content-type') ?? 'none'
  // Also what keeps forms of pages elsewhere out: they cannot send this type unasked.
  if (!JSON_TYPE.test(type)) {
    const detail = `Expected Content-Type application/json, got ${type.slice(0, 100)}`
    throw new Refusal('UNSUPPORTED_TYPE', detail, { members: { supported: ['application/json'] } })
  }
  const parsed = parse(bytes)
  if (!parsed) throw new Refusal('INVALID_BODY', 'Expected JSON, got something else')
  return parsed.value
}

function parse(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return undefined
  }
}

async function readBytes({ body, headers }: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = (): Refusal =>
    new Refusal('BODY_TOO_LARGE', `Expected at most ${limit} bytes`, { members: { limit } })
  if (!body) return new Uint8Array(0)
  if (Number(headers.get('content-length')) > limit) throw tooLarge()
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    length += piece.length
    if (length > limit) throw tooLarge()
    pieces.push(piece)
  }
  return joined(pieces, length)
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
