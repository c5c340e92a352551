/**
 * Asking handlers, and what they show.
 *
 * @module
 */
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import type { Handler } from '../../src/handler/reception.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A broadcast with frames of the shades 0, 1, 2 ... */
export function published(count: number): Broadcast {
  const broadcast = new Broadcast()
  for (let n = 0; n < count; n++) broadcast.publish(tinyJpeg({ shade: n }))
  return broadcast
}

/** Asks a handler for a path of `http://here.example`. */
export function ask(handler: Handler, path: string, init: RequestInit = {}): Promise<Response> {
  return handler(new Request(`http://here.example${path}`, init))
}

/** The problem that an answer tells of. */
export async function problem(answer: Promise<Response>): Promise<Record<string, unknown>> {
  const response = await answer
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`Expected a problem, got ${type}`)
  return response.json()
}

/** Begins to read a stream: resolves when its viewer is there. Gives what ends it. */
export async function watch(answer: Promise<Response>): Promise<() => Promise<void>> {
  const { body, status } = await answer
  if (!body) throw new Error(`Expected a body, got ${status}`)
  const reader = body.getReader()
  await reader.read()
  return () => reader.cancel()
}
