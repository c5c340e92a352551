/**
 * What reverse proxies say about a request, where they are believed.
 *
 * By default only a proxy on this machine is. Little that is believed here opens a door: a forwarded
 * host must pass the same check as `Host`, and a prefix only changes the links in the answer to the
 * one who sent it. The address says who may publish and set controls: so one that cannot be read is
 * unknown, and nobody's. Only a proxy here that shows itself in no header at all passes for a program
 * of this machine.
 *
 * @module
 */
import { isIP } from 'node:net'
import { plain, Ranges } from './ranges.ts'

/** Who asks, for sentences, where it is not known. */
export const UNTOLD = 'Somebody whose address is not known (the proxy has to send X-Forwarded-For)'

/** Headers that only proxies send: with one of them a request is not from whoever connected. */
const TRACES = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-prefix',
  'x-ingress-path',
  'x-real-ip',
  'forwarded',
  'via',
]

const HERE = new Ranges(['loopback'], { option: 'trustProxy', words: ['loopback'] })

/**
 * Whether a request seems to be of whoever connected, and no proxy's: some change `Host` and show themselves
 * in nothing, or only in that they want no second request (nginx). Those that are here may be any.
 */
export function seemsStraight(headers: Headers, peer: string | undefined): boolean {
  if (peer === undefined || HERE.includes(peer) || headers.get('connection') === 'close')
    return false
  return !TRACES.some((name) => headers.has(name))
}

/** What is known of a request's way. */
export interface Forwarded {
  /**
   * The address of the viewer, as far as proxies are believed; `unix` where it has none, `undefined`
   * where a proxy came between and does not tell.
   */
  readonly address: string | undefined
  /** The authority by which the viewer addressed the proxy. */
  readonly host: string | undefined
  /** The path under which the proxy shows this server: `` or `/webcam`. */
  readonly prefix: string
  /** How the viewer addressed the proxy, where it tells. */
  readonly protocol?: 'http' | 'https' | undefined
}

/** The proxies whose headers are believed. */
export class Proxies {
  #trusted: Ranges

  /**
   * @param addresses IP addresses, ranges like `10.0.0.0/8`, or `loopback`, which
   *   Unix sockets belong to.
   * @throws {RangeError} when one is none of these.
   */
  constructor(addresses: readonly string[] = ['loopback']) {
    this.#trusted = new Ranges(addresses, { option: 'trustProxy', words: ['loopback'] })
  }

  /** Reads the forwarding headers of a request that came from `peer`, if that is a trusted proxy. */
  read(headers: Headers, peer: string | undefined): Forwarded {
    if (peer === undefined || !this.#trusted.includes(peer)) {
      return { address: plain(peer), host: undefined, prefix: '' }
    }
    return {
      address: this.#viewer(headers, peer),
      host: last(headers.get('x-forwarded-host')),
      // Home Assistant's ingress has a name of its own for the same thing.
      prefix: prefixOf(headers.get('x-forwarded-prefix') ?? headers.get('x-ingress-path')),
      protocol: protocolOf(last(headers.get('x-forwarded-proto'))),
    }
  }

  /** The first address, seen from here, that is not a trusted proxy: what is further left may be invented. */
  #viewer(headers: Headers, peer: string): string | undefined {
    const hops = (headers.get('x-forwarded-for') ?? '').split(',').map(withoutPort)
    const told = hops.filter((hop) => hop !== '')
    if (told.length === 0) return TRACES.some((name) => headers.has(name)) ? undefined : plain(peer)
    const viewer = told.findLast((hop) => !this.#trusted.includes(hop)) ?? told[0] ?? ''
    return isIP(viewer) > 0 ? plain(viewer) : undefined
  }
}

/** Some proxies tell the port as well: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const text = hop.trim()
  const [, inBrackets, v4] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text) ?? []
  return inBrackets ?? v4 ?? text
}

function last(list: string | null): string | undefined {
  return list?.split(',').at(-1)?.trim() || undefined
}

function protocolOf(text: string | undefined): Forwarded['protocol'] {
  return text === 'http' || text === 'https' ? text : undefined
}

// Anything else could turn a link into one to another host (`//evil.example`).
function prefixOf(path: string | null): string {
  const prefix = path?.replace(/\/+$/, '') ?? ''
  return /^(\/[\w.~-]+)*$/.test(prefix) ? prefix : ''
}
