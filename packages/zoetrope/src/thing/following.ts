/**
 * Following a thing: its events, and the values it is observed for, as server-sent events.
 *
 * Events wait for a reader that is slow, all of them, up to a limit. Of a property a reader wants to
 * know what it is, not what it was: it waits once, and is read when its turn comes.
 *
 * @module
 */
import { Refusal } from '../handler/refusal.ts'
import { NO_CACHE } from '../handler/stream.ts'
import type { Affordances, Happening } from './affordances.ts'
import type { Report } from './failure.ts'

/** What may wait for one reader. More: it is cut off. */
const MOST_WAITING = 1000

/** How many may follow one thing. */
const MOST_READERS = 500

/** Milliseconds between signs of life: proxies end what is silent for a minute. */
const SIGN_OF_LIFE = 15_000

/** What somebody follows. */
export interface Followed {
  /** Whether it wants to be told. */
  wants(happening: Happening): boolean
  /** What it is told first. @default nothing */
  readonly opening?: readonly Happening[] | undefined
  /**
   * Writes the names of the events too: for who follows several. A reader of one takes nameless
   * messages, as node-wot and `onmessage` do.
   *
   * @default false
   */
  readonly isNamed?: boolean | undefined
  /** Takes what is thrown where a value is read. */
  readonly report: Report
}

/** An endless answer that tells what happens. `HEAD` gets the headers alone. @throws {Refusal} */
export function followResponse(
  affordances: Affordances,
  request: Request,
  followed: Followed,
): Response {
  if (affordances.followers >= MOST_READERS) {
    const detail = `${MOST_READERS} follow this thing, and no more may; try again later`
    throw new Refusal('TOO_MANY_READERS', detail, { headers: { 'retry-after': '30' } })
  }
  const body =
    request.method === 'HEAD' ? null : bodyOf(new Follower(affordances, followed, request))
  const headers = { 'content-type': 'text/event-stream', ...NO_CACHE, 'x-accel-buffering': 'no' }
  return new Response(body, { headers })
}

/** One who follows. */
class Follower {
  #affordances: Affordances
  #isNamed: boolean
  #report: Report
  /** What is to be told: events under a key of their own, properties under their names. */
  #waiting = new Map<unknown, () => Promise<string>>()
  #wake: (() => void) | undefined
  #left = new AbortController()

  constructor(affordances: Affordances, followed: Followed, request: Request) {
    const { wants, opening = [], isNamed = false, report } = followed
    this.#affordances = affordances
    this.#isNamed = isNamed
    this.#report = report
    affordances.followers += 1
    const cancel = affordances.happenings.add((happening) => {
      if (wants(happening)) this.#put(happening)
    })
    const timer = setInterval(() => this.#signOfLife(), SIGN_OF_LIFE)
    this.#left.signal.addEventListener('abort', () => {
      affordances.followers -= 1
      cancel()
      clearInterval(timer)
      this.#wake?.()
    })
    const { signal } = request
    const leave = (): void => this.leave()
    const stay = affordances.endings.add(leave)
    signal.addEventListener('abort', leave)
    this.#left.signal.addEventListener('abort', () => {
      signal.removeEventListener('abort', leave)
      stay()
    })
    if (signal.aborted || affordances.isClosed) this.leave()
    for (const happening of opening) this.#put(happening)
  }

  /** The next piece of text; waits for one. `undefined` when it is over: also where a value cannot be read. */
  async read(): Promise<string | undefined> {
    while (!this.#left.signal.aborted) {
      for (const [key, write] of this.#waiting) {
        this.#waiting.delete(key)
        const text = await write().catch((error) => this.#fail(error))
        if (text !== undefined) return text
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return undefined
  }

  /** Ends it. Idempotent. */
  leave(): void {
    this.#left.abort()
  }

  #fail(error: unknown): undefined {
    this.#report(error)
    this.leave()
  }

  #put({ kind, name, value }: Happening): void {
    const { properties } = this.#affordances
    if (kind === 'property') {
      this.#waiting.set(name, async () => this.#block(name, await properties.get(name)?.read()))
    } else {
      // Written now: an event carries what was so when it happened, whatever becomes of the object.
      const written = this.#written(name, value)
      if (written === undefined) return
      this.#waiting.set(Symbol(name), async () => written)
    }
    if (this.#waiting.size > MOST_WAITING) this.leave()
    this.#wake?.()
  }

  #written(name: string, value: unknown): string | undefined {
    try {
      return this.#block(name, value)
    } catch (error) {
      return this.#fail(error)
    }
  }

  #block(name: string, value: unknown): string {
    // JSON has no line breaks but in strings, where they are escaped.
    const lines = `data: ${JSON.stringify(value ?? null)}\n\n`
    return this.#isNamed ? `event: ${name}\n${lines}` : lines
  }

  #signOfLife(): void {
    if (this.#waiting.size > 0) return
    this.#waiting.set('', async () => ':\n\n')
    this.#wake?.()
  }
}

function bodyOf(follower: Follower): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      start(controller) {
        // So that the head goes out at once, and who waits for it knows that it follows now.
        controller.enqueue(encoder.encode(':\n\n'))
      },
      async pull(controller) {
        const text = await follower.read()
        if (text === undefined) controller.close()
        else controller.enqueue(encoder.encode(text))
      },
      cancel: () => follower.leave(),
    },
    { highWaterMark: 0 },
  )
}
