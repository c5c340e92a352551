/**
 * Where a server can be reached: by this machine only, or by its network.
 *
 * @module
 */
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Interfaces that lead to containers and virtual machines of this machine, not to people. */
const INTERNAL = /^(docker|br-|veth|virbr|cni|flannel|podman|vmnet|vboxnet)/

/** Whether only programs of this machine reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return bare === 'localhost' || bare === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(bare)
}

/** Whether `host` stands for every address of the machine. */
export function isEveryAddress(host: string): boolean {
  return ['0.0.0.0', '::', '[::]', '0'].includes(host)
}

/** A host as it stands in a URL: IPv6 addresses in brackets, the percent sign before a zone encoded. */
export function inUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host.replace('%', '%25')}]` : host
}

/**
 * The addresses by which other machines reach a server that listens on `host`, those that people
 * type most easily first. Just `host` itself unless it stands for all of them.
 */
export function lanAddresses(host: string, interfaces: Interfaces = networkInterfaces()): string[] {
  if (!isEveryAddress(host)) return isLoopback(host) ? [] : [host]
  const reachable = Object.entries(interfaces)
    .filter(([name]) => !INTERNAL.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ internal, address }) => !(internal || isLinkLocal(address)))
  const ofFamily = (family: 'IPv4' | 'IPv6'): string[] =>
    reachable.filter((each) => each.family === family).map(({ address }) => address)
  return host.includes(':') ? [...ofFamily('IPv4'), ...ofFamily('IPv6')] : ofFamily('IPv4')
}

/** The interfaces that lead to other machines. */
export function outerInterfaces(interfaces: Interfaces = networkInterfaces()): Interfaces {
  const outer = Object.entries(interfaces).map(([name, addresses = []]) => [
    name,
    INTERNAL.test(name) ? [] : addresses.filter(({ internal }) => !internal),
  ])
  return Object.fromEntries(outer)
}

/** Needs a zone to be reached (`fe80::1%eth0`), which browsers do not take. */
function isLinkLocal(address: string): boolean {
  return /^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address)
}
