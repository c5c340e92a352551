/**
 * A stream of pictures, published for as long as it lasts.
 *
 * @module
 */
import { z } from 'zod'
import { type PushSource, publishBody, type Taken, ZoetropeError } from 'zoetrope'
import { Problem } from './problem.ts'
import { MAX_FRAME_BYTES } from './push-limits.ts'
import { problemOf } from './push-refusal.ts'
import { json } from './route.ts'

/** What became of a stream's frames, as JSON. */
export const takenSchema: z.ZodType = z
  .object({
    published: z.int().describe('Frames that were shown.'),
    skipped: z.int().describe('Frames left out because a newer one came first, or too many came.'),
    rejected: z.int().describe('Frames that cannot be shown.'),
    flaw: z.string().nullable().describe('What was wrong with the last of those.'),
  })
  .meta({ title: 'Taken' })

/** Publishes the frames that a request brings, and answers at its end. @throws {Problem} */
export async function takeStream(
  request: Request,
  source: PushSource,
  name: string,
): Promise<Response> {
  const control = new AbortController()
  let ended: ZoetropeError | undefined
  const onEnd = (error: ZoetropeError): void => {
    ended = error
    control.abort()
  }
  const publisher = attached(() => source.attach({ name, onEnd }))
  try {
    const { signal } = control
    const taken = await publishBody(publisher, request, { signal, maxFrameBytes: MAX_FRAME_BYTES })
    // Many programs send a single picture so; the next may come in a minute.
    if (publisher.pushed === 1) publisher.release()
    publisher.close()
    if (!ended) return answer(taken)
  } catch (error) {
    publisher.close('vanished')
    if (!(error instanceof ZoetropeError)) throw error
    ended ??= error
  }
  throw problemOf(ended, publisher.pushed > 0 ? 'PUBLISHER_REPLACED' : 'PUBLISHER_PRESENT')
}

function attached<Value>(attach: () => Value): Value {
  try {
    return attach()
  } catch (error) {
    if (error instanceof ZoetropeError) throw problemOf(error, 'PUBLISHER_PRESENT')
    throw error
  }
}

function answer(taken: Taken): Response {
  const { published, skipped, rejected, flaw } = taken
  if (published + skipped > 0) {
    return json({ published, skipped, rejected, flaw: flaw?.message ?? null })
  }
  if (flaw) throw problemOf(flaw, 'PUBLISHER_PRESENT')
  throw new Problem('INVALID_STREAM', 'The stream ended before its first frame')
}
