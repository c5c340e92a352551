/**
 * One frame as an answer. Its tag is its epoch and index, which no other frame ever has: whoever has
 * the frame already is told so without its bytes.
 *
 * @module
 */
import type { Frame } from '../frame/frame.ts'
import { formatTimestamp, type Part } from '../multipart/part.ts'
import { NO_CACHE } from './stream.ts'

/** How long a frame may be kept by whoever asked for it; nobody in between may keep any. */
export type Keeping = 'never' | 'asking' | 'for ever'

const keepings: Record<Keeping, Readonly<Record<string, string>>> = {
  never: NO_CACHE,
  asking: { 'cache-control': 'private, no-cache' },
  'for ever': { 'cache-control': 'private, max-age=31536000, immutable' },
}

/** 200 with the frame, or 304 for whoever has it. `HEAD` gets the headers alone. @param keeping @default 'never' */
export function frameAnswer(
  frame: Part | Frame,
  request: Request,
  keeping: Keeping = 'never',
): Response {
  const headers = { ...keepings[keeping], ...names(frame) }
  if (isTagged(request, headers.etag)) return new Response(null, { status: 304, headers })
  return new Response(request.method === 'HEAD' ? null : frame.jpeg, {
    headers: {
      'content-type': 'image/jpeg',
      'content-length': `${frame.jpeg.length}`,
      ...headers,
    },
  })
}

function names(frame: Part | Frame): { readonly etag?: string } & Record<string, string> {
  const meaning = 'placeholder' in frame ? frame.placeholder : undefined
  return {
    'x-timestamp': formatTimestamp(frame.capturedAt),
    'x-frame-index': `${frame.index}`,
    'x-frame-epoch': frame.epoch,
    // A placeholder may change and keep its number.
    ...(meaning ? { 'x-placeholder': meaning } : { etag: `"${frame.epoch}-${frame.index}"` }),
  }
}

function isTagged({ headers }: Request, etag: string | undefined): boolean {
  const known = headers.get('if-none-match')
  if (known === null || etag === undefined) return false
  return known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
