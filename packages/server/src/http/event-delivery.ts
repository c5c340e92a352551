/**
 * How an event stream leaves: as the body of a `Response` anywhere, and on Node straight through
 * the response, each piece when the one before is with the kernel.
 *
 * The adapter would write until a mebibyte waits in this process for each reader that takes nothing,
 * and could not end it.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import type { EventReader } from '../events/event-reader.ts'

const HEADERS = {
  'content-type': 'text/event-stream',
  // Nobody keeps it, and nobody packs it: what packs collects first.
  'cache-control': 'no-store, no-transform',
  // Stops nginx from collecting the endless body (proxy_buffering).
  'x-accel-buffering': 'no',
}

const readers = new WeakMap<ReadableStream, EventReader>()

/** The response that sends what `reader` reads; without one, its head alone. */
export function eventResponse(reader: EventReader | undefined): Response {
  if (!reader) return new Response(null, { headers: HEADERS })
  const body = bodyOf(reader)
  readers.set(body, reader)
  return new Response(body, { headers: HEADERS })
}

/** Sends `response` if it is an event stream; `false`, and nothing done, if it is something else. */
export function deliverEvents(response: Response, outgoing: ServerResponse): boolean {
  const reader = response.body ? readers.get(response.body) : undefined
  if (!reader) return false
  outgoing.once('close', () => reader.close())
  reader.onEnd((end) => {
    if (end === 'stalled') outgoing.destroy()
  })
  if (outgoing.destroyed || outgoing.socket?.destroyed) reader.close()
  outgoing.setHeaders(response.headers)
  outgoing.writeHead(response.status)
  void pump(reader, outgoing)
  return true
}

async function pump(reader: EventReader, outgoing: ServerResponse): Promise<void> {
  for (let piece = await reader.read(); piece !== undefined; piece = await reader.read()) {
    const text = piece
    // Called also when the socket is gone.
    await new Promise((resolve) => outgoing.write(text, resolve))
  }
  outgoing.end()
}

function bodyOf(reader: EventReader): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      start(controller) {
        reader.onEnd((end) => {
          if (end === 'stalled') controller.error(new Error('The reader took nothing for too long'))
        })
      },
      async pull(controller) {
        const piece = await reader.read()
        if (piece === undefined) controller.close()
        else controller.enqueue(encoder.encode(piece))
      },
      cancel: () => reader.close(),
    },
    // A piece is chosen when it is asked for.
    { highWaterMark: 0 },
  )
}
