/**
 * One picture, published.
 *
 * @module
 */
import { type Bytes, type Pushed, type PushSource, stampOf, ZoetropeError } from 'zoetrope'
import { Problem } from './problem.ts'
import { MAX_FRAME_BYTES } from './push-limits.ts'
import { problemOf } from './push-refusal.ts'

/** Publishes the picture that a request brings. @throws {Problem} */
export async function takePicture(
  request: Request,
  source: PushSource,
  name: string,
): Promise<Response> {
  try {
    source.check()
    const jpeg = await wholeOf(request)
    return shown(await source.visit(name).push(jpeg, stampOf(request.headers)))
  } catch (error) {
    if (error instanceof ZoetropeError) throw problemOf(error, 'PUBLISHER_PRESENT')
    throw error
  }
}

function shown(pushed: Pushed): Response {
  if (pushed === 'rate') {
    const detail = 'Expected fewer pictures a second; a stream or a WebSocket takes 240'
    throw new Problem('TOO_MANY_FRAMES', detail, { headers: { 'retry-after': '1' } })
  }
  const place = typeof pushed === 'object' && {
    'x-frame-index': `${pushed.index}`,
    'x-frame-epoch': pushed.epoch,
  }
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store', ...place } })
}

async function wholeOf({ headers, body }: Request): Promise<Bytes> {
  if (Number(headers.get('content-length') ?? 0) > MAX_FRAME_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body ?? []) {
      length += chunk.length
      if (length > MAX_FRAME_BYTES) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof Problem ? cause : brokenOff(cause)
  }
  return joined(chunks, length)
}

function joined(chunks: readonly Uint8Array[], length: number): Bytes {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function brokenOff(cause: unknown): Problem {
  return new Problem('INVALID_BODY', 'The picture did not come to its end', { cause })
}

function tooLarge(): Problem {
  const detail = `Expected a picture of at most ${MAX_FRAME_BYTES} bytes`
  return new Problem('BODY_TOO_LARGE', detail, {
    members: { limit: MAX_FRAME_BYTES },
    headers: { connection: 'close' },
  })
}
