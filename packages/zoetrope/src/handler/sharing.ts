/**
 * Which pages may show and read answers: those of the same site may show pictures, and the origins
 * that are named may read everything too. (The server's rule: docs/decisions/0003-host-and-origin.md.)
 *
 * @module
 */

/** Headers that a page may read beside the few it always may. */
const EXPOSED =
  'ETag, Retry-After, X-Timestamp, X-Frame-Index, X-Frame-Epoch, X-Placeholder, Content-Length'

/** Writes what browsers are to know into answers. */
export class Sharing {
  #any: boolean
  #names: readonly string[]

  /**
   * @param origins Origins such as `https://dashboard.example`, or `*` for any page.
   * @throws {RangeError} when one is not an origin.
   */
  constructor(origins: readonly string[] = []) {
    this.#any = origins.includes('*')
    this.#names = origins.filter((name) => name !== '*').map(checked)
  }

  /** The pages that may frame an answer, as the value of `frame-ancestors`. */
  get framing(): string {
    return this.#any ? '*' : ["'self'", ...this.#names].join(' ')
  }

  /** Adds the headers for whoever asks. */
  dress(headers: Headers, request: Request, url: URL): void {
    headers.set('x-content-type-options', 'nosniff')
    const near = this.#isNear(request.headers, url)
    headers.set('cross-origin-resource-policy', near ? 'cross-origin' : 'same-site')
    if (this.#names.length > 0) headers.append('vary', 'Origin')
    const origin = request.headers.get('origin')
    if (origin === null || !this.#knows(origin)) return
    headers.set('access-control-allow-origin', this.#any ? '*' : origin)
    headers.set('access-control-expose-headers', EXPOSED)
  }

  #knows(origin: string): boolean {
    return this.#any || this.#names.includes(origin)
  }

  /** Whether `same-site` would be too little: browsers find two ports of one IP address to be two sites here. */
  #isNear(headers: Headers, url: URL): boolean {
    if (this.#any || headers.get('sec-fetch-site') === 'same-site') return true
    const page = headers.get('origin') ?? headers.get('referer') ?? ''
    if (!URL.canParse(page)) return false
    const { origin, hostname } = new URL(page)
    return hostname === url.hostname || this.#knows(origin)
  }
}

function checked(name: string): string {
  // They are written into a header, where other characters would mean something.
  const isPlain = /^https?:\/\/[\w.:[\]-]+\/?$/i.test(name) && URL.canParse(name)
  if (isPlain) return new URL(name).origin
  throw new RangeError(
    `Expected origins to be pages' origins like https://dashboard.example, or *, got "${name}"`,
  )
}
