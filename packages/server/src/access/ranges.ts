/**
 * Sets of IP addresses, as people write them.
 *
 * @module
 */
import { BlockList, isIP } from 'node:net'

/** Stands for the address of a peer on a Unix socket: it has none, but is on this machine. */
export const UNIX_PEER = 'unix'

/** Words for addresses that people would otherwise have to look up. */
const words: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  network: [
    ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
    ...['fc00::/7', 'fe80::/10'],
  ],
  any: ['0.0.0.0/0', '::/0'],
}

/** How a set is written: what errors call the option, and which words it knows. */
export interface RangesWish {
  readonly option: string
  readonly words: readonly ('loopback' | 'network' | 'any')[]
}

/** A set of IP addresses. */
export class Ranges {
  #list = new BlockList()
  #wish: RangesWish
  #any: boolean

  /** @throws {RangeError} when one is no address, range or word. */
  constructor(ranges: readonly string[], wish: RangesWish) {
    this.#wish = wish
    this.#any = wish.words.includes('any') && ranges.includes('any')
    for (const range of ranges) {
      const known = wish.words.some((word) => word === range) ? words[range] : undefined
      for (const each of known ?? [range]) this.#add(each)
    }
  }

  /** Whether an address is one of them; {@link UNIX_PEER} is where 127.0.0.1 is, an unknown one in `any` alone. */
  includes(address: string | undefined): boolean {
    if (this.#any) return true
    const bare = address === UNIX_PEER ? '127.0.0.1' : (plain(address)?.replace(/%.*$/, '') ?? '')
    const version = isIP(bare)
    return version > 0 && this.#list.check(bare, version === 4 ? 'ipv4' : 'ipv6')
  }

  #add(range: string): void {
    const [address = '', bits, rest] = range.split('/')
    const version = isIP(address)
    const widest = version === 4 ? 32 : 128
    const length = bits === undefined ? widest : Number(bits)
    const isRange = Number.isInteger(length) && length >= 0 && length <= widest && bits !== ''
    if (version === 0 || !isRange || rest !== undefined) {
      const { option, words: known } = this.#wish
      throw new RangeError(
        `Expected ${option} to be IP addresses, ranges like 10.0.0.0/8, or ${known.join(', ')}, got "${range}"`,
      )
    }
    this.#list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
  }
}

/** An IPv4 address as such, also where an IPv6 socket shows it as `::ffff:192.0.2.1`. */
export function plain(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '')
}
