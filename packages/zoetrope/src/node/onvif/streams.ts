/**
 * What a camera that was found can be read by: its profiles, with the addresses of their streams and
 * snapshots.
 *
 * @module
 */
import type { Credentials } from '../../client/address.ts'
import { ZoetropeError } from '../../errors.ts'
import { descendants, type Element, escaped, first, textOf } from './element.ts'
import { cleanText, cleanUrl } from './outsider.ts'
import type { FoundCamera } from './probe.ts'
import { OnvifService } from './service.ts'

/** One profile of a camera: a picture of a certain size, encoded in a certain way. */
export interface CameraStream {
  readonly profile: string
  /** As the camera names it: `H264`, `JPEG`, `H265`. */
  readonly encoding: string | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  /** Frames a second, at most. */
  readonly fps: number | undefined
  /** Without user and password, which it wants. */
  readonly streamUrl: string | undefined
  readonly snapshotUrl: string | undefined
}

const MAX_PROFILES = 16
const DEVICE = 'http://www.onvif.org/ver10/device/wsdl'
const MEDIA = 'http://www.onvif.org/ver10/media/wsdl'
const SCHEMA = 'http://www.onvif.org/ver10/schema'

/**
 * Asks a camera for its streams. Only the machine that answered is asked: what it says of others is
 * no reason to show them a password.
 *
 * @throws {ZoetropeError} `UNAUTHORIZED` when it refuses the login, `SOURCE_UNAVAILABLE`,
 *   `SOURCE_FAILED` or `TIMEOUT`.
 */
export async function cameraStreams(
  camera: FoundCamera,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<CameraStream[]> {
  const device = camera.services.find((url) => isAt(url, camera.address))
  if (!device) {
    const services = camera.services.join(', ') || 'none'
    throw new ZoetropeError(
      'SOURCE_UNAVAILABLE',
      `${camera.address} names no service at its own address, which alone is asked (${services})`,
    )
  }
  const service = new OnvifService(credentials, signal)
  await service.setClock(device)
  const media = await mediaOf(service, device, camera.address)
  const answer = await service.ask(media, `<GetProfiles xmlns="${MEDIA}"/>`)
  const profiles = Array.from(descendants(answer, 'Profiles')).slice(0, MAX_PROFILES)
  const streams: CameraStream[] = []
  // One after the other: small cameras take it badly to be asked many things at once.
  for (const profile of profiles) streams.push(await streamOf(service, media, profile))
  return streams
}

function isAt(url: string, address: string): boolean {
  return new URL(url).hostname === address
}

/** The address of the media service; that of the device itself where it tells another machine's, or none. */
async function mediaOf(service: OnvifService, device: string, address: string): Promise<string> {
  const request = `<GetCapabilities xmlns="${DEVICE}"><Category>Media</Category></GetCapabilities>`
  const answer = await service.ask(device, request)
  const media = cleanUrl(textOf(answer, 'Capabilities', 'Media', 'XAddr'), ['http:', 'https:'])
  return media && isAt(media, address) ? media : device
}

async function streamOf(
  service: OnvifService,
  media: string,
  profile: Element,
): Promise<CameraStream> {
  const token = profile.attributes.get('token') ?? ''
  const named = `<ProfileToken>${escaped(token)}</ProfileToken>`
  const setup = `<StreamSetup><Stream xmlns="${SCHEMA}">RTP-Unicast</Stream><Transport xmlns="${SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>`
  const uri = async (request: string, schemes: readonly string[]): Promise<string | undefined> => {
    // A camera without snapshots says so with a fault.
    const answer = await service.ask(media, request).catch(() => undefined)
    return cleanUrl(textOf(answer, 'MediaUri', 'Uri'), schemes)
  }
  const video = first(profile, 'VideoEncoderConfiguration')
  return {
    profile: cleanText(textOf(profile, 'Name')) ?? cleanText(token) ?? 'profile',
    encoding: cleanText(textOf(video, 'Encoding')),
    width: number(video, 'Resolution', 'Width'),
    height: number(video, 'Resolution', 'Height'),
    fps: number(video, 'RateControl', 'FrameRateLimit'),
    streamUrl: await uri(`<GetStreamUri xmlns="${MEDIA}">${setup}${named}</GetStreamUri>`, [
      'rtsp:',
      'rtsps:',
    ]),
    snapshotUrl: await uri(`<GetSnapshotUri xmlns="${MEDIA}">${named}</GetSnapshotUri>`, [
      'http:',
      'https:',
    ]),
  }
}

function number(element: Element | undefined, ...path: string[]): number | undefined {
  const value = Number(textOf(element, ...path) ?? Number.NaN)
  return value > 0 && value < 100_000 ? value : undefined
}
