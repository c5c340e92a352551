/**
 * Which web pages may show or read what is here.
 *
 * Programs send none of these headers and are not pages. A page of the same site may show pictures;
 * a foreign one may only lead its visitor here by a link. Reading is for the own page, and for
 * those the configuration names (docs/decisions/0003-host-and-origin.md).
 *
 * @module
 */
import { isIP } from 'node:net'
import { hostname } from './hosts.ts'

/** What a request says about the page it comes from. */
export interface Asker {
  /** The `Origin` header: sent where a page wants to read the answer. */
  readonly origin: string | undefined
  /** The origin of the `Referer` header. */
  readonly referrer: string | undefined
  /** `Sec-Fetch-Site`; browsers send it to loopback and over TLS only. */
  readonly site: string | undefined
  /** Whether somebody follows a link or types an address, in a window of its own. */
  readonly visits: boolean
}

/** Reads what a request says of its page. */
export function askerOf(headers: Headers): Asker {
  const referrer = headers.get('referer') ?? ''
  return {
    origin: headers.get('origin') ?? undefined,
    referrer: URL.canParse(referrer) ? new URL(referrer).origin : undefined,
    site: headers.get('sec-fetch-site') ?? undefined,
    visits:
      headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document',
  }
}

/** The pages that may show and read everything here, beside the server's own. */
export class Origins {
  readonly any: boolean
  readonly names: readonly string[]

  /**
   * @param names Origins such as `https://dashboard.example`, or `*` for any page.
   * @throws {RangeError} when one is not an origin.
   */
  constructor(names: readonly string[] = []) {
    this.any = names.includes('*')
    this.names = names.filter((name) => name !== '*').map(checked)
  }

  /** Whether the configuration names that origin. */
  includes(origin: string): boolean {
    return this.any || this.names.includes(origin)
  }

  /** Whether the page that asks is one of those the configuration names. */
  knows(asker: Asker): boolean {
    const from = asker.origin ?? asker.referrer
    return this.any || (from !== undefined && this.includes(from))
  }

  /** @param own The authorities (`name:port`) under which this request reached the server. */
  accepts(asker: Asker, own: readonly string[]): boolean {
    // Only the browser can write this header, so it outweighs a Host that a proxy has rewritten.
    if (asker.site === 'same-origin') return true
    if (asker.origin !== undefined) return isOwn(asker.origin, own) || this.includes(asker.origin)
    return asker.site !== 'cross-site' || asker.visits || this.knows(asker)
  }

  /**
   * Whether the page that asks may change something here: the own one, and those that the
   * configuration names one by one. Programs may.
   *
   * @param own The authorities (`name:port`) under which this request reached the server.
   */
  acceptsChange({ site, origin, referrer }: Asker, own: readonly string[]): boolean {
    if (site === 'same-origin') return true
    const from = origin ?? referrer
    if (from !== undefined) return isOwn(from, own) || this.names.includes(from)
    return site === undefined || site === 'none'
  }

  /** Headers that let the page that asks read the answer, if the configuration names it; none otherwise. */
  reading({ origin }: Asker): Record<string, string> {
    if (origin === undefined || !this.includes(origin)) return {}
    return {
      'access-control-allow-origin': this.any ? '*' : origin,
      'access-control-expose-headers':
        'ETag, Retry-After, X-Timestamp, X-Frame-Index, X-Frame-Epoch',
    }
  }

  /**
   * Headers that keep foreign pages from showing the answer (in an `<img>`, say).
   *
   * @param own The authorities (`name:port`) under which this request reached the server.
   */
  showing(asker: Asker, own: readonly string[]): Record<string, string> {
    // Browsers find two ports of one IP address, or of localhost, to be different sites here, though
    // the same site elsewhere. So where the asker is known to be near, `same-site` would be too little.
    const near = asker.site === 'same-site' || isNear(asker.referrer, own) || this.knows(asker)
    return { 'cross-origin-resource-policy': near ? 'cross-origin' : 'same-site' }
  }

  /**
   * The page that asks, where its browser will throw the answer away because of {@link showing}, without a
   * word to anybody. `undefined` also where nothing tells whether it will.
   *
   * @param own The authorities (`name:port`) under which this request reached the server.
   */
  unshown(asker: Asker, own: readonly string[]): string | undefined {
    const { referrer, site } = asker
    // That of `android-app://` and of `data:` is `null`, which is no page's.
    if (referrer === undefined || !URL.canParse(referrer)) return undefined
    if (site !== undefined || this.knows(asker)) return undefined
    return isNear(referrer, own) || isSameSite(referrer, own) ? undefined : referrer
  }

  /** The pages that may frame an answer, as the value of `frame-ancestors`. */
  get framing(): string {
    return this.any ? '*' : ["'self'", ...this.names.filter((name) => name !== 'null')].join(' ')
  }
}

function isOwn(origin: string, own: readonly string[]): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  return url !== undefined && own.some((authority) => isSame(url, authority))
}

// The scheme is left out: behind a proxy that ends TLS it is not known, and a page of the same host
// and port under another scheme is not foreign.
function isSame(origin: URL, authority: string): boolean {
  const at = `${origin.protocol}//${authority}`
  return URL.canParse(at) && new URL(at).host === origin.host
}

/** Whether a page is of the same host, whatever its port. */
function isNear(origin: string | undefined, own: readonly string[]): boolean {
  const host = origin && URL.canParse(origin) ? hostname(new URL(origin).host) : undefined
  return host !== undefined && own.some((authority) => hostname(authority) === host)
}

/** Whether browsers would say so; where names end in a register's own such as `co.uk` they may say no. */
function isSameSite(origin: string, own: readonly string[]): boolean {
  const site = siteOf(new URL(origin).host)
  return site !== undefined && own.some((authority) => siteOf(authority) === site)
}

function siteOf(authority: string): string | undefined {
  const name = hostname(authority)
  if (name === undefined || isIP(name) > 0) return undefined
  return name.split('.').slice(-2).join('.')
}

function checked(name: string): string {
  if (name === 'null') return name
  // They are written into a header, where other characters would mean something.
  const isPlain = /^https?:\/\/[\w.:[\]-]+\/?$/i.test(name) && URL.canParse(name)
  if (isPlain) return new URL(name).origin
  throw new RangeError(
    `Expected origins to be pages' origins like https://dashboard.example, or *, got "${name}"`,
  )
}
