/**
 * From a camera's name to its address, while the name service is slow, or gone: cameras mostly keep
 * their address, and whoever has been told it once can do without being told again.
 *
 * A name is looked up once at a time, however often it is asked for: Node does two lookups at once,
 * and those of one dead name would keep all others waiting.
 *
 * @module
 */
import { type LookupAddress, promises } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** Milliseconds after which the address of last time is taken. */
const PATIENCE = 2000

/** Names that are remembered. */
const MEMORY = 1000

const asked = new Map<string, Promise<LookupAddress[]>>()
const known = new Map<string, LookupAddress[]>()

/** `lookup` for connections, as `dns.lookup` is. */
export const lookup: LookupFunction = (host, { all, family }, callback) => {
  addressesOf(host).then(
    (addresses) => {
      const wanted = FAMILIES[family ?? 0]
      const fitting = addresses.filter((each) => !wanted || each.family === wanted)
      const [first = { address: '', family: 0 }] = fitting
      if (fitting.length === 0) callback(notFound(host), [])
      else if (all) callback(null, fitting)
      else callback(null, first.address, first.family)
    },
    (error: NodeJS.ErrnoException) => callback(error, []),
  )
}

const FAMILIES: Readonly<Record<string, 4 | 6>> = { 4: 4, 6: 6, IPv4: 4, IPv6: 6 }

function addressesOf(host: string): Promise<LookupAddress[]> {
  const asking = asked.get(host) ?? ask(host)
  const before = known.get(host)
  if (!before) return asking
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<LookupAddress[]>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, before)
  })
  return Promise.race([asking.catch(() => before), late]).finally(() => clearTimeout(timer))
}

function ask(host: string): Promise<LookupAddress[]> {
  const asking = promises
    .lookup(host, { all: true })
    .then((addresses) => remember(host, addresses))
    .finally(() => asked.delete(host))
  // Whoever waited may have taken the address of last time.
  asking.catch(() => {})
  asked.set(host, asking)
  return asking
}

function remember(host: string, addresses: LookupAddress[]): LookupAddress[] {
  if (known.size >= MEMORY) known.clear()
  known.set(host, addresses)
  return addresses
}

function notFound(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`No address of the family for ${host}`), { code: 'ENOTFOUND' })
}
