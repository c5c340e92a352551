/**
 * What the answer says when a thing's own code throws.
 *
 * The message of a `ZoetropeError` is written for whoever calls, and is passed on. What other errors
 * say may be nobody's business: it goes to `onError`.
 *
 * @module
 */
import { isZoetropeError } from '../errors.ts'
import { Refusal } from '../handler/refusal.ts'
import { ValueError } from './data-schema.ts'

/** Takes what is told to nobody else. */
export type Report = (error: unknown) => void

/** The answer for an error of the thing's. @param doing What was attempted: `read exposure`. */
export function failureOf(error: unknown, doing: string, report: Report): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof ValueError) return refusedValue(error)
  if (isZoetropeError(error)) {
    const { code: reason, message } = error
    return new Refusal('THING_FAILED', message, { members: { reason } })
  }
  report(error)
  return new Refusal(
    'THING_FAILED',
    `The thing failed to ${doing}; the log of its program says why`,
  )
}

/** The answer for a value that its schema does not allow. */
export function refusedValue({ path: parameter, expected, message }: ValueError): Refusal {
  return new Refusal('INVALID_PARAMETER', message, { members: { parameter, expected } })
}

/** Does something with the thing. @throws {Refusal} for whatever it throws. */
export async function attempt<Result>(
  doing: string,
  report: Report,
  act: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    throw failureOf(error, doing, report)
  }
}
