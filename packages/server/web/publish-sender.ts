/**
 * Sends what the device's camera shows, for as long as it is wanted.
 *
 * There is no queue: a picture is made only when the one before was answered and its time has come,
 * so that a slow link makes pictures fewer, never older.
 *
 * @module
 */
import type { PushSocket } from 'zoetrope/client'
import type { Device } from './publish-device.ts'
import { Encoder } from './publish-encoder.ts'
import { Meter } from './publish-meter.ts'
import { Rhythm } from './publish-rhythm.ts'
import type { Settings } from './publish-settings.ts'

/** Milliseconds between looks at whether somebody still sees the page. */
const LOOK = 1000

/** What is sent, and where to. */
export interface SenderOptions {
  readonly video: HTMLVideoElement
  readonly device: Device
  readonly socket: PushSocket
  readonly settings: Settings
}

/** Sends from {@link Sender.run} until its socket is closed or refused. */
export class Sender {
  /** Of what left. */
  readonly meter: Meter = new Meter()
  readonly rhythm: Rhythm
  readonly #encoder = new Encoder()
  #options: SenderOptions

  constructor(options: SenderOptions) {
    this.#options = options
    this.rhythm = new Rhythm(options.settings.rate)
  }

  /** Pixels of what was sent last; 0 before. */
  get size(): { readonly width: number; readonly height: number } {
    return this.#encoder.size
  }

  /** Goes on with other settings, or another camera. */
  change(options: Pick<SenderOptions, 'device' | 'settings'>): void {
    this.#options = { ...this.#options, ...options }
    this.rhythm.rate = options.settings.rate
  }

  /** Resolves when no more can be sent. */
  async run(): Promise<void> {
    const { socket } = this.#options
    for (;;) {
      if (socket.state !== 'open') this.rhythm.rested()
      if (!(await socket.ready())) return
      await pause(this.rhythm.wait(performance.now()))
      const capturedAt = await this.#picture()
      if (capturedAt !== undefined && socket.isReady) await this.#send(capturedAt)
    }
  }

  async #send(capturedAt: number): Promise<void> {
    const { video, socket, settings } = this.#options
    this.rhythm.begun(performance.now())
    const { size: longest, quality } = settings
    const jpeg = await this.#encoder.encode(video, { longest, quality })
    const now = performance.now()
    this.rhythm.made(now)
    if (socket.send(jpeg, capturedAt)) this.meter.add(now, jpeg.length)
  }

  /** Waits for a picture that was not there before. Resolves with when it was captured; `undefined` if none came for a while. */
  async #picture(): Promise<number | undefined> {
    const { video, device } = this.#options
    if (!device.isGiving || video.videoWidth === 0) return void (await pause(LOOK / 4))
    // Nobody paints the video of a page that nobody sees, so that no new picture is announced.
    if (document.hidden || !('requestVideoFrameCallback' in video)) return Date.now()
    return nextPicture(video)
  }
}

function nextPicture(video: HTMLVideoElement): Promise<number | undefined> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      video.cancelVideoFrameCallback(asked)
      resolve(undefined)
    }, LOOK)
    const asked = video.requestVideoFrameCallback((now, { captureTime }) => {
      clearTimeout(patience)
      resolve(Date.now() - Math.max(0, performance.now() - (captureTime ?? now)))
    })
  })
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()
}
