/**
 * Runs a camera's source: opens it, watches over it, and opens it again for as long as pictures are
 * wanted, whatever becomes of it.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'
import { pause } from '../pause.ts'
import { until } from '../until.ts'
import { Retry } from './retry.ts'
import type { Note, Source, Supplied } from './source.ts'
import type { CameraEvent } from './state.ts'
import { patience, Watchdog } from './watchdog.ts'

/** Milliseconds between two tries at most, while somebody watches and otherwise. */
const WATCHED = 1000
const UNWATCHED = 15_000
/** Milliseconds that a source gets for its first frame: the first time, and at least. */
const FIRST_START = 10_000
const LEAST_START = 5000

/** What a runner has of its camera. */
export interface RunnerPorts {
  /** Takes one image; says what is wrong with it, or `undefined` when it is fine. */
  publish(captured: Supplied): string | undefined
  /** Told when the source fell silent, ended or failed, and why. */
  happened(event: Extract<CameraEvent, 'silent' | 'ended'>, reason: string): void
  /** Whether somebody watches at present. */
  isWatched(): boolean
  readonly note: Note
}

/** Keeps one source going. */
export class Runner {
  #source: Source
  #ports: RunnerPorts
  /** Milliseconds from the opening to the first frame, as it was last. */
  #startup: number | undefined
  /** Openings in a row that gave nothing: the next one gets more time. */
  #silentOpenings = 0
  #wake: (() => void) | undefined

  constructor(source: Source, ports: RunnerPorts) {
    this.#source = source
    this.#ports = ports
  }

  /** Runs the source until the signal aborts, and resolves when it has released what it held. */
  async run(signal: AbortSignal): Promise<void> {
    const retry = new Retry()
    while (!signal.aborted) {
      const attempt = new Attempt(this.#source, this.#ports, this.#opening)
      const reason = await attempt.run(signal)
      this.#learn(attempt)
      if (signal.aborted) return
      retry.lived(attempt.lived)
      this.#ports.note(reason)
      if (!attempt.isSilent) this.#ports.happened('ended', reason)
      const limit = this.#ports.isWatched() ? WATCHED : UNWATCHED
      const { retryAfter } = attempt
      const early = (wake: () => void): (() => void) => this.#early(wake, retryAfter)
      await pause(Math.max(retry.delay(limit), retryAfter), signal, early)
    }
  }

  /** Somebody wants pictures: a pause that is long because nobody did is cut short. */
  wanted(): void {
    this.#wake?.()
  }

  /** Milliseconds for the first frame: several times what it took before. */
  get #opening(): number {
    if (this.#startup === undefined) return FIRST_START
    const usual = Math.max(patience(this.#source.interval), 3 * this.#startup, LEAST_START)
    return Math.max(usual, Math.min(FIRST_START, usual * 2 ** this.#silentOpenings))
  }

  #learn({ startup }: Attempt): void {
    this.#silentOpenings = startup === undefined ? this.#silentOpenings + 1 : 0
    this.#startup = startup ?? this.#startup
  }

  /** Ends a pause early: when the device is back, or somebody came. */
  #early(wake: () => void, retryAfter: number): () => void {
    const began = performance.now()
    let timer: ReturnType<typeof setTimeout> | undefined
    const cancel = this.#onReturn(wake)
    this.#wake = () => {
      // However often somebody comes, a dead camera is not tried more often than if they stayed.
      const due = began + Math.max(WATCHED, retryAfter)
      timer ??= setTimeout(wake, Math.max(0, due - performance.now()))
    }
    return () => {
      this.#wake = undefined
      clearTimeout(timer)
      cancel?.()
    }
  }

  /** Listens for the device's return; a source that fails to is retried by the clock alone. */
  #onReturn(wake: () => void): (() => void) | undefined {
    try {
      return this.#source.onReturn?.(wake)
    } catch (error) {
      this.#ports.note(messageOf(error))
      return undefined
    }
  }
}

/** One opening of the source, until it ends, fails, falls silent or is not wanted any more. */
class Attempt {
  /** Milliseconds from the opening to the first good frame; `undefined` while there was none. */
  startup: number | undefined
  /** Whether the watchdog ended it. */
  isSilent = false
  /** Milliseconds that the source's error asks for before another try. */
  retryAfter = 0
  #source: Source
  #ports: RunnerPorts
  #opening: number
  #began = performance.now()
  #lastGood = 0
  /** Why the last image was refused, if it was. */
  #flaw: string | undefined
  #refused = 0
  #silence = ''
  #stop = new AbortController()

  constructor(source: Source, ports: RunnerPorts, opening: number) {
    this.#source = source
    this.#ports = ports
    this.#opening = opening
  }

  /** Milliseconds from the first good frame to the last. */
  get lived(): number {
    return this.startup === undefined ? 0 : this.#lastGood - this.#began - this.startup
  }

  /** Returns why it is over. */
  async run(signal: AbortSignal): Promise<string> {
    const watchdog = new Watchdog(() => this.#limit(), this.#silent)
    const stop = (): void => {
      // It may take its time to let go; nobody waits for frames any more.
      watchdog.close()
      this.#stop.abort()
    }
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    let reason = 'the source ended'
    try {
      await this.#capture(watchdog)
    } catch (error) {
      reason = messageOf(error)
      if (error instanceof ZoetropeError) this.retryAfter = error.retryAfter ?? 0
    } finally {
      watchdog.close()
      signal.removeEventListener('abort', stop)
    }
    return this.isSilent ? this.#silence : reason
  }

  async #capture(watchdog: Watchdog): Promise<void> {
    const { signal } = this.#stop
    const frames = this.#source.open(signal, this.#ports.note)
    for await (const captured of until(signal, frames)) {
      if (signal.aborted) return
      if (this.#take(captured)) watchdog.heard()
    }
  }

  #take(captured: Supplied): boolean {
    this.#flaw = this.#ports.publish(captured)
    if (this.#flaw !== undefined) {
      this.#refused += 1
      if (this.#refused === 1) this.#ports.note(this.#flaw)
      return false
    }
    this.#refused = 0
    this.#lastGood = performance.now()
    this.startup ??= this.#lastGood - this.#began
    return true
  }

  #limit(): number {
    const limit = patience(this.#source.interval)
    return this.startup === undefined ? Math.max(limit, this.#opening) : limit
  }

  #silent = (silence: number): void => {
    this.isSilent = true
    this.#silence = `no ${this.startup === undefined ? 'first ' : ''}frame for ${(silence / 1000).toFixed(1)} s`
    const { awaited } = this.#source
    if (awaited !== undefined) this.#silence += `, waiting for ${awaited}`
    if (this.#flaw !== undefined) this.#silence += `: ${this.#refused} were refused, ${this.#flaw}`
    this.#ports.happened('silent', this.#silence)
    this.#stop.abort()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
