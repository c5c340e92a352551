/**
 * Hooks: what the user wants done when something happens.
 *
 * Each does one thing at a time, so that "lost" never arrives after "live"; and what waits is
 * bounded, because cameras can change faster than a program runs.
 *
 * @module
 */
import type { Log } from '../http/log.ts'
import type { Entry } from './entry.ts'
import type { Errand } from './errand.ts'
import { Hold } from './hold.ts'
import type { Journal } from './journal.ts'
import { triggers } from './trigger.ts'

/** One hook. */
export interface Hook {
  /** What it does, for the log, without secrets: `run alarm`, `post https://example.org`. */
  readonly label: string
  /** What it waits for, as trigger.ts reads it. */
  readonly on: readonly string[]
  /** The cameras it concerns. @default all */
  readonly cameras?: readonly string[] | undefined
  /** Milliseconds that a change has to last. @default 0 */
  readonly debounce?: number | undefined
  /** Milliseconds that it may take, each time. */
  readonly timeout: number
  readonly errand: Errand
}

/** How many hooks work, and wait. */
export interface HooksOptions {
  readonly log: Log
  /** How many may work at once. @default 4 */
  readonly most?: number | undefined
  /** How many events may wait for each of them. @default 100 */
  readonly waiting?: number | undefined
}

/** What became of the events of all hooks. */
export interface HookTotals {
  done: number
  failed: number
  /** Left out because too many waited. */
  dropped: number
}

/** One hook, and what waits for it. */
interface Line {
  readonly hook: Hook
  readonly hold: Hold
  readonly waiting: Entry[]
  isBusy: boolean
  dropped: number
}

/** Does what hooks say. */
export class Hooks {
  readonly totals: HookTotals = { done: 0, failed: 0, dropped: 0 }
  #lines: Line[]
  #options: Required<{ [Name in keyof HooksOptions]: NonNullable<HooksOptions[Name]> }>
  #working = new Set<Promise<void>>()
  #stop = new AbortController()
  #cancels: (() => void)[] = []

  constructor(hooks: readonly Hook[], { log, most = 4, waiting = 100 }: HooksOptions) {
    this.#options = { log, most, waiting }
    this.#lines = hooks.map((hook) => {
      const line: Line = {
        hook,
        hold: new Hold(hook.debounce ?? 0, (entry) => this.#queue(line, entry)),
        waiting: [],
        isBusy: false,
        dropped: 0,
      }
      return line
    })
  }

  /** Hears of what a journal has, and of what is written from now on. */
  follow(journal: Journal): void {
    for (let number = journal.first; number < journal.next; number += 1) {
      const kept = journal.at(number)
      if (kept) this.hear(kept.entry)
    }
    this.#cancels.push(journal.onEntry((entry) => this.hear(entry)))
  }

  /** Something happened. */
  hear(entry: Entry): void {
    if (this.#stop.signal.aborted) return
    for (const { hook, hold } of this.#lines) {
      if (hook.cameras && !hook.cameras.includes(entry.camera)) continue
      hold.take(entry, { wanted: hook.on.some((trigger) => triggers(trigger, entry)) })
    }
  }

  /** Ends everything that is under way; what waits is not done. Resolves when nothing is left. Idempotent. */
  async close(): Promise<void> {
    this.#stop.abort()
    for (const cancel of this.#cancels.splice(0)) cancel()
    for (const { hold, waiting } of this.#lines) {
      hold.close()
      waiting.length = 0
    }
    await Promise.all(this.#working)
  }

  #queue(line: Line, entry: Entry): void {
    line.waiting.push(entry)
    if (line.waiting.length > this.#options.waiting) {
      line.waiting.shift()
      this.#dropped(line)
    }
    this.#advance()
  }

  #dropped(line: Line): void {
    line.dropped += 1
    this.totals.dropped += 1
    if (line.dropped > 1) return
    const text = 'a hook is too slow for what happens: the oldest events are left out'
    this.#options.log.warn({ hook: line.hook.label }, text)
  }

  /** Lets every hook work that may. */
  #advance(): void {
    for (const line of this.#lines) {
      if (this.#working.size >= this.#options.most) return
      const entry = line.isBusy ? undefined : line.waiting.shift()
      if (entry) this.#begin(line, entry)
    }
  }

  #begin(line: Line, entry: Entry): void {
    line.isBusy = true
    const work = this.#work(line.hook, entry).finally(() => {
      this.#working.delete(work)
      line.isBusy = false
      // The next turn is that of the others: those that wait behind it in the list come first.
      this.#lines.push(...this.#lines.splice(this.#lines.indexOf(line), 1))
      this.#caughtUp(line)
      this.#advance()
    })
    this.#working.add(work)
  }

  async #work({ label, timeout, errand }: Hook, entry: Entry): Promise<void> {
    const { log } = this.#options
    const { signal } = this.#stop
    const about = { hook: label, camera: entry.camera, event: entry.type, id: entry.id }
    const began = performance.now()
    try {
      await errand(entry, { timeout, signal })
      if (signal.aborted) return
      this.totals.done += 1
      log.debug({ ...about, ms: Math.round(performance.now() - began) }, 'hook done')
    } catch (error) {
      this.totals.failed += 1
      const reason = error instanceof Error ? error.message : String(error)
      log.warn({ ...about, reason }, 'hook failed')
    }
  }

  #caughtUp(line: Line): void {
    if (line.dropped === 0 || line.waiting.length > 0) return
    const facts = { hook: line.hook.label, dropped: line.dropped }
    this.#options.log.warn(facts, 'a hook has caught up; so many events were left out')
    line.dropped = 0
  }
}
