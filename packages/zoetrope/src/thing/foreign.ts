/**
 * Pages elsewhere: a browser sends what they ask for, with the cookies and the address of whoever
 * looks at them. They may look, but not set, call or cancel anything.
 *
 * @module
 */
import { Refusal } from '../handler/refusal.ts'

/**
 * Refuses a request that would change something, if a page elsewhere has sent it.
 *
 * @param origins The pages elsewhere that may. `*` is none of them: whoever lets everybody look has
 * not said that everybody may act.
 * @throws {Refusal} `FORBIDDEN`.
 */
export function refuseForeign(
  { method, headers }: Request,
  { host }: URL,
  origins: readonly string[],
): void {
  if (method === 'GET' || method === 'HEAD') return
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (origin === null && (site === null || site === 'none')) return
  if (site === 'same-origin' || (site === null && hostOf(origin) === host)) return
  if (origins.some((each) => originOf(each) === origin)) return
  const detail = `Pages of ${origin ?? 'elsewhere'} may not do this here; add the origin to origins, if the page is yours`
  throw new Refusal('FORBIDDEN', detail)
}

function hostOf(origin: string | null): string | undefined {
  return origin !== null && URL.canParse(origin) ? new URL(origin).host : undefined
}

function originOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined
}
