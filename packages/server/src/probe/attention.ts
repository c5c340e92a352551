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

let lookedAt = 0
let attending = 0
let timer: NodeJS.Timeout | undefined

/** From now on somebody looks. Ended by the function that is returned, which is idempotent. */
export function attend(): () => void {
  attending += 1
  if (attending === 1) {
    lookedAt = now()
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

/** Epoch milliseconds, finer than a millisecond. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** Between a timer and an immediate, the loop reads all that waits on its sockets. */
function look(): void {
  const at = now()
  setImmediate(() => {
    lookedAt = Math.max(lookedAt, at)
  })
}
