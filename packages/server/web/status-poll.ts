/**
 * Asks the server for the state of its cameras, again and again, and says what came of it: an answer,
 * a refusal, or silence.
 *
 * @module
 */
import { retryDelay } from './patience.ts'
import { readProblem, type Status } from './status.ts'

/** The server answered. */
export interface Answer {
  readonly kind: 'answer'
  /** When, in milliseconds since the Unix epoch by this machine's clock. */
  readonly at: number
  /** What to add to a time by the server's clock to have it by this machine's. */
  readonly offset: number
  readonly cameras: readonly Status[]
}

/** The server is there, but does not want to answer this. */
export interface Refusal {
  readonly kind: 'refusal'
  /** The HTTP status code. */
  readonly code: number
  readonly detail: string | undefined
}

/** Nobody answered. */
export interface Silence {
  readonly kind: 'silence'
  /** This machine has no network at all. */
  readonly offline: boolean
  /** When the next attempt begins, by this machine's clock. */
  readonly retryAt: number
}

/** What came of one question. */
export type Contact = Answer | Refusal | Silence

/** What to ask, and whom to tell. */
export interface StatusPollOptions {
  readonly url: string
  /** Turns the JSON of an answer into cameras. Throws where it is none. */
  readonly read: (json: unknown) => readonly Status[]
  /** Milliseconds between questions while the page is seen; hidden pages ask every 10 s. */
  readonly interval: number
  readonly hear: (contact: Contact) => void
}

/** Between questions of a page that nobody sees, and of one that was refused. */
const SELDOM = 10_000
const TIMEOUT = 5_000
/** What a proxy answers when the server behind it does not. */
const nobodyBehind = new Set([502, 503, 504])

/** Polls from {@link StatusPoll.start} to {@link StatusPoll.stop}. */
export class StatusPoll {
  readonly #options: StatusPollOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #asking = false
  #release = new AbortController()

  constructor(options: StatusPollOptions) {
    this.#options = options
  }

  /** Asks now, and from then on. */
  start(): void {
    this.#release = new AbortController()
    const { signal } = this.#release
    addEventListener('online', () => this.askNow(), { signal })
    addEventListener('offline', () => this.askNow(), { signal })
    document.addEventListener('visibilitychange', () => this.askNow(), { signal })
    this.askNow()
  }

  /** Ends the polling; nothing is heard any more. */
  stop(): void {
    this.#release.abort()
    clearTimeout(this.#timer)
  }

  /** Asks without waiting for the next turn. */
  askNow(): void {
    clearTimeout(this.#timer)
    if (!this.#asking) void this.#ask()
  }

  async #ask(): Promise<void> {
    const { signal } = this.#release
    this.#asking = true
    const contact = await this.#question()
    this.#asking = false
    if (signal.aborted) return
    this.#timer = setTimeout(() => this.askNow(), this.#delay(contact))
    this.#options.hear(contact)
  }

  async #question(): Promise<Contact> {
    try {
      const response = await fetch(this.#options.url, {
        cache: 'no-store',
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT),
      })
      if (nobodyBehind.has(response.status)) return this.#silence()
      if (!response.ok) return await refusal(response)
      const cameras = this.#options.read(await response.json())
      this.#failures = 0
      const at = Date.now()
      const date = Date.parse(response.headers.get('date') ?? '')
      return { kind: 'answer', at, offset: Number.isNaN(date) ? 0 : at - date, cameras }
    } catch {
      return this.#silence()
    }
  }

  #silence(): Silence {
    this.#failures += 1
    const retryAt = Date.now() + retryDelay(this.#failures)
    return { kind: 'silence', offline: !navigator.onLine, retryAt }
  }

  #delay(contact: Contact): number {
    if (contact.kind === 'silence') return Math.max(0, contact.retryAt - Date.now())
    return document.hidden || contact.kind === 'refusal' ? SELDOM : this.#options.interval
  }
}

async function refusal(response: Response): Promise<Refusal> {
  const problem: unknown = await response.json().catch(() => undefined)
  return { kind: 'refusal', code: response.status, detail: readProblem(problem) }
}
