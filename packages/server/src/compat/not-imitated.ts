/**
 * What other servers have and this one has not: answered with words, never silently left out.
 *
 * @module
 */
import { Problem } from '../http/problem.ts'
import { noQuery, type Route, route } from '../http/route.ts'

/** What is not imitated, and where. */
export interface NotImitated {
  readonly id: string
  readonly paths: readonly string[]
  /** In a sentence: `pictures as BMP`. */
  readonly what: string
}

/** A route that says so, with 501. @param model The server that has it. */
export function notImitated(model: string, { id, paths, what }: NotImitated): Route {
  return route({
    id,
    paths,
    summary: `Not imitated: ${what}.`,
    query: noQuery,
    answers: [],
    problems: ['NOT_IMPLEMENTED'],
    answer() {
      throw missing(model, what)
    },
  })
}

/** The problem of what this server has not. */
export function missing(model: string, what: string): Problem {
  return new Problem('NOT_IMPLEMENTED', `${model} has ${what}, this server does not`)
}
