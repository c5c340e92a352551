/**
 * How long to leave a camera alone that refuses the login. Many lock everybody out for half an hour
 * who tries five times in a row, and a wrong password does not become right by trying it again.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/**
 * Milliseconds after each refusal in a row; the last holds for all others. The first one may be
 * that of a camera that has only just started.
 */
const PAUSES = [0, 5000, 15_000, 60_000]

/** Counts the refusals in a row of one camera. */
export class LoginPatience {
  #refusals = 0

  /** The camera let us in, or did not ask who we are. */
  accepted(): void {
    this.#refusals = 0
  }

  /** The same error, with the time to wait if it is about a login. */
  slowed(error: ZoetropeError): ZoetropeError {
    if (error.code !== 'UNAUTHORIZED') return error
    const retryAfter = PAUSES[Math.min(this.#refusals, PAUSES.length - 1)]
    this.#refusals += 1
    return new ZoetropeError(error.code, error.message, { cause: error, retryAfter })
  }
}
