/**
 * What stands before all routes, and what every answer wears.
 *
 * @module
 */
import { PUSH_PROTOCOL } from 'zoetrope'
import type { Hosts } from '../access/hosts.ts'
import { type Asker, askerOf, type Origins } from '../access/origins.ts'
import { Problem } from './problem.ts'
import type { Visit } from './visit.ts'
import { protocolsOf } from './web-socket.ts'

/** Who may come. */
export interface Access {
  readonly hosts: Hosts
  readonly origins: Origins
}

/** Characters of a URL: far more than any real one needs. */
const LONGEST = 4096

/** Methods that change nothing. */
const READING = ['GET', 'HEAD', 'OPTIONS']

/**
 * @param changes Whether the request changes something, although its method is one that reads.
 * @throws {Problem} when a request must not be answered.
 */
export function guard(visit: Visit, { hosts, origins }: Access, changes = false): void {
  const { request } = visit
  const stranger = visit.hosts.find((host) => !hosts.accepts(host))
  if (stranger !== undefined) throw forbiddenHost(stranger)
  const asker = askerOf(request.headers)
  const reads = READING.includes(methodOf(request)) && !changes && !publishes(request)
  const accepted = reads
    ? origins.accepts(asker, visit.hosts)
    : origins.acceptsChange(asker, visit.hosts)
  if (!accepted) throw forbiddenOrigin(asker)
  if (changes && hides(request.headers, asker)) throw hidden()
  if (request.url.length > LONGEST) {
    throw new Problem('URL_TOO_LONG', `Expected a URL of at most ${LONGEST} characters`)
  }
}

/** Adds the headers that keep browsers from letting foreign pages in, or that let the named ones. */
export function protect(headers: Headers, origins: Origins, { request, hosts }: Visit): void {
  const asker = askerOf(request.headers)
  const policy = headers.get('content-security-policy')
  const framing = `frame-ancestors ${origins.framing}`
  headers.set('content-security-policy', policy === null ? framing : `${policy}; ${framing}`)
  headers.set('x-content-type-options', 'nosniff')
  // Own pages are known by it, where browsers send nothing better; others never see it.
  headers.set('referrer-policy', 'same-origin')
  for (const [name, value] of Object.entries(origins.showing(asker, hosts)))
    headers.set(name, value)
  for (const [name, value] of Object.entries(origins.reading(asker))) headers.set(name, value)
  if (origins.names.length > 0) headers.append('vary', 'Origin')
}

/** The origin of a page that asks for something to show, in a browser that will not show it. */
export function unshownTo({ request, hosts }: Visit, origins: Origins): string | undefined {
  // A link that somebody follows comes with the page where it stood, and is shown.
  const isVisit = /text\/html/.test(request.headers.get('accept') ?? '')
  return isVisit ? undefined : origins.unshown(askerOf(request.headers), hosts)
}

/**
 * Whether a browser does not say whose page asks. With a `GET` a foreign page can bring that about over
 * plain HTTP, where browsers send no `Sec-Fetch-Site`; programs say nothing and are no browsers. And
 * `none`, which stands for what people type, stays `none` where that leads on to here, and where somebody
 * follows a link in a mail.
 */
function hides(headers: Headers, { site, origin, referrer }: Asker): boolean {
  if (origin !== undefined || referrer !== undefined) return false
  const isSilent = site === undefined && /^Mozilla\//.test(headers.get('user-agent') ?? '')
  return isSilent || site === 'none'
}

/** Whether a WebSocket is asked for by which frames are pushed: it begins as a GET, and changes what people see. */
function publishes({ headers }: Request): boolean {
  return protocolsOf(headers).includes(PUSH_PROTOCOL)
}

/** What is to be done; where a browser asks beforehand, what its page is about to do. */
function methodOf({ method, headers }: Request): string {
  return (method === 'OPTIONS' && headers.get('access-control-request-method')) || method
}

function forbiddenHost(host: string): Problem {
  const name = host.slice(0, 100)
  return new Problem(
    'FORBIDDEN_HOST',
    `This server does not answer to the name "${name}". If it is yours, start the server with ` +
      `--allow-host ${name.replace(/:\d+$/, '')} (in a program: hosts); otherwise use its IP address`,
    { members: { host: name } },
  )
}

function hidden(): Problem {
  return new Problem(
    'FORBIDDEN_ORIGIN',
    'This changes something, and the browser does not say which page asks for it. Ask from a page ' +
      'of this server, or with a program such as curl',
    { members: { origin: null } },
  )
}

function forbiddenOrigin({ origin, referrer }: Asker): Problem {
  const page = (origin ?? referrer)?.slice(0, 100)
  return new Problem(
    'FORBIDDEN_ORIGIN',
    `This server does not answer pages of other sites${page ? ` such as ${page}` : ''}. If the ` +
      `page is yours, start the server with --allow-origin ${page ?? 'https://its.address'} ` +
      '(in a program: origins)',
    { members: { origin: page ?? null } },
  )
}
