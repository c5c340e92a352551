/**
 * What a thing offers: its streams, properties, actions and events, by name.
 *
 * They are kept beside the thing and not in it, so that a subclass can call its members as it likes,
 * and for each thing by itself: two things of one class share nothing.
 *
 * @module
 */
import { Listeners } from '../camera/listeners.ts'
import type { Watched } from '../viewer/watched.ts'
import type { DataSchema } from './data-schema.ts'

/** What every affordance may say of itself, for people. */
export interface About {
  readonly title?: string | undefined
  readonly description?: string | undefined
}

/** A live picture of a thing. */
export interface ThingStream {
  readonly about: About
  /** Whether it is there, or would be made for whoever asks. */
  exists(): boolean
  /** What is shown; made at the first call where it is made on demand. */
  watched(): Watched
  /** Ends what the thing has made itself. */
  close(): Promise<void>
}

/** A value of a thing. */
export interface ThingProperty {
  readonly schema: DataSchema
  readonly observable: boolean
  read(): unknown
  /** Takes a value that its schema allows. Missing where it is read only. */
  write?(value: unknown): unknown
}

/** How an action is described, and called. */
export interface ActionOptions extends About {
  /** What it takes. @default nothing */
  readonly input?: DataSchema | undefined
  /** What it gives. @default nothing */
  readonly output?: DataSchema | undefined
  /**
   * `true`: the answer waits for the output. `false`: the answer is at once where its state can be
   * read; for what takes longer than whoever calls is patient.
   *
   * @default true
   */
  readonly synchronous?: boolean | undefined
  /** Changes nothing. @default false */
  readonly safe?: boolean | undefined
  /** Twice is as once. @default false */
  readonly idempotent?: boolean | undefined
}

/** What an action is given beside its input. */
export interface ActionContext {
  /** Aborts when the action is cancelled, when whoever waits for it has left, and when the thing is closed. */
  readonly signal: AbortSignal
}

/** What a thing can do. */
export interface ThingAction {
  readonly options: ActionOptions
  /** Takes an input that its schema allows. */
  run(input: unknown, context: ActionContext): unknown
}

/** How an event is described. */
export interface EventOptions extends About {
  /** What it carries. @default nothing */
  readonly data?: DataSchema | undefined
}

/** Something that has happened to a thing. */
export interface Happening {
  readonly kind: 'event' | 'property'
  readonly name: string
  /** What the event carries. */
  readonly value?: unknown
}

/** What one thing offers. */
export class Affordances {
  readonly streams: Map<string, ThingStream> = new Map()
  readonly properties: Map<string, ThingProperty> = new Map()
  readonly actions: Map<string, ThingAction> = new Map()
  readonly events: Map<string, EventOptions> = new Map()
  readonly happenings: Listeners<Happening> = new Listeners(() => {})
  /** Told once, with the reason, when the thing is closed. */
  readonly endings: Listeners<Error> = new Listeners(() => {})
  isClosed = false
  /** How many follow its events and values. */
  followers = 0
}

/** The kinds of affordances that have names. */
export type Kind = 'streams' | 'properties' | 'actions' | 'events'

const kept = new WeakMap<object, Affordances>()

/** Begins to keep what a thing offers. */
export function beginAffordances(thing: object): void {
  kept.set(thing, new Affordances())
}

/** @throws {TypeError} when it is no thing. */
export function affordancesOf(thing: object): Affordances {
  const affordances = kept.get(thing)
  if (!affordances) throw new TypeError('Expected a Thing')
  return affordances
}

const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/
const OWN_PATHS: readonly string[] = ['properties', 'actions', 'events', 'invocations']

/**
 * Checks that anything of that kind may be called so: it is a part of URLs.
 *
 * @throws {RangeError}
 */
export function checkSpelling(kind: Kind, name: string): void {
  if (!NAME.test(name)) {
    throw new RangeError(`Expected a name of letters, digits, - and _, at most 64, got "${name}"`)
  }
  if (kind === 'streams' && OWN_PATHS.includes(name)) {
    throw new RangeError(
      `Expected a stream not to be called "${name}": that path is the thing's own`,
    )
  }
}

/**
 * Checks that an affordance of this thing may have that name: it is a part of URLs, and streams are listed beside
 * the properties.
 *
 * @throws {RangeError}
 */
export function checkName(
  { streams, properties, ...tables }: Affordances,
  kind: Kind,
  name: string,
): void {
  checkSpelling(kind, name)
  const isTaken =
    kind === 'streams' || kind === 'properties'
      ? streams.has(name) || properties.has(name)
      : tables[kind].has(name)
  if (isTaken) throw new RangeError(`Expected names to differ, got "${name}" twice`)
}
