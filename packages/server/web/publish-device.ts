/**
 * One camera of this device while it is open.
 *
 * @module
 */
import { constraintsFor, type Settings } from './publish-settings.ts'

/** A camera of this device. */
export interface DeviceName {
  readonly id: string
  readonly label: string
}

/** An open camera, shown in a `<video>`. */
export class Device {
  readonly #video: HTMLVideoElement
  readonly #stream: MediaStream
  readonly #track: MediaStreamTrack

  private constructor(video: HTMLVideoElement, stream: MediaStream, track: MediaStreamTrack) {
    this.#video = video
    this.#stream = stream
    this.#track = track
  }

  /**
   * Asks for a camera, which may ask the person, and shows it in `video`.
   *
   * @param onEnd Called when it goes away by itself.
   * @throws {DOMException} when there is none, or not for this page.
   */
  static async open(
    video: HTMLVideoElement,
    { settings, onEnd }: { readonly settings: Settings; readonly onEnd: () => void },
  ): Promise<Device> {
    const stream = await navigator.mediaDevices.getUserMedia(constraintsFor(settings))
    const [track] = stream.getVideoTracks()
    if (!track) throw new DOMException('There is no picture', 'NotFoundError')
    track.addEventListener('ended', onEnd)
    video.srcObject = stream
    // Where a page must not play by itself it does so when it is touched; the picture is there anyway.
    await video.play().catch(() => {})
    return new Device(video, stream, track)
  }

  /** The id of the camera that was taken, if the browser tells. */
  get id(): string | undefined {
    return this.#track.getSettings().deviceId
  }

  /** Whether it gives pictures at present: systems take it away from pages that nobody sees. */
  get isGiving(): boolean {
    return this.#track.readyState === 'live' && !this.#track.muted
  }

  /** Lets go of it. Idempotent. */
  close(): void {
    for (const track of this.#stream.getTracks()) track.stop()
    if (this.#video.srcObject === this.#stream) this.#video.srcObject = null
  }
}

/** All cameras of this device. Before one was allowed they have no names, and are left out. */
export async function deviceNames(): Promise<DeviceName[]> {
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return all
    .filter(({ kind, deviceId, label }) => kind === 'videoinput' && deviceId && label)
    .map(({ deviceId, label }) => ({ id: deviceId, label }))
}
