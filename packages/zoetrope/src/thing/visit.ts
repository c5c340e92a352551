/**
 * Somebody asks something of a thing: what the answers need to know.
 *
 * @module
 */
import type { Operation } from '../handler/places.ts'
import type { Place } from '../handler/reception.ts'
import { Refusal } from '../handler/refusal.ts'
import type { Affordances } from './affordances.ts'
import type { Report } from './failure.ts'
import type { Thing } from './thing.ts'

/** What is asked of a thing: operations of a Thing Description, and what handlers have. */
export type ThingOperation =
  | Operation
  | 'describe'
  | 'readproperty'
  | 'writeproperty'
  | 'observeproperty'
  | 'readallproperties'
  | 'writemultipleproperties'
  | 'invokeaction'
  | 'queryaction'
  | 'cancelaction'
  | 'queryallactions'
  | 'subscribeevent'
  | 'subscribeallevents'

/** What is asked for, as the `authorize` hook is told of it. */
export interface ThingAccess {
  readonly operation: ThingOperation
  /** The thing's name; `undefined` for the list. */
  readonly thing?: string | undefined
  /** The name of the stream, property, action or event, where it is about one. */
  readonly name?: string | undefined
}

/** Something at a path of a thing. */
export type ThingPlace = Place<ThingAccess>

/** One request to one thing. */
export interface Visit {
  readonly thing: Thing
  readonly affordances: Affordances
  readonly request: Request
  /** The thing's own URL as others see it, with a slash at the end. */
  readonly base: string
  /** The path below the thing. */
  readonly segments: readonly string[]
  /** Bytes that a body may have. */
  readonly limit: number
  readonly report: Report
}

/** What the hook is told of a visit. */
export function accessOf({ thing }: Visit, operation: ThingOperation, name?: string): ThingAccess {
  return { operation, thing: thing.name, name }
}

/** @throws {Refusal} `NOT_FOUND`. */
export function nothingCalled(kind: string, name: string, known: Iterable<string>): Refusal {
  const there = [...known]
  const detail = `There is no ${kind} "${name.slice(0, 100)}"; there are: ${there.join(', ') || 'none'}`
  return new Refusal('NOT_FOUND', detail)
}

/** @throws {Refusal} `CLOSED` when the thing is. */
export function refuseClosed({ affordances: { isClosed }, thing }: Visit): void {
  if (!isClosed) return
  throw new Refusal('CLOSED', `The thing ${thing.name} is closed`)
}

/** An answer without a body. */
export function done(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}
