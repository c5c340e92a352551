/**
 * What two threads say to each other about frames, over any port that moves memory.
 *
 * The side that reads says how many it wants; the side that publishes sends no more. A frame's
 * memory is moved, not copied, and has room around the JPEG for what a part needs.
 *
 * @module
 */

/** A way to another thread: a `MessagePort` or a `Worker`, the platform's own or Node's, or a worker's global scope. */
export interface FramePort {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  addEventListener?(type: string, listener: (event: Event) => void): void
  removeEventListener?(type: string, listener: (event: Event) => void): void
  on?(type: string, listener: (value: unknown) => void): unknown
  off?(type: string, listener: (value: unknown) => void): unknown
  start?(): void
}

/** Said by who reads. A session is one opening of the source. */
export type Wish =
  | { readonly zoetrope: 'want'; readonly session: string; readonly frames: number }
  | { readonly zoetrope: 'taken'; readonly session: string }
  | { readonly zoetrope: 'refused'; readonly reason: string }
  | { readonly zoetrope: 'rest'; readonly session: string }

/** Said by who publishes. */
export type Offer =
  | {
      readonly zoetrope: 'frame'
      readonly session: string
      readonly room: ArrayBuffer
      readonly capturedAt: number
      readonly index: number | undefined
    }
  | { readonly zoetrope: 'end' }

/** What is heard on a port. */
export interface PortEars {
  /** A message of the other side; those of other programs are left out. */
  message(said: Wish | Offer): void
  /** The port or its thread is over: by itself, or with an error. */
  over(error?: unknown): void
}

/** Listens on a port. Returns a function that cancels. */
export function listen(port: FramePort, ears: PortEars): () => void {
  const message = (value: unknown): void => {
    const said = saidIn(value)
    if (said) ears.message(said)
  }
  const over = (): void => ears.over()
  const failed = (error: unknown): void => ears.over(error ?? new Error('the thread failed'))
  // Node's `Worker` knows no other way.
  if (!port.addEventListener) {
    const heard = { message, exit: over, close: over, error: failed }
    for (const [type, listener] of Object.entries(heard)) port.on?.(type, listener)
    return () => {
      for (const [type, listener] of Object.entries(heard)) port.off?.(type, listener)
    }
  }
  const heard = {
    message: (event: Event) => message('data' in event ? event.data : undefined),
    close: over,
    error: (event: Event) => failed('error' in event ? event.error : undefined),
  }
  for (const [type, listener] of Object.entries(heard)) port.addEventListener(type, listener)
  port.start?.()
  return () => {
    for (const [type, listener] of Object.entries(heard)) port.removeEventListener?.(type, listener)
  }
}

function saidIn(value: unknown): Wish | Offer | undefined {
  const isOurs = typeof value === 'object' && value !== null && 'zoetrope' in value
  // Both ends are of one version of this library: whoever holds a port shares the program.
  return isOurs ? (value as Wish | Offer) : undefined
}
