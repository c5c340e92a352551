/**
 * What the server says about its cameras.
 *
 * The answer comes from outside, so it is read field by field: what is missing or strange becomes
 * "not known" rather than a broken page.
 *
 * @module
 */

/** A camera's states, as the server names them. */
export const states = ['idle', 'starting', 'live', 'stalled', 'lost', 'closed'] as const

/** One of {@link states}. */
export type State = (typeof states)[number]

/** The newest frame of a camera. */
export interface Newest {
  /** A random id per life of the broadcast; another one means that indexes began anew. */
  readonly epoch: string
  readonly index: number
  /** Milliseconds between its capture and the server's answer. */
  readonly age: number
}

/** One camera, as the server sees it. */
export interface Status {
  readonly name: string
  /** Whether its pictures come from outside, as `/publish` sends them. */
  readonly isPushed: boolean
  readonly state: State
  /** When the state began, in milliseconds since the Unix epoch by the server's clock. */
  readonly since: number
  /** Why it was lost last, in the server's words. */
  readonly reason: string | undefined
  /** Pixels; 0 while not known. */
  readonly width: number
  readonly height: number
  /** Frames per second. */
  readonly rate: number
  readonly bytesPerSecond: number
  readonly viewers: number
  /** `undefined` before the first frame. */
  readonly newest: Newest | undefined
}

/**
 * Reads one camera.
 *
 * @throws {TypeError} when `value` is not a camera at all.
 */
export function readStatus(value: unknown): Status {
  const name = text(field(value, 'name'))
  const state = states.find((known) => known === field(value, 'state'))
  if (!name || !state) throw new TypeError('Expected a camera with a name and a known state')
  return {
    name,
    isPushed: text(field(value, 'source'))?.startsWith('push:') ?? false,
    state,
    since: amount(field(value, 'since')),
    reason: text(field(value, 'reason')),
    width: amount(field(value, 'width')),
    height: amount(field(value, 'height')),
    rate: amount(field(value, 'rate')),
    bytesPerSecond: amount(field(value, 'bytesPerSecond')),
    viewers: amount(field(value, 'viewers')),
    newest: readNewest(field(value, 'newest')),
  }
}

/**
 * Reads the list of all cameras.
 *
 * @throws {TypeError} when `value` is not such a list.
 */
export function readList(value: unknown): Status[] {
  const cameras = field(value, 'cameras')
  if (!Array.isArray(cameras)) throw new TypeError('Expected a list of cameras')
  return cameras.map(readStatus)
}

/** The explanation in a problem+json answer, if there is one. */
export function readProblem(value: unknown): string | undefined {
  return text(field(value, 'detail')) ?? text(field(value, 'title'))
}

function readNewest(value: unknown): Newest | undefined {
  const epoch = text(field(value, 'epoch'))
  if (!epoch) return undefined
  return { epoch, index: amount(field(value, 'index')), age: amount(field(value, 'age')) }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function amount(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0
}
