/**
 * One who publishes: its frames go in here, and its silence is noticed here.
 *
 * @module
 */
import type { Captured } from '../../camera/source.ts'
import { ZoetropeError } from '../../errors.ts'
import type { Bytes, Frame } from '../../frame/frame.ts'
import { Allowance } from '../../live/allowance.ts'
import { PUSH_LIMITS, type SkipReason } from '../../live/push-protocol.ts'
import { Silence } from './silence.ts'
import type { Outcome, Slot } from './slot.ts'

/** What is known of a frame beside its bytes. */
export type PushStamp = Pick<Captured, 'capturedAt' | 'index'>

/**
 * What became of a frame: the one it was published as, or why it was left out. `undefined` where
 * whoever took it does not tell.
 */
export type Pushed = Frame | SkipReason | undefined

/** Who publishes. */
export interface PublisherInit {
  /** What reasons and the log call it: its address. */
  readonly name: string
  /** Told once, when it may publish no longer: `TIMEOUT`, `REFUSED` (somebody took over), `CLOSED`. */
  readonly onEnd?: ((error: ZoetropeError) => void) | undefined
  /**
   * Told when nobody wants pictures any more, and when somebody does again: meanwhile nothing need
   * be sent, and silence means nothing. How it begins, {@link Publisher.isPaused} tells. Without it
   * frames are expected all the time.
   */
  readonly onPause?: ((isPaused: boolean) => void) | undefined
}

/** What a publisher has of its source. Times in milliseconds. */
export interface PublisherPorts {
  readonly timeout: number
  readonly slot: Slot
  isOpen(): boolean
  isAwaited(): boolean
  /** Makes it the one who publishes. @throws {ZoetropeError} `REFUSED` where another one does. */
  claim(publisher: Publisher): void
  over(publisher: Publisher, reason: ZoetropeError): void
}

/** Somebody who publishes, or is about to, from `attach` to the end. */
export class Publisher {
  readonly name: string
  /** When it came, in milliseconds since the Unix epoch. */
  readonly since: number = Date.now()
  #isLasting: boolean
  #init: PublisherInit
  #ports: PublisherPorts
  #silence: Silence
  #allowance = new Allowance(PUSH_LIMITS.rate, PUSH_LIMITS.burst, performance.now())
  #error: ZoetropeError | undefined
  #isPaused: boolean
  #pushed = 0

  /** Made by the source. */
  constructor(init: PublisherInit & { readonly isLasting: boolean }, ports: PublisherPorts) {
    this.name = init.name
    this.#isLasting = init.isLasting
    this.#init = init
    this.#ports = ports
    this.#isPaused = this.canPause && !ports.isAwaited()
    this.#silence = new Silence(ports.timeout, () => {
      this.end(new ZoetropeError('TIMEOUT', this.#farewell('fell silent')))
    })
    if (this.#isPaused) this.#silence.close()
  }

  /** Why it may not publish any longer; `undefined` while it may. */
  get error(): ZoetropeError | undefined {
    return this.#error
  }

  /** Whether it keeps others from publishing; one who brings single pictures does not. */
  get isLasting(): boolean {
    return this.#isLasting
  }

  /** Whether it can be told that nobody wants pictures. */
  get canPause(): boolean {
    return this.#init.onPause !== undefined
  }

  /** Whether it was told that nobody wants pictures. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Frames it has pushed. */
  get pushed(): number {
    return this.#pushed
  }

  /** Whether a frame would be taken in the same moment; otherwise it waits until the camera is ready for it. */
  get isOpen(): boolean {
    return this.#ports.isOpen()
  }

  /**
   * Publishes one JPEG. Resolves when it is known what became of it; its bytes may be reused then.
   *
   * @throws {ZoetropeError} `INVALID_FRAME` when it cannot be shown, or why it was ended.
   */
  async push(jpeg: Bytes, { capturedAt, index }: PushStamp = {}): Promise<Pushed> {
    if (this.#error) throw this.#error
    if (!this.#allowance.take(performance.now())) return 'rate'
    this.#claim()
    this.#pushed += 1
    if (!this.#ports.isAwaited()) return 'unwatched'
    const stamp = { capturedAt: capturedAt ?? Date.now(), ...(index !== undefined && { index }) }
    const outcome = await new Promise<Outcome>((settle) => {
      this.#ports.slot.put({ captured: { jpeg, ...stamp, onSettled: settle }, settle })
    })
    // Who sends nothing that can be shown is as good as silent.
    if (outcome instanceof ZoetropeError) throw outcome
    if (!this.#isPaused && !this.#error) this.#silence.heard()
    return outcome
  }

  #claim(): void {
    try {
      this.#ports.claim(this)
    } catch (error) {
      if (error instanceof ZoetropeError) this.end(error)
      throw error
    }
  }

  /** Publishes no more: it has left, or vanished. Idempotent. */
  close(how: 'left' | 'vanished' = 'left'): void {
    if (!this.#isLasting) return
    this.end(new ZoetropeError('SOURCE_FAILED', this.#farewell(how)))
  }

  /**
   * Keeps nobody from publishing any more: it has brought a single picture, and may bring the next
   * one later. Only its silence is its end.
   */
  release(): void {
    this.#isLasting = false
  }

  /** Ends it from the source's side. Idempotent. */
  end(error: ZoetropeError): void {
    if (this.#error) return
    this.#error = error
    this.#silence.close()
    this.#ports.over(this, error)
    if (error.code !== 'SOURCE_FAILED') this.#init.onEnd?.(error)
  }

  /** Told whether nobody wants pictures. */
  pause(isPaused: boolean): void {
    if (isPaused === this.#isPaused || this.#error || !this.canPause) return
    this.#isPaused = isPaused
    if (isPaused) this.#silence.close()
    else this.#silence.heard()
    this.#init.onPause?.(isPaused)
  }

  #farewell(how: string): string {
    return `the publisher ${this.name} ${how}`
  }
}
