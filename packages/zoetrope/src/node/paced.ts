/**
 * The fast way out for frameworks that answer with a `Response` and run on Node: streams among the
 * answers go over the socket itself, the framework sends the others.
 *
 * @module
 */
import { type DeliverOptions, deliver } from './deliver.ts'
import { type Incoming, isOwnSocket, type Outgoing } from './exchange.ts'
import { turn } from './turn.ts'

/** What @hono/node-server hands over beside the request. */
export interface NodeBindings {
  readonly incoming: Incoming
  readonly outgoing: Outgoing
}

/** How @hono/node-server is told that an answer has gone out already. */
const ALREADY_SENT = 'x-hono-already-sent'

/**
 * Wraps an app's `fetch` for `serve()` of @hono/node-server: `serve({ fetch: paced(app.fetch) })`.
 * A stream of any route leaves by the fast way, with the headers that middleware has given it.
 */
export function paced(
  fetch: (request: Request, bindings: NodeBindings) => Response | Promise<Response>,
  options: DeliverOptions = {},
): (request: Request, bindings: NodeBindings) => Promise<Response> {
  return async (request, bindings) => {
    const { outgoing } = bindings
    if (!isOwnSocket(outgoing)) return fetch(request, bindings)
    if (!(await turn(outgoing))) return sent()
    const response = await fetch(request, bindings)
    return deliver(response, outgoing, options) ? sent() : response
  }
}

function sent(): Response {
  // A copy: once it serves, `Response` is a class of its own, whose objects it sends unread.
  return new Response(null, { headers: { [ALREADY_SENT]: 'true' } }).clone()
}
