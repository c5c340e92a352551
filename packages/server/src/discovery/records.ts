/**
 * Offers as records of the DNS.
 *
 * A shared record (PTR) may be had by many machines, one beside the other; a unique one (SRV, TXT,
 * A, AAAA) belongs to one machine, so that another of its name with other contents is a collision.
 *
 * @module
 */
import { hostOf, type Offer } from './offer.ts'

/** A record that we send. */
export type OwnRecord =
  | (Head & { readonly type: 'PTR' | 'A' | 'AAAA'; readonly data: string })
  | (Head & { readonly type: 'SRV'; readonly data: Place })
  | (Head & { readonly type: 'TXT'; readonly data: string[] })

/** A record of anybody. */
export interface SomeRecord {
  readonly name: string
  readonly type: string
  /** Seconds; 0 takes it back. */
  readonly ttl?: number | undefined
  readonly data?: unknown
}

interface Head {
  readonly name: string
  readonly ttl: number
  /** Whether it takes the place of all that others remember of its name and type. */
  readonly flush: boolean
}

interface Place {
  readonly target: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

/** The records of one offer, which travel together. */
export type Batch = readonly OwnRecord[]

/** Seconds that others remember what depends on a host, and what does not (RFC 6762, section 10). */
const HOST_TTL = 120
const OTHER_TTL = 4500

const ENUMERATION = '_services._dns-sd._udp.local'

/**
 * The records of a server on one network: a batch for its host name, then one for each offer.
 *
 * @param addresses by which it is reached there; without one there is nothing to say.
 */
export function batchesOf(
  name: string,
  offers: readonly Offer[],
  addresses: readonly string[],
): Batch[] {
  if (addresses.length === 0) return []
  const host = hostOf(name)
  const own = addresses.map((address): OwnRecord => {
    const type = address.includes(':') ? 'AAAA' : 'A'
    return { name: host, type, ttl: HOST_TTL, flush: true, data: address }
  })
  return [own, ...offers.map((offer) => batchOf(offer, host))]
}

function batchOf({ kind, label, port, txt }: Offer, target: string): Batch {
  const service = `_${kind}._tcp.local`
  const name = `${label}.${service}`
  const pairs = Object.entries(txt).map(([key, value]) => `${key}=${value}`)
  return [
    { name: service, type: 'PTR', ttl: OTHER_TTL, flush: false, data: name },
    { name: ENUMERATION, type: 'PTR', ttl: OTHER_TTL, flush: false, data: service },
    {
      ...{ name, type: 'SRV', ttl: HOST_TTL, flush: true },
      data: { target, port, priority: 0, weight: 0 },
    },
    // A pair has a length of one byte.
    {
      ...{ name, type: 'TXT', ttl: OTHER_TTL, flush: true },
      data: pairs.filter((pair) => Buffer.byteLength(pair) < 256),
    },
  ]
}

/** What is the same of two records that say the same. */
export function keyOf({ name, type, data }: SomeRecord): string {
  return `${type} ${name} ${type === 'TXT' ? '' : textOf(data)}`.toLowerCase() + pairsOf(data)
}

/**
 * Whether another machine says otherwise of a name that is ours alone.
 *
 * @param own everything that we say, on all networks.
 */
export function contradicts(said: readonly SomeRecord[], own: readonly OwnRecord[]): boolean {
  const unique = own.filter(({ flush }) => flush)
  const names = new Set(unique.map(({ name }) => name.toLowerCase()))
  const keys = new Set(unique.map(keyOf))
  return said.some(
    (record) =>
      ['A', 'AAAA', 'SRV', 'TXT'].includes(record.type) &&
      record.ttl !== 0 &&
      names.has(record.name.toLowerCase()) &&
      !keys.has(keyOf(record)),
  )
}

/** The same records, taken back; but not that there are such services, for which others stand too. */
export function farewell(records: readonly OwnRecord[]): OwnRecord[] {
  return records.filter(({ name }) => name !== ENUMERATION).map((record) => ({ ...record, ttl: 0 }))
}

function textOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return String(data)
  return `${Reflect.get(data, 'target')}:${Reflect.get(data, 'port')}`
}

/** The strings of a TXT record, which keep their case; they are read as bytes. */
function pairsOf(data: unknown): string {
  return Array.isArray(data) ? data.map(String).sort().join('\0') : ''
}
