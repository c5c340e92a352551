/**
 * Cameras of the network as text: who answered, what it can be read by, and the command that shows
 * it.
 *
 * @module
 */
import type { CameraStream, FoundCamera } from 'zoetrope/node'
import type { Sighting } from '../discovery/sighting.ts'
import { nameProblem } from './names.ts'
import type { Paint } from './paint.ts'
import { commandLine } from './quoting.ts'

/** A camera, and its streams where they are known. */
export interface ListedCamera extends FoundCamera {
  /** How it was found: `onvif` answered a question, `mdns` announces itself, and asks for no login. */
  readonly by: 'onvif' | 'mdns'
  readonly streams?: readonly CameraStream[] | undefined
  readonly problem?: string | undefined
}

/** How the table is made. */
export interface TableOptions {
  readonly paint: Paint
  /** Whether the cameras were asked for their streams. */
  readonly isAsked: boolean
}

/**
 * The command that serves a camera: with a place for its login, which is not printed. `undefined`
 * where no stream of it is known.
 */
export function cameraCommand({ by, streams = [] }: ListedCamera): string | undefined {
  const url = streams.map(({ streamUrl, snapshotUrl }) => streamUrl ?? snapshotUrl).find(Boolean)
  if (url === undefined) return undefined
  if (by === 'onvif') return commandLine(['zoetrope', withLogin(url)])
  const name = streams[0]?.profile ?? ''
  return commandLine(['zoetrope', nameProblem(name) === undefined ? `${name}=${url}` : url])
}

/** A camera that announces itself, told like one that was asked. */
export function announcedCamera(sighting: Sighting): ListedCamera {
  const { label, name, host, address, streamUrl, snapshotUrl, pageUrl } = sighting
  const unknown = { width: undefined, height: undefined, fps: undefined }
  return {
    ...{ by: 'mdns', address, id: `${label}._mjpeg._tcp.local`, name: label },
    ...{ hardware: undefined, location: host, services: pageUrl === undefined ? [] : [pageUrl] },
    streams: [{ profile: name ?? label, encoding: 'JPEG', ...unknown, streamUrl, snapshotUrl }],
  }
}

/** A block of lines for each camera, and what to do next. */
export function discoveryTable(cameras: readonly ListedCamera[], options: TableOptions): string {
  const blocks = cameras.map((camera) => `\n${block(camera, options.paint)}\n`).join('')
  const isSilent = !options.isAsked && cameras.some(({ by }) => by === 'onvif')
  return isSilent ? `${blocks}\n${advice(options.paint)}\n` : blocks
}

function block(camera: ListedCamera, paint: Paint): string {
  const { name, address, hardware, location, services, streams = [], problem } = camera
  const facts = [address, hardware, location].filter((fact) => fact !== undefined)
  const command = cameraCommand(camera)
  return [
    paint.bold(name ?? address),
    `  ${paint.dim(facts.join(', '))}`,
    ...services.map((url) => `  ${paint.dim(url)}`),
    ...streams.flatMap((stream) => streamLines(stream, paint)),
    ...(problem === undefined ? [] : [`  ${paint.yellow(problem)}`]),
    ...(command === undefined ? [] : [`  ${paint.green(command)}`]),
  ].join('\n')
}

function streamLines(stream: CameraStream, paint: Paint): string[] {
  const { profile, encoding, width, height, fps, streamUrl, snapshotUrl } = stream
  const size = width === undefined ? undefined : `${width}x${height}`
  const facts = [encoding, size, fps === undefined ? undefined : `${fps} fps`]
  const title = [paint.cyan(profile), ...facts.filter((fact) => fact !== undefined)].join('  ')
  const urls = [streamUrl, snapshotUrl].filter((url) => url !== undefined)
  return [`  ${title}`, ...urls.map((url) => `    ${url}`)]
}

function withLogin(url: string): string {
  return url.replace('://', '://USER:PASSWORD@')
}

function advice(paint: Paint): string {
  return `What they can be read by, they tell whoever has a login:
  ${paint.green('zoetrope discover --user USER --password PASSWORD')}
Every user of this machine can see a command line; ZOETROPE_CAMERA_USER and
ZOETROPE_CAMERA_PASSWORD in the environment say the same.`
}

/** What to do where none answered. @param places are those from which it was asked. */
export function noCameras(
  hosts: readonly string[],
  { seconds, places }: { readonly seconds: number; readonly places: readonly string[] },
): string {
  const where =
    hosts.length > 0 ? `at ${hosts.join(', ')}` : `to a question from ${places.join(', ')}`
  return `No camera answered ${where} within ${seconds} s.
Cameras answer only with ONVIF switched on, which many are sold without; other
Zoetropes only where they run with --announce. And all of them only within their
own network: not through a router, a guest Wi-Fi or a container's bridge.
  zoetrope discover --timeout 10           waits longer
  zoetrope discover 10.0.0.7               asks that address alone
  zoetrope rtsp://USER:PASSWORD@10.0.0.7/  needs no ONVIF, if you know the path
`
}
