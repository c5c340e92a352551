/**
 * Taking a port, and saying in one line why it cannot be had.
 *
 * @module
 */
import { type AddressInfo, isIPv4, isIPv6, type Server } from 'node:net'

/** Why a server cannot listen, for programs. */
export type ListenCode =
  /** Another program listens there. */
  | 'ADDRESS_IN_USE'
  /** The system does not allow it: ports below 1024 often need rights. */
  | 'ADDRESS_FORBIDDEN'
  /** This machine has no such address. */
  | 'ADDRESS_UNKNOWN'
  | 'LISTEN_FAILED'

/** Thrown when the address cannot be had. `message` is one line for people. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly code: ListenCode
  /** The address that cannot be had; `undefined` of a Unix socket. */
  readonly address: Address | undefined

  constructor(
    code: ListenCode,
    message: string,
    { address, ...options }: ErrorOptions & { readonly address?: Address | undefined } = {},
  ) {
    super(message, options)
    this.code = code
    this.address = address
  }
}

/** Where to listen. */
export interface Address {
  readonly host: string
  /** 0 takes any that is free. */
  readonly port: number
  /** What it is for, where it is not the server itself: `motion`. */
  readonly purpose?: string | undefined
}

/** @throws {RangeError} where two of a server's addresses would be one. */
export function refuseTwins(addresses: readonly Address[]): void {
  for (const [place, one] of addresses.entries()) {
    const twin = addresses.slice(0, place).find((other) => collide(one, other))
    if (!twin) continue
    const [first, second] = [twin, one].map(({ purpose = 'the server itself' }) => purpose)
    const whom = first === second ? `twice for ${first}` : `for ${first} and for ${second}`
    throw new RangeError(`Expected each port to be another, got ${one.port} ${whom}`)
  }
}

/** What can be told of hosts without asking for their addresses; the rest is the system's to refuse. */
function collide(one: Address, other: Address): boolean {
  if (one.port !== other.port || one.port === 0) return false
  const hosts = [one, other].map(({ host }) => bare(host).toLowerCase())
  if (hosts[0] === hosts[1] || hosts.includes('::')) return true
  return hosts.includes('0.0.0.0') && hosts.every((host) => isIPv4(host))
}

/** In brackets as in a URL is how many write an IPv6 address. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** Resolves with the address once the server listens. @throws {ListenError} @throws {RangeError} */
export function listening(server: Server, { host, port, purpose }: Address): Promise<AddressInfo> {
  const address = { host: bare(host), port, purpose }
  const whose = purpose === undefined ? '' : ` of ${purpose}`
  // Node takes none for all of the machine's addresses, and nobody has agreed to that.
  if (address.host.trim() === '') {
    throw new RangeError(`Expected host${whose} to be an address or a host name, got "${host}"`)
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`Expected port${whose} to be a whole number from 0 to 65535, got ${port}`)
  }
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => reject(explained(cause, address))
    server.once('error', failed)
    server.listen({ host: address.host, port }, () => {
      server.off('error', failed)
      const taken = server.address()
      if (typeof taken === 'object' && taken) resolve(taken)
    })
  })
}

/** The authority of an address as this machine can open it: of all addresses, its own loopback. */
export function authorityOf({ address, port }: AddressInfo): string {
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address]
  // The zone of a link-local address has a percent sign, which means something else in a URL.
  const name = host ?? (isIPv6(address) ? `[${address.replace('%', '%25')}]` : address)
  return `${name}:${port}`
}

const noSuchName = {
  code: 'ADDRESS_UNKNOWN',
  why: 'there is no host of this name; 0.0.0.0 means all addresses of this machine',
} as const

const reasons: Record<string, { code: ListenCode; why: string }> = {
  EADDRINUSE: {
    code: 'ADDRESS_IN_USE',
    why: 'another program uses this port; choose another port, or end that program',
  },
  EACCES: {
    code: 'ADDRESS_FORBIDDEN',
    why: 'the system does not allow it; choose a port from 1024 up',
  },
  EADDRNOTAVAIL: {
    code: 'ADDRESS_UNKNOWN',
    why: 'this machine has no such address; 0.0.0.0 means all it has',
  },
  ENOTFOUND: noSuchName,
  EAI_AGAIN: noSuchName,
}

function explained(cause: NodeJS.ErrnoException, address: Address): ListenError {
  const { code, why } = reasons[cause.code ?? ''] ?? { code: 'LISTEN_FAILED', why: cause.message }
  const { host, port, purpose } = address
  const whose = purpose === undefined ? '' : `, for ${purpose}`
  const message = `Cannot listen on ${host}, port ${port}${whose}: ${why}`
  return new ListenError(code, message, { cause, address })
}
