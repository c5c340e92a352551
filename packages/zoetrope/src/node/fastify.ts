/**
 * A handler as a route of Fastify, whose own way to answer would read the stream's body.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DeliverOptions } from './deliver.ts'
import { type Answering, respond } from './listener.ts'

/** What is used of Fastify's request. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage
  /** What its parser has made of the body. */
  readonly body?: unknown
}

/** What is used of Fastify's reply. */
export interface FastifyReplyLike {
  readonly raw: ServerResponse
  /** What was set before, by plugins. */
  getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>
  /** Takes the answer out of Fastify's hands. */
  hijack(): unknown
}

/**
 * Makes a route's handler for Fastify. Headers that hooks have set on the reply are kept, a body that
 * it has parsed is handed on, and what the handler throws goes the way of Fastify's errors. The URL is
 * whole: say in the handler's `base` where the route lies.
 */
export function fastifyRoute(
  answer: Answering,
  options: DeliverOptions = {},
): (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<void> {
  return async ({ raw: incoming, body }, reply) => {
    const outgoing = reply.raw
    // From here on the answer is not Fastify's any more.
    const takeOver = (): void => {
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) outgoing.setHeader(name, value)
      }
      reply.hijack()
    }
    const exchange = { incoming: Object.assign(incoming, { body }), outgoing }
    await respond(answer, exchange, options, takeOver)
  }
}
