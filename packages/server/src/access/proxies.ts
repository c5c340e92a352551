/**
 * What reverse proxies say about a request, where they are believed.
 *
 * By default only a proxy on this machine is. Little that is believed here opens a door: a forwarded
 * host must pass the same check as `Host`, and a prefix only changes the links in the answer to the
 * one who sent it. The address says who may publish; a proxy here that forwards none passes for a
 * program of this machine.
 *
 * @module
 */
import { isIP } from 'node:net'
import { plain, Ranges } from './ranges.ts'

/** What is known of a request's way. */
export interface Forwarded {
  /** The address of the viewer, as far as proxies are believed; `unix` where it has none. */
  readonly address: string | undefined
  /** The authority by which the viewer addressed the proxy. */
  readonly host: string | undefined
  /** The path under which the proxy shows this server: `` or `/webcam`. */
  readonly prefix: string
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
    }
  }

  /** The first address, seen from here, that is not a trusted proxy: what is further left may be invented. */
  #viewer(headers: Headers, peer: string): string | undefined {
    const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
    const addresses = hops.filter((hop) => isIP(hop) > 0)
    return plain(addresses.findLast((hop) => !this.#trusted.includes(hop)) ?? addresses[0] ?? peer)
  }
}

function last(list: string | null): string | undefined {
  return list?.split(',').at(-1)?.trim() || undefined
}

// Anything else could turn a link into one to another host (`//evil.example`).
function prefixOf(path: string | null): string {
  const prefix = path?.replace(/\/+$/, '') ?? ''
  return /^(\/[\w.~-]+)*$/.test(prefix) ? prefix : ''
}
