/**
 * When this process last looked at its connections. An event loop that is held up reads late what came
 * in time, and blames the server for it; so whoever judges a rhythm asks between which two moments a
 * byte really came: what is read now was not there at the last look.
 *
 * There is one event loop, so one timer looks for all who attend.
 *
 * @module
 */

/** Milliseconds between two looks, while nothing holds the loop up. */
const EVERY = 10

/** Milliseconds between two looks that are a lapse, and for how long one is remembered. */
const LAPSE = 50
const REMEMBERED = 120_000

/** A time for which nobody looked. */
interface Lapse {
  /** Epoch milliseconds of its end. */
  readonly until: number
  /** Milliseconds. */
  readonly length: number
}

let lookedAt = 0
let attending = 0
const lapses: Lapse[] = []
let timer: NodeJS.Timeout | undefined

/** From now on somebody looks. Ended by the function that is returned, which is idempotent. */
export function attend(): () => void {
  attending += 1
  if (attending === 1) {
    lookedAt = now()
    lapses.length = 0
    timer = setInterval(look, EVERY)
  }
  let isEnded = false
  return () => {
    if (isEnded) return
    isEnded = true
    attending -= 1
    if (attending === 0) clearInterval(timer)
  }
}

/** Epoch milliseconds: whatever had come by then has been read. Of use while somebody attends. */
export function lastLook(): number {
  return lookedAt
}

/**
 * Milliseconds of the longest lapse between two moments (epoch milliseconds); 0 where this process had
 * time. Of use while somebody attends who did so all the time, two minutes at most. Whatever else
 * runs on this machine may have been kept waiting as long.
 */
export function longestLapse(from: number, to: number): number {
  const current = to - lookedAt
  const past = lapses.filter(({ until, length }) => until > from && until - length < to)
  return Math.max(0, ...past.map(({ length }) => length), current > LAPSE ? current : 0)
}

/** Epoch milliseconds, finer than a millisecond. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** Between a timer and an immediate, the loop reads all that waits on its sockets. */
function look(): void {
  const at = now()
  setImmediate(() => {
    const length = at - lookedAt
    if (length > LAPSE) lapses.push({ until: at, length })
    while (at - (lapses[0]?.until ?? at) > REMEMBERED) lapses.shift()
    lookedAt = Math.max(lookedAt, at)
  })
}
