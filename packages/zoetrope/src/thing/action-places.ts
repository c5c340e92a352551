/**
 * A thing's actions over HTTP: a POST calls one. The answer is its output; or, of one that takes
 * long, at once where its state can be read (GET) and where it is cancelled (DELETE).
 *
 * @module
 */
import { json } from '../handler/json.ts'
import { upwards } from '../handler/path.ts'
import { Refusal } from '../handler/refusal.ts'
import type { ThingAction } from './affordances.ts'
import { checkValue } from './data-schema.ts'
import { attempt } from './failure.ts'
import { readValue } from './input.ts'
import { type Invocation, invocationsOf } from './invocations.ts'
import {
  accessOf,
  done,
  nothingCalled,
  refuseClosed,
  type ThingPlace,
  type Visit,
} from './visit.ts'

/** `actions`, `actions/{name}`, and `actions/{name}/{id}`. */
export function actionPlace(visit: Visit): ThingPlace | undefined {
  const [, name, id, ...rest] = visit.segments
  if (rest.length > 0) return undefined
  if (name === undefined) return allPlace(visit)
  return id === undefined ? callPlace(visit, name) : invocationPlace(visit, name, id)
}

function callPlace(visit: Visit, name: string): ThingPlace {
  return {
    what: accessOf(visit, 'invokeaction', name),
    methods: ['POST'],
    async answer(_, url) {
      const { actions } = visit.affordances
      const action = actions.get(name)
      if (!action) throw nothingCalled('action', name, actions.keys())
      const { synchronous = true } = action.options
      const invocation = await begin(visit, name, action)
      return synchronous ? outputOf(visit, invocation) : begun(visit, invocation, url)
    },
  }
}

async function begin(visit: Visit, name: string, action: ThingAction): Promise<Invocation> {
  const { affordances, request, report, limit } = visit
  const { input: schema } = action.options
  const input = await readValue(request, limit)
  if (schema) await attempt(`do ${name}`, report, () => checkValue(schema, input, 'the input'))
  refuseClosed(visit)
  const call = { name, action, input, report }
  const invocation = invocationsOf(affordances).begin(call, affordances)
  if (invocation) return invocation
  const detail = 'As many actions of this thing run as may; try again later'
  throw new Refusal('TOO_MANY_ACTIONS', detail, { headers: { 'retry-after': '5' } })
}

/** The answer to a call that goes on. */
function begun(visit: Visit, invocation: Invocation, url: URL): Response {
  const { body, headers } = json(statusOf(visit, invocation))
  const { action, id } = invocation
  // Relative: it holds wherever a router has mounted the handler.
  headers.set('location', `${upwards(url)}${encodeURIComponent(action)}/${id}`)
  return new Response(body, { status: 201, headers })
}

async function outputOf(visit: Visit, invocation: Invocation): Promise<Response> {
  const { request } = visit
  const leave = (): void => invocation.cancel(request.signal.reason)
  if (request.signal.aborted) leave()
  request.signal.addEventListener('abort', leave)
  await invocation.done
  request.signal.removeEventListener('abort', leave)
  if (invocation.state === 'completed') {
    return invocation.output === undefined ? done() : json(invocation.output)
  }
  refuseClosed(visit)
  throw invocation.failure ?? new Refusal('THING_FAILED', 'The action was cancelled')
}

function invocationPlace(visit: Visit, name: string, id: string): ThingPlace {
  const { request, affordances } = visit
  const isCancelling = request.method === 'DELETE'
  return {
    what: accessOf(visit, isCancelling ? 'cancelaction' : 'queryaction', name),
    methods: ['GET', 'HEAD', 'DELETE'],
    answer() {
      const invocations = invocationsOf(affordances)
      const invocation = invocations.get(id)
      if (invocation?.action !== name)
        throw new Refusal('NOT_FOUND', 'There is no such call any more')
      if (!isCancelling) return json(statusOf(visit, invocation))
      invocations.remove(invocation)
      return done()
    },
  }
}

function allPlace(visit: Visit): ThingPlace {
  return {
    what: accessOf(visit, 'queryallactions'),
    answer() {
      const invocations = [...invocationsOf(visit.affordances)]
      const byAction = Array.from(visit.affordances.actions.keys(), (name) => [
        name,
        invocations
          .filter(({ action }) => action === name)
          .map((invocation) => statusOf(visit, invocation)),
      ])
      return json(Object.fromEntries(byAction))
    },
  }
}

/** A call as JSON, in the words of the W3C's HTTP Basic Profile. */
function statusOf({ base }: Visit, invocation: Invocation): Record<string, unknown> {
  const { id, action, state, output, failure, requestedAt, endedAt } = invocation
  return {
    status: state,
    href: `${base}actions/${encodeURIComponent(action)}/${id}`,
    timeRequested: new Date(requestedAt).toISOString(),
    ...(endedAt !== undefined && { timeEnded: new Date(endedAt).toISOString() }),
    ...(state === 'completed' && { output: output ?? null }),
    ...(failure && {
      error: { code: failure.code, detail: failure.message, ...failure.extras.members },
    }),
  }
}
