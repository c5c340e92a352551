/**
 * Pictures of any MJPEG server by `fetch()`: frame by frame, each with what its headers tell.
 *
 * @module
 */
import { stampOf } from '../client/stamp.ts'
import { boundaryOf } from '../multipart/boundary.ts'
import { PartReader, type ReadPart } from '../multipart/reader.ts'
import {
  type Ending,
  type OpenTransport,
  reasonOf,
  type Transport,
  type TransportOptions,
  type TransportPorts,
} from './transport.ts'
import { words } from './words.ts'

/** Milliseconds without a byte, and before the first, that mean that the server is gone. */
const SILENCE = 10_000

/** Opens it. */
export const openFetch: OpenTransport = (options, ports) => new FetchTransport(options, ports)

class FetchTransport implements Transport {
  readonly #url: string
  readonly #ports: TransportPorts
  readonly #control = new AbortController()
  #silence: ReturnType<typeof setTimeout> | undefined
  #isSilent = false
  #isClosed = false
  /** What named the newest picture, where the server numbers them. */
  #last = ''
  #camera = 'live'
  #came = false

  constructor(options: TransportOptions, ports: TransportPorts) {
    this.#url = addressOf(options)
    this.#ports = ports
    void this.#follow().then((ending) => {
      const closed = this.#isClosed
      this.close()
      if (!closed) ports.onEnd(ending)
    })
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#silence)
    this.#control.abort()
  }

  async #follow(): Promise<Ending> {
    try {
      this.#wait()
      const { signal } = this.#control
      const response = await fetch(this.#url, { cache: 'no-store', signal })
      return response.ok ? await this.#read(response) : await refusal(response)
    } catch (cause) {
      if (this.#isSilent) return { reason: words.noAnswer, elsewhere: false, cause }
      // A browser does not say whether nobody is there, or whether its answer is not for this page.
      const isBarred = cause instanceof TypeError
      const reason = isBarred ? words.noContact : reasonOf(cause)
      return { reason, elsewhere: isBarred && !this.#came, cause }
    }
  }

  async #read(response: Response): Promise<Ending> {
    const boundary = boundaryOf(response.headers.get('content-type') ?? '')
    let isForeign = false
    const parts = new PartReader({
      boundary,
      onReject: ({ code }) => {
        isForeign ||= code === 'INVALID_STREAM'
      },
    })
    const body = response.body?.getReader()
    for (let chunk = await body?.read(); chunk?.value; chunk = await body?.read()) {
      this.#wait()
      this.#show(parts.push(chunk.value))
      if (isForeign) break
    }
    this.#show(parts.end())
    const isNone = isForeign && !this.#came
    return { reason: isNone ? words.noStream : words.ended, elsewhere: isNone }
  }

  /** Gives the server time for the next byte. */
  #wait(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      this.#isSilent = true
      this.#control.abort()
    }, SILENCE)
  }

  #show(parts: readonly ReadPart[]): void {
    for (const { headers, body } of parts) {
      if (body[0] !== 0xff || body[1] !== 0xd8) continue
      const placeholder = headers.get('x-placeholder')
      if (placeholder || this.#camera !== 'live') this.#tell(placeholder ?? 'live')
      // Servers show a picture of their own when they have none, and repeat one so that browsers paint it.
      if (placeholder || this.#isRepeated(headers)) continue
      this.#came = true
      const { index, capturedAt } = stampOf(headers)
      // Not waited for: what is not drawn in time gives way to what comes.
      void this.#ports.onArrival({
        picture: new Blob([body], { type: 'image/jpeg' }),
        index,
        capturedAt,
        bytes: body.length,
        clockOffset: 0,
        unchecked: false,
      })
    }
  }

  #tell(camera: string): void {
    if (camera === this.#camera) return
    this.#camera = camera
    this.#ports.onCamera(camera, undefined)
  }

  #isRepeated(headers: ReadonlyMap<string, string>): boolean {
    const index = headers.get('x-frame-index')
    const name = `${headers.get('x-frame-epoch')} ${index}`
    const repeated = index !== undefined && name === this.#last
    this.#last = name
    return repeated
  }
}

function addressOf({ target, fps }: TransportOptions): string {
  const url = new URL(target.stream)
  const isWebKit = navigator.vendor.startsWith('Apple')
  // WebKit's fetch cannot read what is called multipart.
  if (target.live || isWebKit) url.searchParams.set('type', 'octet')
  if (fps !== undefined && target.live) url.searchParams.set('fps', `${fps}`)
  return url.href
}

/** What a server says that refuses: a problem in its own words, else its status. */
async function refusal(response: Response): Promise<Ending> {
  const problem: unknown = await response.json().catch(() => undefined)
  const { detail }: { readonly detail?: unknown } = Object(problem)
  const reason = typeof detail === 'string' ? detail : words.status(response.status)
  return { reason, elsewhere: false }
}
