/**
 * A visit: one request, with what is known of its way here.
 *
 * @module
 */
import type { Forwarded } from '../access/proxies.ts'

/** One request that is being answered. */
export interface Visit {
  readonly request: Request
  readonly url: URL
  /**
   * The path below the base path, still percent-encoded: `/cameras/desk`. Empty for the base path
   * without its slash; `undefined` for what lies outside.
   */
  readonly path: string | undefined
  /** What links begin with: `` or `/webcam`. */
  readonly base: string
  /** The server's address as the viewer has it, without a path: `https://cameras.example`. */
  readonly origin: string
  /** The authorities under which it reached this server: `Host`, and what a trusted proxy was asked for. */
  readonly hosts: readonly string[]
  /** The viewer's address, where it is known. */
  readonly address: string | undefined
  /** Lets the request's body come without end, where that is limited: whoever calls it has a limit of its own. */
  readonly takeTime?: (() => void) | undefined
  /** What the route's path has in braces. */
  readonly params: Readonly<Record<string, string>>
}

/** Makes a visit of a request. @param basePath As {@link basePathOf} gives it. */
export function visitOf(request: Request, basePath: string, forwarded: Forwarded): Visit {
  const url = new URL(request.url)
  const host = request.headers.get('host') || url.host
  const hosts = [host, forwarded.host]
  const protocol = forwarded.protocol ?? url.protocol.replace(':', '')
  return {
    request,
    url,
    path: below(basePath, url.pathname),
    base: forwarded.prefix + basePath,
    origin: `${protocol}://${forwarded.host ?? host}`,
    hosts: hosts.filter((host) => host !== undefined),
    address: forwarded.address,
    params: {},
  }
}

/**
 * A base path without the slash at its end: `` for the root, `/webcam`.
 *
 * @throws {RangeError} when it is not a plain path.
 */
export function basePathOf(text = '/'): string {
  const path = text.replace(/\/+$/, '')
  if (/^(\/[\w.~-]+)*$/.test(path)) return path
  throw new RangeError(`Expected the base path to be like /webcam, got "${text}"`)
}

function below(basePath: string, pathname: string): string | undefined {
  const inside = pathname === basePath || pathname.startsWith(`${basePath}/`)
  return inside ? pathname.slice(basePath.length) : undefined
}
