/**
 * The server as a function from Request to Response: no port, no socket.
 *
 * @module
 */
import { fileURLToPath } from 'node:url'
import type { Cameras } from 'zoetrope'
import { Hosts } from '../access/hosts.ts'
import { Origins } from '../access/origins.ts'
import { Proxies, seemsStraight } from '../access/proxies.ts'
import { Ranges } from '../access/ranges.ts'
import { checkedFamilies, type FamilyName, familyNames } from '../compat/family-name.ts'
import { tableOf } from '../compat/imitations.ts'
import type { Imitation, ListenerName } from '../compat/listener.ts'
import { EventReaders } from '../events/event-readers.ts'
import { follow } from '../events/following.ts'
import { Journal } from '../events/journal.ts'
import { Folder } from './folder.ts'
import { type Access, guard, protect, unshownTo } from './guard.ts'
import { type Log, silent } from './log.ts'
import type { PacingRule } from './pacing.ts'
import { Pushing, type PushPolicy } from './pushing.ts'
import { Refusals } from './refusals.ts'
import { type Guard, type Router, routerOf } from './router.ts'
import { routesOf } from './routes.ts'
import type { Site } from './site.ts'
import { Viewers } from './viewers.ts'
import { basePathOf, type Visit, visitOf } from './visit.ts'

/** What is served, to whom, and where. */
export interface AppOptions {
  /** Shown in this order. They stay the caller's until {@link serve} closes. */
  readonly cameras: Cameras
  /** The path everything lies below: `/webcam`. @default '/' */
  readonly basePath?: string | undefined
  /**
   * Further names under which the server may be addressed: `camera.example`, `*.example`, or `*`
   * for any. IP addresses, localhost and names below it always may.
   *
   * @default none
   */
  readonly hosts?: readonly string[] | undefined
  /** Origins of further pages that may show and read everything, or `*` for any. @default none */
  readonly origins?: readonly string[] | undefined
  /**
   * Proxies whose `X-Forwarded-Prefix`, `-Host` and `-For` are believed: IP addresses, ranges, or
   * `loopback`.
   *
   * @default ['loopback']
   */
  readonly trustProxy?: readonly string[] | undefined
  /** The servers whose addresses are answered too. @default all that do not collide */
  readonly compat?: readonly FamilyName[] | undefined
  /** A folder of the user's own files, shown where no route is. @default none */
  readonly publicDir?: string | undefined
  /**
   * `auto` keeps every picture as fresh as its link allows; `write` sends whenever a socket takes a
   * frame, as other servers do. An adapter of one's own passes it on to `deliver`.
   *
   * @default 'auto'
   */
  readonly pacing?: PacingRule | undefined
  /** Milliseconds that a viewer may take nothing of what is under way before it is ended. @default 60000 */
  readonly stallTimeout?: number | undefined
  /**
   * Who may set cameras' controls besides programs of this machine: IP addresses, ranges like
   * `10.0.0.0/8`, `network` for all private addresses, or `any`.
   *
   * @default none
   */
  readonly allowControl?: readonly string[] | undefined
  /** Who may publish to cameras whose frames are pushed, and whether that makes cameras. */
  readonly push?: PushPolicy | undefined
  /** The folder of the built page. @default the one in this package */
  readonly pageDir?: string | undefined
  /** @default nothing is logged */
  readonly log?: Log | undefined
}

/** What is known of the other end of the connection. */
export interface Peer {
  /** Its IP address, or `unix` where it came over a Unix socket. */
  readonly address?: string | undefined
  /**
   * Lets the request's body come without end: called for frames that are pushed, which have a limit of
   * their own. Whoever ends slow bodies gives this.
   */
  readonly takeTime?: (() => void) | undefined
}

/** Answers requests. */
export interface App {
  /** Never rejects: what goes wrong is an answer too. */
  fetch(request: Request, peer?: Peer): Promise<Response>
  /**
   * The same cameras behind the addresses of another server, which collide with this one's own: for
   * a port of its own. They lie at the root, whatever the base path is.
   */
  imitate(name: ListenerName, imitation?: Imitation): Pick<App, 'fetch'>
  /** What happens to the cameras. */
  readonly journal: Journal
  /** Ends the event streams, and lets go of the cameras. Idempotent. */
  close(): void
}

/** Two levels up from here in the sources and in the built package alike. */
const PAGE = fileURLToPath(new URL('../../dist/web', import.meta.url))

/**
 * Makes the function that answers.
 *
 * @throws {RangeError} when an option is not what it should be.
 */
export function createApp(options: AppOptions): App {
  const log = options.log ?? silent
  const basePath = basePathOf(options.basePath)
  const access = { hosts: new Hosts(options.hosts), origins: new Origins(options.origins) }
  const proxies = new Proxies(options.trustProxy)
  const journal = new Journal()
  const readers = new EventReaders(journal, { stallTimeout: options.stallTimeout })
  const leave = follow(options.cameras, journal)
  const pushing = new Pushing(options.cameras, options.push ?? {}, log)
  const site: Site = {
    cameras: options.cameras,
    viewers: new Viewers(log),
    readers,
    pushing,
    refusals: new Refusals(log),
    controllers: controllersOf(options.allowControl),
    page: new Folder(options.pageDir ?? PAGE),
    own: options.publicDir === undefined ? undefined : new Folder(options.publicDir),
    families: checkedFamilies(options.compat ?? familyNames),
    pacing: options.pacing,
    stallTimeout: options.stallTimeout,
    log,
  }
  const admit: Guard = (visit, changes) => guard(visit, access, changes)
  const rules = { access, proxies, log, refusals: site.refusals }
  return {
    fetch: fetching(routerOf(site, { routes: routesOf(site) }, admit), { ...rules, basePath }),
    imitate(name, imitation) {
      const answer = routerOf(site, tableOf(site, name, imitation), admit)
      return { fetch: fetching(answer, { ...rules, basePath: '' }) }
    },
    journal,
    close() {
      readers.close()
      pushing.close()
      leave()
    },
  }
}

/** What holds for every request. */
interface Rules {
  readonly access: Access
  readonly proxies: Proxies
  readonly log: Log
  readonly refusals: Refusals
  /** As {@link basePathOf} gives it. */
  readonly basePath: string
}

/** Visits a router with every request, and has the answers wear what all wear. */
function fetching(answer: Router, rules: Rules): App['fetch'] {
  const { access, proxies, log, refusals, basePath } = rules
  return async (request, { address, takeTime } = {}) => {
    const began = performance.now()
    const forwarded = proxies.read(request.headers, address)
    const visit = { ...visitOf(request, basePath, forwarded), takeTime }
    const response = await answer(visit)
    protect(response.headers, access.origins, visit)
    const isShown = !response.ok || !seemsStraight(request.headers, address)
    const page = isShown ? undefined : unshownTo(visit, access.origins)
    if (page !== undefined) refusals.tellUnshown(page)
    tell(log, visit, { status: response.status, ms: performance.now() - began })
    return response
  }
}

function controllersOf(allowed: readonly string[] = []): Ranges {
  const option = { option: 'allowControl', words: ['loopback', 'network', 'any'] } as const
  return new Ranges(['loopback', ...allowed], option)
}

/** One line for each request; the query stays out, because keys and tokens travel there. */
function tell(log: Log, visit: Visit, answer: { status: number; ms: number }): void {
  const { request, url, address } = visit
  const ms = Math.round(answer.ms * 10) / 10
  log.debug(
    { method: request.method, path: url.pathname, status: answer.status, ms, address },
    'request',
  )
}
