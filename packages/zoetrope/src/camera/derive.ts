/**
 * Pictures made of other pictures: turned grey, drawn upon, put side by side.
 *
 * A derived source wants its inputs only while it is wanted itself, works on one picture at a time,
 * and always on the newest: what comes meanwhile is jumped over.
 *
 * @module
 */
import type { Broadcast } from '../broadcast/broadcast.ts'
import { type Pulse, waitUntil } from '../broadcast/wait.ts'
import { ZoetropeError } from '../errors.ts'
import type { ByteSource } from '../frame/bytes.ts'
import type { Frame } from '../frame/frame.ts'
import { pause } from '../pause.ts'
import type { Camera } from './camera.ts'
import { Input } from './input.ts'
import type { Captured, Source } from './source.ts'

/** How pictures are derived. */
export interface DeriveOptions {
  /** Pictures per second at most. @default as fast as the inputs give them and they can be made */
  readonly fps?: number | undefined
  /**
   * Gives `undefined` for an input without a live picture, in place of waiting for it. For several
   * inputs.
   *
   * @default false
   */
  readonly partial?: boolean | undefined
  /** See {@link Source.interval}; for pictures that take long to make. @default 10 s of silence are too many */
  readonly interval?: number | undefined
}

/** What a picture is made of: one that waits for all inputs. */
export type Frames<Inputs> = { readonly [Key in keyof Inputs]: Frame }

/** The same where some may be missing. */
export type PartialFrames<Inputs> = { readonly [Key in keyof Inputs]: Frame | undefined }

/** Makes one picture; `undefined` leaves one out. Stop early when `signal` aborts: nobody wants it any more. */
export type Make<From> = (
  from: From,
  signal: AbortSignal,
) => ByteSource | undefined | Promise<ByteSource | undefined>

/** What several pictures are derived from at once. */
export type Inputs = readonly (Broadcast | Camera)[]
type Found = readonly (Frame | undefined)[]

/**
 * A source of pictures that `make` makes of each new frame of `input`. What is captured at is taken
 * over, and the index. An error of `make` ends the source with its reason; a camera opens it again.
 * Pictures that were derived by itself, by whatever way they came back, are passed over.
 *
 * @throws {RangeError} when `fps` is not a positive number.
 *
 * @example
 * new Camera('grey', derive(camera, ({ jpeg }) => sharp(jpeg).greyscale().jpeg().toBuffer()))
 */
export function derive(
  input: Broadcast | Camera,
  make: Make<Frame>,
  options?: DeriveOptions,
): Source
/** The same of several inputs: made anew when one of them has a new frame, and captured when the oldest was. */
export function derive<const Several extends Inputs>(
  inputs: Several,
  make: Make<PartialFrames<Several>>,
  options: DeriveOptions & { readonly partial: true },
): Source
/** The same of several inputs that all must have a live picture. */
export function derive<const Several extends Inputs>(
  inputs: Several,
  make: Make<Frames<Several>>,
  options?: DeriveOptions,
): Source
/** One input is a list of one, whose maker is given the frame itself. */
export function derive(
  from: Broadcast | Camera | Inputs,
  make: Make<never>,
  options: DeriveOptions = {},
): Source {
  // What it is given is what the overload promised: one frame or several, whole or with gaps.
  const made = make as Make<Frame | Found>
  if (isSeveral(from)) return new DerivedSource(from, made, options)
  const one: Make<Found> = ([frame], signal) => (frame ? made(frame, signal) : undefined)
  return new DerivedSource([from], one, options)
}

/** Which derived sources a frame has gone through. */
const lineages = new WeakMap<Frame, ReadonlySet<Source>>()

class DerivedSource implements Source {
  readonly label: string
  readonly interval: number | undefined
  #from: Inputs
  #make: Make<Found>
  #step: number
  #isPartial: boolean
  #missing: readonly string[] = []

  constructor(from: Inputs, make: Make<Found>, options: DeriveOptions) {
    const { fps = Number.POSITIVE_INFINITY, partial = false, interval } = options
    if (!(fps > 0)) throw new RangeError(`Expected fps to be more than 0, got ${fps}`)
    this.#from = [...from]
    this.#make = make
    this.#step = 1000 / fps
    this.#isPartial = partial
    this.interval = interval
    this.label = `derived from ${from.map(nameOf).join(', ')}`
  }

  get awaited(): string | undefined {
    return this.#missing.length > 0 ? `a frame of ${this.#missing.join(' and ')}` : undefined
  }

  async *open(signal: AbortSignal): AsyncGenerator<Captured, void, void> {
    const inputs = this.#from.map((from) => new Input(from))
    const release = (): void => {
      for (const input of inputs) input[Symbol.dispose]()
    }
    // At once: a picture that is never made would keep its inputs running for ever.
    signal.addEventListener('abort', release, { once: true })
    try {
      if (this.#isOver(inputs)) throw over(inputs)
      for (;;) {
        const found = await this.#found(inputs, signal)
        const began = performance.now()
        if (!found) return
        if (found.some((frame) => this.#isOwn(frame))) continue
        const jpeg = await this.#make(found, signal)
        if (signal.aborted) return
        if (jpeg !== undefined) yield this.#captured(jpeg, found.filter(isThere))
        const rest = began + this.#step - performance.now()
        if (rest > 0) await pause(rest, signal)
      }
    } finally {
      signal.removeEventListener('abort', release)
      release()
    }
  }

  /** What a picture can be made of, as soon as there is anything new; `undefined` when it is over. */
  async #found(inputs: readonly Input[], signal: AbortSignal): Promise<Found | undefined> {
    try {
      return await waitUntil(this.#pulse(inputs), () => this.#look(inputs), { signal })
    } catch (error) {
      if (signal.aborted || this.#isOver(inputs)) return undefined
      throw error
    }
  }

  #look(inputs: readonly Input[]): Found | undefined {
    const isNew = inputs.filter((input) => input.look()).length > 0
    const found = inputs.map(({ frame }) => frame)
    this.#missing = inputs.filter(({ frame }) => !frame).map(({ name }) => name)
    const isEnough = this.#isPartial ? found.some(isThere) : found.every(isThere)
    return isNew && isEnough ? found : undefined
  }

  #isOver(inputs: readonly Input[]): boolean {
    return this.#isPartial ? inputs.every(isClosed) : inputs.some(isClosed)
  }

  /** Whether it was made by this, on whatever way it came back. */
  #isOwn(frame: Frame | undefined): boolean {
    return frame !== undefined && lineages.get(frame)?.has(this) === true
  }

  /** Wakes at every input's pulse. */
  #pulse(inputs: readonly Input[]): Pulse {
    const isOver = (): boolean => this.#isOver(inputs)
    return {
      get closed() {
        return isOver()
      },
      onPulse: (listener) => {
        const cancels = inputs.map(({ broadcast }) => broadcast.onPulse(listener))
        return () => {
          for (const cancel of cancels) cancel()
        }
      },
    }
  }

  #captured(jpeg: ByteSource, frames: readonly Frame[]): Captured {
    const lineage = new Set<Source>([this])
    for (const frame of frames) for (const source of lineages.get(frame) ?? []) lineage.add(source)
    return {
      jpeg,
      capturedAt: Math.min(...frames.map(({ capturedAt }) => capturedAt)),
      index: this.#from.length === 1 ? frames[0]?.index : undefined,
      onSettled: (outcome) => {
        if (!(outcome instanceof Error)) lineages.set(outcome, lineage)
      },
    }
  }
}

function over(inputs: readonly Input[]): ZoetropeError {
  const names = inputs.filter(isClosed).map(({ name }) => name)
  return new ZoetropeError('CLOSED', `Cannot derive pictures: ${names.join(' and ')} closed before`)
}

function isClosed({ closed }: Input): boolean {
  return closed
}

function isSeveral(from: Broadcast | Camera | Inputs): from is Inputs {
  return Array.isArray(from)
}

function isThere(frame: Frame | undefined): frame is Frame {
  return frame !== undefined
}

function nameOf(from: Broadcast | Camera): string {
  return 'broadcast' in from ? from.name : 'a broadcast'
}
