/**
 * The networks of a machine on which a server can be announced.
 *
 * Each has an asker of its own: what is asked in one must be answered there, with the addresses that
 * lead there, and by machines of that network alone (RFC 6762, section 11).
 *
 * @module
 */
import { BlockList, isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'

/** The interfaces of a machine by name, as `os.networkInterfaces()` gives them. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** One network, over IPv4 or IPv6. */
export interface Network {
  /** Another as soon as anything of it changes. */
  readonly id: string
  readonly family: 'IPv4' | 'IPv6'
  /** What tells the kernel which interface is meant: an address of it, or `::%eth0`. */
  readonly through: string
  /** By which the server is reached there. */
  readonly addresses: readonly string[]
  /** Whether an address is one of that network. */
  isNear(address: string): boolean
}

/**
 * The networks in which a server that listens on `host` is reached.
 *
 * @param host an address; `0.0.0.0` and `::` are all of them.
 */
export function networksOf(host: string, interfaces: Interfaces): Network[] {
  return Object.entries(interfaces).flatMap(([name, all = []]) => {
    const addresses = all.filter((each) => isReached(each, host)).map(({ address }) => address)
    if (addresses.length === 0) return []
    const [four] = all.filter(({ family }) => family === 'IPv4')
    const [six] = all.filter(({ family }) => family === 'IPv6')
    const isNear = nearness(name, all)
    return [
      ...(four ? [network('IPv4', four.address, { addresses, isNear })] : []),
      // Nobody who has IPv6 alone could use an address of IPv4.
      ...(six && addresses.some(isIPv6)
        ? [network('IPv6', `::%${zoneOf(name, six)}`, { addresses, isNear })]
        : []),
    ]
  })
}

function network(
  family: Network['family'],
  through: string,
  rest: Pick<Network, 'addresses' | 'isNear'>,
): Network {
  return { id: [family, through, ...rest.addresses].join(' '), family, through, ...rest }
}

function isReached({ address, family }: NetworkInterfaceInfo, host: string): boolean {
  // Useless without a zone, which no name can give.
  if (/^fe[89ab][0-9a-f]:/i.test(address)) return false
  if (host === '::') return true
  return host === '0.0.0.0' ? family === 'IPv4' : address === host
}

function nearness(
  name: string,
  all: readonly NetworkInterfaceInfo[],
): (address: string) => boolean {
  const near = new BlockList()
  for (const { cidr, family } of all) {
    const [net, prefix] = cidr?.split('/') ?? []
    if (net && prefix) near.addSubnet(net, Number(prefix), family === 'IPv4' ? 'ipv4' : 'ipv6')
  }
  const zones = new Set([name, ...all.map(({ scopeid }) => String(scopeid ?? ''))])
  return (address) => {
    const [plain = '', zone] = address.split('%')
    if (zone !== undefined) return zones.has(zone)
    return near.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
  }
}

/** Windows counts its interfaces, others name them. */
function zoneOf(name: string, { scopeid }: NetworkInterfaceInfo): string {
  return process.platform === 'win32' ? String(scopeid ?? 0) : name
}
