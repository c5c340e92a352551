/**
 * The actions of a thing that run, or have run lately.
 *
 * One that takes long is looked up by its id while it runs and a while after it; and it is cancelled
 * by a signal, which it may heed or not.
 *
 * @module
 */
import type { Listeners } from '../camera/listeners.ts'
import type { Refusal } from '../handler/refusal.ts'
import type { Affordances, ThingAction } from './affordances.ts'
import { failureOf, type Report } from './failure.ts'

/** How many actions of one thing may run at once. */
const MOST_RUNNING = 100

/** How many that have ended are remembered. */
const MOST_ENDED = 100

/** How far an action is. */
export type InvocationState = 'running' | 'completed' | 'failed'

/** What is called, and with what. */
export interface Call {
  readonly name: string
  readonly action: ThingAction
  readonly input: unknown
  /** Takes what it throws that is nobody else's business. */
  readonly report: Report
}

/** One call of an action. */
export class Invocation {
  readonly id: string = crypto.randomUUID()
  readonly action: string
  /** When it was called, in milliseconds since the Unix epoch. */
  readonly requestedAt: number = Date.now()
  /** When it ended, in milliseconds since the Unix epoch; `undefined` while it runs. */
  endedAt: number | undefined
  state: InvocationState = 'running'
  /** What it gave, as JSON holds it. */
  output: unknown
  /** The answer for what it threw. */
  failure: Refusal | undefined
  /** Resolves when it has ended, in whatever way. */
  readonly done: Promise<void>
  #abort = new AbortController()

  /** Begins at once. @param endings Cancel it. */
  constructor(call: Call, endings: Listeners<Error>) {
    this.action = call.name
    this.done = this.#run(call, endings)
  }

  /** Asks it to end. */
  cancel(reason?: unknown): void {
    this.#abort.abort(reason)
  }

  async #run({ name, action, input, report }: Call, endings: Listeners<Error>): Promise<void> {
    const ended = endings.add((reason) => this.cancel(reason))
    try {
      this.output = plain(await action.run(input, { signal: this.#abort.signal }))
      this.state = 'completed'
    } catch (error) {
      this.failure = failureOf(error, `do ${name}`, report)
      this.state = 'failed'
    }
    ended()
    this.endedAt = Date.now()
  }
}

/** What JSON holds of a value, here and now: what it cannot hold fails its own call, and no list of calls. */
function plain(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value)
  return text === undefined ? undefined : JSON.parse(text)
}

/** Those of one thing. */
export class Invocations implements Iterable<Invocation> {
  #byId = new Map<string, Invocation>()

  /** Calls an action; `undefined` where too many run already. */
  begin(call: Call, { endings }: Affordances): Invocation | undefined {
    const running = [...this].filter(({ state }) => state === 'running')
    if (running.length >= MOST_RUNNING) return undefined
    const invocation = new Invocation(call, endings)
    this.#byId.set(invocation.id, invocation)
    this.#forget()
    return invocation
  }

  get(id: string): Invocation | undefined {
    return this.#byId.get(id)
  }

  /** Cancels it, if it runs, and forgets it. */
  remove(invocation: Invocation): void {
    this.#byId.delete(invocation.id)
    invocation.cancel(new Error('The action was cancelled'))
  }

  [Symbol.iterator](): Iterator<Invocation> {
    return this.#byId.values()
  }

  #forget(): void {
    const ended = [...this].filter(({ state }) => state !== 'running')
    for (const { id } of ended.slice(0, -MOST_ENDED)) this.#byId.delete(id)
  }
}

const kept = new WeakMap<Affordances, Invocations>()

/** The invocations of a thing. */
export function invocationsOf(affordances: Affordances): Invocations {
  const invocations = kept.get(affordances) ?? new Invocations()
  kept.set(affordances, invocations)
  return invocations
}
