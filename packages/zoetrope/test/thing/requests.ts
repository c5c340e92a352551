/** Asking a thing's handler, and reading what it answers. @module */
import { type Handler, type Thing, type ThingHandlerOptions, thingHandler } from 'zoetrope'

/** How to ask. */
export interface Asking extends RequestInit {
  /** Sent as JSON. */
  readonly json?: unknown
}

/** Asks a handler for a path. */
export type Ask = (path: string, asking?: Asking) => Promise<Response>

/** A function that asks a handler for paths at `http://lab.example`. */
export function asking(handler: Handler): Ask {
  return (path, { json, ...init } = {}) => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) }
    const headers = new Headers(init.headers)
    if (json !== undefined) headers.set('content-type', 'application/json')
    return handler(new Request(`http://lab.example${path}`, { ...init, ...body, headers }))
  }
}

/** A function that asks a thing's handler. Nothing may be reported that the test does not expect. */
export function askingOf(thing: Thing, options: ThingHandlerOptions = {}): Ask {
  const onError = (error: unknown): never => {
    throw error
  }
  return asking(thingHandler(thing, { onError, ...options }))
}

/** The status of an answer, and its JSON. */
export async function told(answer: Promise<Response>): Promise<{ status: number; json: unknown }> {
  const response = await answer
  const text = await response.text()
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
}

/** The messages of an event stream as they come: their data, parsed, with the name where there is one. */
export async function* messagesOf(
  response: Response,
): AsyncGenerator<{ name: string | undefined; value: unknown }, void, void> {
  if (!response.body) throw new Error('Expected an event stream')
  let text = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const value = /^data: (.*)$/m.exec(block)?.[1]
      if (value !== undefined) {
        yield { name: /^event: (.*)$/m.exec(block)?.[1], value: JSON.parse(value) }
      }
    }
  }
}
