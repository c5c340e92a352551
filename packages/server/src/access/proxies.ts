/**
 * What reverse proxies say about a request, where they are believed.
 *
 * By default only a proxy on this machine is. Nothing that is believed here opens a door: a
 * forwarded host must pass the same check as `Host`, and a prefix only changes the links in the
 * answer to the one who sent it.
 *
 * @module
 */
import { BlockList, isIP } from 'node:net'

/** Stands for the address of a peer on a Unix socket: it has none, but is on this machine. */
export const UNIX_PEER = 'unix'

/** What is known of a request's way. */
export interface Forwarded {
  /** The address of the viewer, as far as proxies are believed; {@link UNIX_PEER} where it has none. */
  readonly address: string | undefined
  /** The authority by which the viewer addressed the proxy. */
  readonly host: string | undefined
  /** The path under which the proxy shows this server: `` or `/webcam`. */
  readonly prefix: string
}

/** The proxies whose headers are believed. */
export class Proxies {
  #trusted = new BlockList()

  /**
   * @param addresses IP addresses, ranges like `10.0.0.0/8`, or `loopback`, which
   *   Unix sockets belong to.
   * @throws {RangeError} when one is none of these.
   */
  constructor(addresses: readonly string[] = ['loopback']) {
    for (const address of addresses) {
      if (address === 'loopback') this.#trust('127.0.0.0/8').#trust('::1')
      else this.#trust(address)
    }
  }

  /** Reads the forwarding headers of a request that came from `peer`, if that is a trusted proxy. */
  read(headers: Headers, peer: string | undefined): Forwarded {
    if (peer === undefined || !this.#isTrusted(peer)) {
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
    return plain(addresses.findLast((hop) => !this.#isTrusted(hop)) ?? addresses[0] ?? peer)
  }

  #isTrusted(address: string): boolean {
    const bare = address === UNIX_PEER ? '127.0.0.1' : (plain(address) ?? '')
    const version = isIP(bare)
    return version > 0 && this.#trusted.check(bare, version === 4 ? 'ipv4' : 'ipv6')
  }

  #trust(range: string): this {
    const [address = '', bits, rest] = range.split('/')
    const version = isIP(address)
    const widest = version === 4 ? 32 : 128
    const length = bits === undefined ? widest : Number(bits)
    const isRange = Number.isInteger(length) && length >= 0 && length <= widest && bits !== ''
    if (version === 0 || !isRange || rest !== undefined) {
      throw new RangeError(
        `Expected trustProxy to be IP addresses, ranges like 10.0.0.0/8, or loopback, got "${range}"`,
      )
    }
    this.#trusted.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
    return this
  }
}

/** An IPv4 address as such, also where an IPv6 socket shows it as `::ffff:192.0.2.1`. */
function plain(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '')
}

function last(list: string | null): string | undefined {
  return list?.split(',').at(-1)?.trim() || undefined
}

// Anything else could turn a link into one to another host (`//evil.example`).
function prefixOf(path: string | null): string {
  const prefix = path?.replace(/\/+$/, '') ?? ''
  return /^(\/[\w.~-]+)*$/.test(prefix) ? prefix : ''
}
