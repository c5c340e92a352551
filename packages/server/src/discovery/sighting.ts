/**
 * Cameras that a network tells of: DNS-SD read backwards, out of what strangers say.
 *
 * A service is known when its place (SRV), its pairs (TXT) and an address of its host are; what is missing
 * of that is asked for next. Nothing that is said is taken as it is: an address must be of the network
 * that it was heard in, a path must stay on its server, a text must be fit for a terminal.
 *
 * @module
 */
import { isIPv4, isIPv6 } from 'node:net'
import { CAMERA_NAME } from 'zoetrope'
import { keyOf, type SomeRecord } from './records.ts'

/** A camera that somebody announced. */
export interface Sighting {
  /** What people see in a list: `front (Workshop)`. */
  readonly label: string
  /** What its server calls it, where that would do as a camera's name here as well. */
  readonly name: string | undefined
  /** The name of its machine: `workshop.local`. */
  readonly host: string
  /** By which that machine is reached from here. */
  readonly address: string
  readonly streamUrl: string
  readonly snapshotUrl: string | undefined
  /** The page of its server. */
  readonly pageUrl: string | undefined
}

/** What is asked of everybody. */
export interface Question {
  readonly name: string
  readonly type: 'PTR' | 'SRV' | 'TXT' | 'A' | 'AAAA'
}

const STREAMS = '_mjpeg._tcp.local'
const PAGES = { http: '_http._tcp.local', https: '_https._tcp.local' } as const
const READ: ReadonlySet<string> = new Set(['PTR', 'SRV', 'TXT', 'A', 'AAAA'])

/** Programs for ESP32 cameras announce a port and no path; theirs is this one. */
const USUAL_PATH = '/stream'

const MAX_RECORDS = 5000
const MAX_SERVICES = 500
const MAX_PATH = 1000

/** So many fit into a packet of an ordinary network. */
const MAX_QUESTIONS = 12

/** All that was heard so far. */
export class Sightings {
  /** By type and name, and then by what they say. */
  #records = new Map<string, Map<string, SomeRecord>>()
  #size = 0

  /** Reads records of anybody. @param isNear tells whether an address is one of the network they came from. */
  take(said: readonly SomeRecord[], isNear: (address: string) => boolean): void {
    for (const record of said.filter(({ type }) => READ.has(type))) {
      this.#forget(record)
      const isFar = /^A/.test(record.type) && !(isPlain(record.data) && isNear(record.data))
      if (!isFar && record.ttl !== 0 && this.#size < MAX_RECORDS) this.#keep(record)
    }
  }

  /** What to ask next: who is there, and what is missing of those who are. */
  get questions(): Question[] {
    const kinds = [STREAMS, ...Object.values(PAGES)].map(
      (name): Question => ({ name, type: 'PTR' }),
    )
    const missing = this.#services(STREAMS).flatMap((service): Question[] => {
      const place = this.#placeOf(service)
      return [
        ...(place ? [] : [{ name: service, type: 'SRV' } as const]),
        ...(this.#pairsOf(service) ? [] : [{ name: service, type: 'TXT' } as const]),
        ...(!place || this.#addressOf(place.host)
          ? []
          : [
              { name: place.host, type: 'A' } as const,
              { name: place.host, type: 'AAAA' } as const,
            ]),
      ]
    })
    return [...kinds, ...missing].slice(0, MAX_QUESTIONS)
  }

  /** The cameras of which enough is known. */
  get cameras(): Sighting[] {
    const pages = this.#pages()
    return this.#services(STREAMS).flatMap((service) => this.#camera(service, pages) ?? [])
  }

  #camera(service: string, pages: ReadonlyMap<string, Page>): Sighting | undefined {
    const place = this.#placeOf(service)
    const pairs = this.#pairsOf(service)
    const address = place && this.#addressOf(place.host)
    if (!(pairs && address)) return undefined
    const scheme = pairs.get('scheme') === 'https' ? 'https' : 'http'
    const origin = originOf(scheme, address, place.port)
    const streamUrl = urlAt(origin, pairs.get('path') ?? USUAL_PATH)
    if (streamUrl === undefined) return undefined
    const name = pairs.get('name')
    const page = pages.get(serverOf(place))
    return {
      ...{ label: shown(labelOf(service, STREAMS)), host: shown(place.host), address, streamUrl },
      name: name !== undefined && CAMERA_NAME.test(name) ? name : undefined,
      snapshotUrl: urlAt(origin, pairs.get('snapshot')),
      pageUrl: page && urlAt(originOf(page.scheme, address, place.port), page.path),
    }
  }

  /** Server -> its page. */
  #pages(): ReadonlyMap<string, Page> {
    const pages = new Map<string, Page>()
    for (const [scheme, kind] of Object.entries(PAGES)) {
      for (const service of this.#services(kind)) {
        const place = this.#placeOf(service)
        const path = this.#pairsOf(service)?.get('path') ?? '/'
        if (place) pages.set(serverOf(place), { scheme, path })
      }
    }
    return pages
  }

  /** The names of all services of a kind. */
  #services(kind: string): string[] {
    const said = this.#said('PTR', kind).slice(0, MAX_SERVICES)
    return said.flatMap(({ data }) =>
      typeof data === 'string' && isWritable(data) && data.toLowerCase().endsWith(`.${kind}`)
        ? [data]
        : [],
    )
  }

  #placeOf(service: string): Place | undefined {
    return this.#said('SRV', service)
      .map(({ data }) => placeOf(data))
      .findLast((place) => place !== undefined)
  }

  #pairsOf(service: string): ReadonlyMap<string, string> | undefined {
    const last = this.#said('TXT', service).at(-1)
    return last && pairsOf(last.data)
  }

  /** Of those that were said, one that everybody can type. */
  #addressOf(host: string): string | undefined {
    const said = [...this.#said('A', host), ...this.#said('AAAA', host)]
    return said.map(({ data }) => data).find(isPlain)
  }

  #said(type: string, name: string): SomeRecord[] {
    return Array.from(this.#records.get(shelfOf({ type, name }))?.values() ?? [])
  }

  #keep(record: SomeRecord): void {
    const shelf = shelfOf(record)
    const kept = this.#records.get(shelf) ?? new Map<string, SomeRecord>()
    this.#records.set(shelf, kept.set(keyOf(record), record))
    this.#size += 1
  }

  #forget(record: SomeRecord): void {
    if (this.#records.get(shelfOf(record))?.delete(keyOf(record))) this.#size -= 1
  }
}

/** Names are the same in capitals. */
function shelfOf({ type, name }: Pick<SomeRecord, 'type' | 'name'>): string {
  return `${type} ${name.toLowerCase()}`
}

interface Place {
  readonly host: string
  readonly port: number
}

interface Page {
  readonly scheme: string
  readonly path: string
}

/** What two services of one server have in common. */
function serverOf({ host, port }: Place): string {
  return `${host.toLowerCase()}:${port}`
}

function placeOf(data: unknown): Place | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const host: unknown = Reflect.get(data, 'target')
  const port: unknown = Reflect.get(data, 'port')
  if (typeof host !== 'string' || !isWritable(host) || typeof port !== 'number') return undefined
  return port > 0 ? { host, port } : undefined
}

/** The pairs of a TXT record; of two of the same key the first counts (RFC 6763, section 6.4). */
function pairsOf(data: unknown): ReadonlyMap<string, string> {
  const pairs = (Array.isArray(data) ? data : [data]).map(String)
  const entries = pairs.map((pair): [string, string] => {
    const [key = ''] = pair.split('=', 1)
    return [key.toLowerCase(), pair.slice(key.length + 1)]
  })
  return new Map(entries.reverse())
}

/** Whether an address can stand in a URL: those of a link alone need a zone, which no URL has. */
function isPlain(address: unknown): address is string {
  if (typeof address !== 'string') return false
  return isIPv4(address) || (isIPv6(address) && !/^fe[89ab][0-9a-f]:/i.test(address))
}

/** Whether a name that was read can be asked for: bytes that are no text cannot be written again. */
function isWritable(name: string): boolean {
  return name.length < 250 && !/[\p{Cc}\ufffd]/u.test(name)
}

function originOf(scheme: string, address: string, port: number): string {
  return `${scheme}://${isIPv6(address) ? `[${address}]` : address}:${port}`
}

/** A path on a server and nowhere else; `undefined` for anything but that. */
function urlAt(origin: string, path: string | undefined): string | undefined {
  if (path === undefined || path.length > MAX_PATH || !path.startsWith('/')) return undefined
  if (!URL.canParse(path, origin)) return undefined
  const url = new URL(path, origin)
  return url.origin === new URL(origin).origin ? url.href : undefined
}

function labelOf(service: string, kind: string): string {
  return service.slice(0, -kind.length - 1)
}

/** A terminal obeys control characters. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
