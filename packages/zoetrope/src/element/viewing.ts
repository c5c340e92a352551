/**
 * Watching one target, from the first try to the end: the ways are tried in turn, a lost one is
 * opened again, and somebody keeps an eye on whether pictures still come. No browser tells.
 *
 * @module
 */
import { openFetch } from './fetch-transport.ts'
import { openImg } from './img-transport.ts'
import { patienceOf } from './patience.ts'
import { Tries } from './retry-delay.ts'
import type { Target } from './target.ts'
import {
  type Arrival,
  type Ending,
  type OpenTransport,
  type Transport,
  type TransportName,
  transports,
} from './transport.ts'
import { openWebSocket } from './websocket-transport.ts'
import { words } from './words.ts'

/** How a picture is, here. */
export type ViewState =
  /** On its way. */
  | 'connecting'
  /** It moves, and is now. */
  | 'live'
  /** It is to be seen, and the browser does not tell whether it moves. */
  | 'unchecked'
  /** The connection stands, and nothing new comes. */
  | 'stalled'
  /** There is no camera, or no way to it; the next try comes by itself. */
  | 'lost'
  /** Nobody wants it, or nobody sees it. */
  | 'paused'

/** A state, and why, for people; empty where there is nothing to say. */
export interface Situation {
  readonly state: ViewState
  readonly reason: string
}

/** What is watched, and how. */
export interface ViewingOptions {
  readonly target: Target
  /** One way alone; `auto` is the best that works. */
  readonly transport: TransportName | 'auto'
  readonly fps: number | undefined
}

/** Who is told. */
export interface ViewingPorts {
  /** Draws a picture; resolves whether it was drawn. */
  draw(arrival: Arrival): Promise<boolean>
  onShown(arrival: Arrival): void
  onSituation(situation: Situation): void
  /** Something went wrong; it is tried again by itself. */
  onError(reason: string, cause: unknown): void
}

const openers: Record<TransportName, OpenTransport> = {
  websocket: openWebSocket,
  fetch: openFetch,
  img: openImg,
}

/** Milliseconds between two looks. */
const LOOK = 500
/** Milliseconds between two pictures that still count as a rhythm. */
const LONGEST = 120_000
/** Milliseconds over which pictures are counted. */
const WINDOW = 5_000

/** Watches until it is closed. */
export class Viewing {
  readonly #options: ViewingOptions
  readonly #ports: ViewingPorts
  readonly #ways: readonly TransportName[]
  #name: TransportName | undefined
  #transport: Transport | undefined
  #situation: Situation = { state: 'connecting', reason: '' }
  readonly #tries = new Tries()
  #ending: Ending | undefined
  /** When pictures were shown, of late. */
  #shownAt: number[] = []
  #nextAt = 0
  #interval: number | undefined
  #aliveAt = performance.now()
  #camera = 'live'
  /** Whether a picture was shown since the camera was last heard not to be live. */
  #isFresh = false
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #look = setInterval(() => this.#watch(), LOOK)

  constructor(options: ViewingOptions, ports: ViewingPorts) {
    this.#options = options
    this.#ports = ports
    const { transport, target } = options
    const all = transports.filter((name) => name !== 'websocket' || target.live)
    this.#ways = transport === 'auto' ? all : [transport]
    addEventListener('online', this.#hurry)
    this.#try(0)
  }

  /** The way by which pictures come; `undefined` while there is none. */
  get transport(): TransportName | undefined {
    return this.#transport && this.#name
  }

  /** Pictures shown per second, over the last 5 s. */
  get rate(): number {
    const now = performance.now()
    const recent = this.#shownAt.filter((at) => now - at < WINDOW)
    const [first] = recent
    return first === undefined ? 0 : recent.length / Math.max(1, (now - first) / 1000)
  }

  /** Ends it and its connection; nothing is told any more. Idempotent. */
  close(): void {
    clearInterval(this.#look)
    clearTimeout(this.#retry)
    removeEventListener('online', this.#hurry)
    this.#transport?.close()
    this.#transport = undefined
  }

  #try(at: number): void {
    const name = this.#ways[at]
    if (name === undefined) return this.#again()
    let open = true
    this.#name = name
    this.#camera = 'live'
    this.#isFresh = false
    this.#aliveAt = performance.now()
    const { target, fps } = this.#options
    this.#transport = openers[name](
      { target, fps },
      {
        onArrival: (arrival) => (open ? this.#arrived(arrival) : Promise.resolve()),
        onCamera: (state, reason) => open && this.#heard(state, reason),
        onEnd: (ending) => {
          if (!open) return
          open = false
          this.#transport = undefined
          // An <img> never says why.
          if (name !== 'img' || !this.#ending) this.#ending = ending
          if (ending.elsewhere) this.#try(at + 1)
          else this.#again()
        },
      },
    )
  }

  async #arrived(arrival: Arrival): Promise<void> {
    const now = performance.now()
    const { fps } = this.#options
    // Who cannot be asked for less is shown less.
    if (fps !== undefined && now < this.#nextAt) return
    // Early ones of an even rhythm are not too many.
    if (fps !== undefined) this.#nextAt = Math.max(this.#nextAt + 1000 / fps, now + 500 / fps)
    const drawn = await this.#ports.draw(arrival)
    if (!drawn || !this.#transport) return
    // What may be the same picture again says nothing of a rhythm.
    if (arrival.unchecked) this.#aliveAt = performance.now()
    else this.#count()
    this.#tries.shown()
    this.#ending = undefined
    this.#ports.onShown(arrival)
    this.#isFresh = true
    if (this.#camera !== 'live') return
    this.#tell(arrival.unchecked ? 'unchecked' : 'live', arrival.unchecked ? words.unchecked : '')
  }

  #count(): void {
    const now = performance.now()
    const last = this.#shownAt.at(-1)
    if (last !== undefined) {
      const since = Math.min(now - last, LONGEST)
      this.#interval = this.#interval === undefined ? since : (3 * this.#interval + since) / 4
    }
    this.#shownAt = [...this.#shownAt.filter((at) => now - at < WINDOW), now]
    this.#aliveAt = now
  }

  #heard(state: string, reason: string | undefined): void {
    this.#camera = state
    // Its first picture may overtake the word that it is live.
    if (state === 'live') return this.#isFresh ? this.#tell('live', '') : undefined
    this.#isFresh = false
    switch (state) {
      case 'stalled':
        return this.#tell('stalled', reason ?? words.stalled)
      case 'lost':
      case 'closed':
        return this.#tell('lost', reason ?? words.noCamera)
      default:
        return this.#tell('connecting', words.starting)
    }
  }

  #again(): void {
    this.#name = undefined
    const { reason = words.noContact, cause } = this.#ending ?? {}
    this.#ending = undefined
    this.#retry = setTimeout(() => this.#try(0), this.#tries.failed())
    this.#tell('lost', reason)
    this.#ports.onError(reason, cause)
  }

  /** The network is back: what waits to be tried is tried now. */
  readonly #hurry = (): void => {
    if (this.#transport) return
    clearTimeout(this.#retry)
    this.#try(0)
  }

  #watch(): void {
    if (this.#situation.state !== 'live' && this.#situation.state !== 'unchecked') return
    const silence = performance.now() - this.#aliveAt
    if (silence > patienceOf(this.#interval, this.#options.fps))
      this.#tell('stalled', words.stalled)
  }

  #tell(state: ViewState, reason: string): void {
    if (state === this.#situation.state && reason === this.#situation.reason) return
    this.#situation = { state, reason }
    this.#ports.onSituation(this.#situation)
  }
}
