/**
 * What a server offers to its network: a page, and streams.
 *
 * An offer is a service of DNS-SD (RFC 6763) before it has an address: a kind, a label for people,
 * and the pairs of its TXT record that tell a program where on the server it lies.
 *
 * @module
 */

/** `_http._tcp` and `_https._tcp` are pages, `_mjpeg._tcp` is one camera's stream. */
export type OfferKind = 'http' | 'https' | 'mjpeg'

/** One service. */
export interface Offer {
  readonly kind: OfferKind
  /** What people see in a list: at most 63 bytes, without a dot. */
  readonly label: string
  readonly port: number
  readonly txt: Readonly<Record<string, string>>
}

/** Where a server is, and what it shows. */
export interface Shown {
  readonly port: number
  /** Begins with `/`. */
  readonly basePath: string
  readonly isTls: boolean
  /** The names of its cameras. */
  readonly cameras: readonly string[]
}

/** Bytes of one label in the DNS. */
const LABEL = 63

/** How many servers of one name a network may have. */
const NAMESAKES = 9

/** What a server calls itself when nobody gave it a name. @param machine its host name. */
export function nameOn(machine: string): string {
  return `Zoetrope on ${machine.split('.')[0] || 'this machine'}`
}

/**
 * What a server is called when others of its name were there before it: `Workshop`, `Workshop 2` ...
 * `undefined` when too many were.
 *
 * @param place from 1.
 */
export function namesake(name: string, place: number): string | undefined {
  if (place > NAMESAKES) return undefined
  return place === 1 ? name : `${cut(name, LABEL - 2)} ${place}`
}

/** The host name of a server of that name: `Workshop 2` is `workshop-2.local`. */
export function hostOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9\s._-]/g, '')
    .split(/[\s._-]+/)
    .filter((word) => word !== '')
  // What of a name cannot stand in a URL is left out; where that is all of it, nothing is left.
  const isBare = words.every((word) => /^\d$/.test(word))
  const label = (isBare ? ['zoetrope', ...words] : words).join('-')
  return `${shortened(label)}.local`
}

/** Every host name that a server of that name may come to have in its network. */
export function hostNames(name: string): string[] {
  const places = Array.from({ length: NAMESAKES }, (_, index) => index + 1)
  return places.flatMap((place) => namesake(name, place) ?? []).map(hostOf)
}

/** The page and the streams of a server. @param name what it calls itself. */
export function offersOf(name: string, { port, basePath, isTls, cameras }: Shown): Offer[] {
  const base = basePath.replace(/\/*$/, '/')
  const page: Offer = {
    ...{ kind: isTls ? 'https' : 'http', port, label: labelOf(name) },
    txt: { path: base },
  }
  const streams = cameras.map((camera): Offer => {
    const path = `${base}cameras/${camera}/stream`
    const snapshot = `${base}cameras/${camera}/snapshot.jpg`
    return {
      ...{ kind: 'mjpeg', port, label: labelOf(`${camera} (${name})`, camera) },
      txt: { txtvers: '1', name: camera, path, snapshot, scheme: isTls ? 'https' : 'http' },
    }
  })
  return [page, ...streams]
}

/** @param brief what is left where the text is too long for a label. */
function labelOf(text: string, brief = text): string {
  const label = text.replaceAll('.', '-')
  return Buffer.byteLength(label) <= LABEL ? label : cut(brief.replaceAll('.', '-'), LABEL)
}

/** A host's label keeps its number: it is what tells it from its namesakes. */
function shortened(label: string): string {
  if (label.length <= LABEL) return label
  const number = /-\d$/.exec(label)?.[0] ?? ''
  return `${label.slice(0, LABEL - number.length).replace(/-+$/, '')}${number}`
}

/** As many whole characters as fit into so many bytes of UTF-8. */
function cut(text: string, bytes: number): string {
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}
