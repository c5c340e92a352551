/**
 * JSON as an answer.
 *
 * @module
 */

/** A JSON answer that nobody keeps. @param type @default 'application/json' */
export function json(body: unknown, type = 'application/json'): Response {
  const headers = { 'content-type': type, 'cache-control': 'no-store' }
  return new Response(`${JSON.stringify(body)}\n`, { headers })
}
