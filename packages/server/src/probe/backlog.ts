/**
 * What waits for a viewer who reads slowly, and where: on this side, in the kernel of the server, or
 * in the server itself. The kernels tell what they hold, where they can be asked; the rest shows when
 * the viewer reads on as fast as it can, because all that had waited comes at once then.
 *
 * @module
 */
import type { Conversation } from './conversation.ts'
import { kernelQueues } from './kernel-queues.ts'
import { printOf } from './picture.ts'
import { watchOf } from './watch.ts'

/** Two viewers of one stream, who joined together. */
export interface Pair {
  readonly slow: Conversation
  readonly fast: Conversation
}

/** What waits for a viewer outside of the server. */
export interface Held {
  /** Bytes in the server's kernel; `undefined` where that is another machine's. */
  readonly there: number | undefined
  /** Bytes in all, as far as they are known. */
  readonly bytes: number
  /** Bytes that may wait besides without being in the server. */
  readonly doubt: number
}

/** What to expect of a stream. */
export interface Pressure {
  /** Bytes that one viewer may have more than another by chance: some frames, or a moment. */
  readonly chance: number
  readonly signal: AbortSignal
}

/** Milliseconds between two questions how full the kernels are, and of reading slowly at least. */
const STEP = 200
const SHORTEST = 3000

/** Milliseconds of reading slowly at most. */
export const LONGEST: number = 6500

/** Milliseconds for which a server is watched that can send no more: it queues then, or leaves frames out. */
const PUSHED_BACK = 1800

/** Bytes that a kernel has more since the last question: it is not full yet. */
const FILLING = 50_000

/** Bytes that kernels may hold which do not tell: another machine's, or both ends of this one. */
const HELD_AFAR = 4_500_000
const HELD_INSIDE = 8_000_000

/** So many times that must be missing to fill them for sure. */
const FULL = 1.3

/** Frames by which one may be ahead of the other by chance. */
const SKIPPED = 5

/** Milliseconds of looking whether more comes than is new, and how often in a row it must not. */
const WAVE = 250
const CALM = 4
const MOST_WAVES = 16

/** Milliseconds at the end of {@link drain} in which nothing waited any more. */
export const RECOVERED: number = (CALM - 1) * WAVE

/** Waits until the server could send no more to the slow one for a while, or for too long. */
export async function untilFull(pair: Pair, pressure: Pressure): Promise<void> {
  const { slow, fast } = pair
  const began = performance.now()
  const pushback = new Pushback(pressure.chance)
  for (;;) {
    await slow.watch(STEP, pressure.signal)
    const span = performance.now() - began
    const { there, bytes } = await heldFor(slow, pressure.chance)
    const missing = fast.length - slow.length - bytes
    const stuck = pushback.note(span, { there, missing })
    const isFull = missing > FULL * HELD_AFAR
    const isEnough = there === undefined ? isFull || isSkipping(pair) : stuck > PUSHED_BACK
    if (slow.ending !== undefined || span > LONGEST || (span > SHORTEST && isEnough)) return
  }
}

/** What waits outside of the server now. */
export async function heldFor(slow: Conversation, chance: number): Promise<Held> {
  const { local, remote, isInside } = slow.ends
  const queues = await kernelQueues(local, remote)
  const here = slow.unread + (queues.here ?? 0)
  const { there } = queues
  if (there !== undefined) return { there, bytes: here + there, doubt: chance }
  return { there, bytes: here, doubt: isInside ? HELD_INSIDE : HELD_AFAR }
}

/** Bytes that had waited for the slow one: what comes once it reads all, less what is new meanwhile. */
export async function drain(
  { slow, fast }: Pair,
  { chance, signal }: Pick<Pressure, 'chance' | 'signal'>,
): Promise<number> {
  const behind = (): number => fast.length - slow.length
  const before = behind()
  let least = before
  slow.hurry()
  for (let wave = 0, calm = 0; wave < MOST_WAVES && calm < CALM; wave += 1) {
    await slow.watch(WAVE, signal)
    calm = behind() < least - chance / 10 ? 0 : calm + 1
    least = Math.min(least, behind())
    if (slow.ending !== undefined) break
  }
  return before - least
}

/** Notices that a server can send no more: its kernel is full, and yet more is missing. */
class Pushback {
  readonly #chance: number
  #most = 0
  #since: number | undefined

  constructor(chance: number) {
    this.#chance = chance
  }

  /** Milliseconds for which it could send no more, `span` milliseconds after the beginning. */
  note(
    span: number,
    { there = 0, missing }: { there: number | undefined; missing: number },
  ): number {
    if (there > this.#most + FILLING) this.#since = undefined
    else if (missing > this.#chance) this.#since ??= span
    this.#most = Math.max(this.#most, there)
    return this.#since === undefined ? 0 : span - this.#since
  }
}

/** Whether frames were left out already among those that it has: then not many can wait, wherever. */
function isSkipping({ slow, fast }: Pair): boolean {
  const few = printsOf(slow)
  const all = printsOf(fast)
  const last = few.reduce((at, print) => Math.max(at, all.indexOf(print, at)), 0)
  return last > few.length + SKIPPED
}

function printsOf(viewer: Conversation): string[] {
  return watchOf(viewer, Date.now())?.frames.map(({ jpeg }) => printOf(jpeg)) ?? []
}
