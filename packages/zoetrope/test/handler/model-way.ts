/**
 * A model of the way to a viewer over `/live`, in simulated time: a proxy that takes everything at
 * once, a link of some rate and delay behind it, and a screen that takes some time for each frame.
 *
 * @module
 */
import { vi } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { readFrameMessage } from '../../src/live/frame-message.ts'
import type { ServerMessage } from '../../src/live/protocol.ts'
import { readServerMessage } from '../../src/live/server-message.ts'
import type { MessageSocket } from '../../src/viewer/message-link.ts'

/** How the way is. */
export interface WayOptions {
  /** Bits per second of the link. */
  rate: number
  /** One way, in ms. */
  delay: number
  /** Milliseconds that the screen takes for a frame. @default 0 */
  display?: number
  /** Milliseconds by which an acknowledgement may be late, at random. @default 0 */
  jitter?: number
}

/** A frame that was shown. */
export interface Shown {
  readonly camera: string
  readonly epoch: string
  readonly index: number
  /** When its last byte had come, in ms. */
  readonly at: number
  /** `at` less the capture. */
  readonly age: number
}

/** Timers, clocks and dates of this test are simulated until it ends. */
export function simulateTime(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  })
}

/** The server's end of a WebSocket, with the way and the viewer behind it. */
export class ModelWay implements MessageSocket {
  bufferedAmount = 0
  /** Answers with what was shown. @default true */
  acknowledges = true
  /** Gives no sign of life. */
  hasVanished = false
  /** A camera whose frames are not shown. */
  hidden: string | undefined
  readonly said: ServerMessage[] = []
  readonly shown: Shown[] = []
  closed: number | undefined
  terminated = false
  rate: number
  #options: WayOptions
  #receive: (text: string) => void = () => {}
  #linkFree = 0
  #screenFree = 0
  #heard = 0
  #last = ''
  #random = 1

  constructor(options: WayOptions) {
    this.#options = options
    this.rate = options.rate
  }

  /** @param receive Takes what the viewer says. */
  connect(receive: (text: string) => void): this {
    this.#receive = receive
    return this
  }

  send(message: string | Bytes, taken?: () => void): void {
    taken?.()
    if (typeof message !== 'string') return this.#carry(message)
    const said = readServerMessage(message)
    if (said) this.said.push(said)
  }

  close(code: number): void {
    this.closed ??= code
  }

  terminate(): void {
    this.terminated = true
  }

  /** Frames that were shown from a moment on, in ms since the first. */
  from(moment: number): Shown[] {
    const began = this.shown[0]?.at ?? 0
    return this.shown.filter(({ at }) => at >= began + moment)
  }

  /** Acknowledges the last frame that came. */
  showLast(): void {
    this.#receive(this.#last)
  }

  #carry(message: Bytes): void {
    const frame = readFrameMessage(message)
    if (!frame) throw new Error('Expected a frame')
    const { delay, display = 0, jitter = 0 } = this.#options
    const now = performance.now()
    const wire = (message.length * 8000 * 1500) / 1448 / this.rate
    this.#linkFree = Math.max(now, this.#linkFree) + wire
    const arrival = this.#linkFree + delay
    this.#screenFree = Math.max(arrival, this.#screenFree) + display
    this.#heard = Math.max(this.#heard, this.#screenFree + delay + jitter * this.#next())
    const { camera, epoch, index, capturedAt } = frame
    const age = arrival - now + Date.now() - capturedAt
    this.shown.push({ camera, epoch, index, at: arrival, age })
    setTimeout(() => {
      this.#last = JSON.stringify({ type: 'shown', camera, epoch, index })
      if (this.acknowledges && camera !== this.hidden) this.showLast()
    }, this.#heard - now)
  }

  /** From 0 to 1, the same row in every run. */
  #next(): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647
    return this.#random / 2_147_483_647
  }
}
