/**
 * What every handler does before and after it answers: finds what is asked for, asks whether that is
 * allowed, and turns whatever is thrown into an answer.
 *
 * @module
 */
import { segmentsBelow, segmentsOf } from './path.ts'
import { Refusal } from './refusal.ts'
import { Sharing } from './sharing.ts'

/** Answers requests. Never rejects: what goes wrong is an answer too. */
export type Handler = (request: Request) => Promise<Response>

/** Who may have what, and where. @typeParam What What is asked for, as the hook is told of it. */
export interface ReceptionOptions<What> {
  /**
   * The path below which everything lies, where the URLs of the requests still have it: `/api/live`
   * in a Next.js route, nothing behind a router that cuts it off.
   *
   * @default ''
   */
  readonly base?: string | undefined
  /**
   * Asked for everything that has a place, before a camera is so much as looked for: `false` is answered
   * with 403, a `Response` is passed on as it is (a 401, a way to the login). If it throws, that is a
   * 500. Not asked for `OPTIONS`, which browsers send without credentials.
   *
   * @default everybody may do everything
   */
  readonly authorize?:
    | ((request: Request, what: What) => boolean | Response | Promise<boolean | Response>)
    | undefined
  /** Origins of pages elsewhere that may show and read everything, or `*`. @default none */
  readonly origins?: readonly string[] | undefined
  /** Told of what is thrown where nothing should, as by a hook. @default console.error */
  readonly onError?: ((error: unknown, request: Request) => unknown) | undefined
}

/** Something that a handler has. */
export interface Place<What> {
  /** What the hook is told. */
  readonly what: What
  /** @default GET and HEAD */
  readonly methods?: readonly string[] | undefined
  /** Answers one of its methods. @throws {Refusal} */
  answer(request: Request, url: URL): Response | Promise<Response>
}

/** Gives the place at these segments of a path, or `undefined` where there is none. */
export type Directory<What> = (
  segments: readonly string[],
  request: Request,
) => Place<What> | undefined

/**
 * Makes a handler of what is where.
 *
 * @throws {RangeError} when an option is not what it should be.
 */
export function reception<What>(
  options: ReceptionOptions<What>,
  directory: Directory<What>,
): Handler {
  const base = baseOf(options.base)
  const sharing = new Sharing(options.origins)
  return async (request) => {
    const url = new URL(request.url)
    const response = await respond(request, url).catch((error: unknown) => refused(error, request))
    // What a hook answers is its own: its headers may not even be changed.
    if (response instanceof Verdict) return response.response
    sharing.dress(response.headers, request, url)
    const isCut = request.method === 'HEAD' && response.body
    return isCut ? new Response(null, response) : response
  }

  async function respond(request: Request, url: URL): Promise<Response | Verdict> {
    const segments = segmentsBelow(base, url.pathname)
    const place = segments && directory(segments, request)
    if (!place) throw nothingAt(url)
    const told = checkMethod(request, place) ?? (await admit(options, request, place.what))
    return told ?? place.answer(request, url)
  }

  function refused(error: unknown, request: Request): Response {
    if (error instanceof Refusal) return error.response()
    // Whoever has gone ends waits by that, and gets no answer.
    if (!request.signal.aborted) report(options, error, request)
    return new Refusal('INTERNAL', 'The server failed; its log says why').response()
  }
}

/** Tells of an error that is nobody's answer. */
export function report(
  // biome-ignore lint/suspicious/noConsole: an error that nobody is told of would be worse
  { onError = console.error }: Pick<ReceptionOptions<never>, 'onError'>,
  error: unknown,
  request: Request,
): void {
  const tell = async (): Promise<unknown> => onError(error, request)
  // There is nobody left to tell.
  tell().catch(() => {})
}

function baseOf(text = ''): readonly string[] {
  const base = segmentsOf(text)
  if (base) return base
  throw new RangeError(`Expected base to be a path like /api/live, got "${text}"`)
}

function nothingAt({ pathname }: URL): Refusal {
  return new Refusal('NOT_FOUND', `There is nothing at ${pathname.slice(0, 100)}`)
}

function checkMethod<What>({ method, headers }: Request, place: Place<What>): Response | undefined {
  const methods = place.methods ?? ['GET', 'HEAD']
  const allow = [...methods, 'OPTIONS'].join(', ')
  if (methods.includes(method)) return undefined
  if (method !== 'OPTIONS') {
    const detail = `Expected ${allow}, got ${method}`
    throw new Refusal('METHOD_NOT_ALLOWED', detail, { headers: { allow } })
  }
  // Without the Allow-Origin of a named origin these open nothing.
  const asks = headers.has('access-control-request-method') && {
    'access-control-allow-methods': allow,
    // To the browser's mind `*` leaves this one out.
    'access-control-allow-headers': '*, Authorization',
    'access-control-max-age': '600',
  }
  return new Response(null, { status: 204, headers: { allow, ...asks } })
}

/** A hook's own answer. */
class Verdict {
  readonly response: Response

  constructor(response: Response) {
    this.response = response
  }
}

async function admit<What>(
  options: ReceptionOptions<What>,
  request: Request,
  what: What,
): Promise<Verdict | undefined> {
  if (!options.authorize) return undefined
  const verdict = await options.authorize(request, what)
  if (verdict instanceof Response) return new Verdict(verdict)
  // A hook that is not typed may give anything: only a clear yes is one.
  if (verdict !== true) throw new Refusal('FORBIDDEN', 'The server does not allow you this')
  return undefined
}
