/**
 * Moonraker, which tells Mainsail, Fluidd and others of webcams: a section for each.
 *
 * @module
 */
import { Hosts } from '../access/hosts.ts'
import {
  addressesOf,
  type Integration,
  reachComment,
  rotationComment,
  type SetUpCamera,
  type Setup,
  urlOf,
} from './setup.ts'

/** Who reads the section, and how it had best ask for pictures. */
export interface Interface {
  readonly title: string
  /** Moonraker's word for it. */
  readonly service: 'mjpegstreamer' | 'mjpegstreamer-adaptive'
  /** Where its people edit the file. */
  readonly editor: string
}

/** What the nginx of Mainsail and Fluidd calls a server of pictures. */
const UPSTREAM = 'mjpgstreamer1'

/** More often no page need ask for pictures. */
const MOST_FPS = 30

/** Makes the lines for one interface of Moonraker's. */
export function moonraker(reader: Interface): (setup: Setup) => Integration {
  return (setup) => {
    const page = setup.address ?? urlOf(setup, reader.title)
    const notes = [
      reachComment(page, `whoever looks at ${reader.title}'s page`),
      rotationComment(setup.cameras),
    ]
    const sections = setup.cameras.map((camera) => sectionOf(camera, page, reader))
    const steps = stepsOf(reader, page, new Hosts(setup.hosts))
    return { text: `${notes.join('')}${sections.join('\n')}`, steps }
  }
}

function sectionOf(camera: SetUpCamera, page: string, { service }: Interface): string {
  const { stream, snapshot } = addressesOf(camera, page)
  const { fps, size } = camera
  const settings: Record<string, string | undefined> = {
    location: 'printer',
    enabled: 'True',
    service,
    target_fps:
      fps === undefined ? undefined : `${Math.min(MOST_FPS, Math.max(1, Math.round(fps)))}`,
    stream_url: stream,
    snapshot_url: snapshot,
    flip_horizontal: 'False',
    flip_vertical: 'False',
    rotation: '0',
    aspect_ratio: size && ratioOf(size),
  }
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    value ? `${key}: ${value}\n` : [],
  )
  return `[webcam ${camera.name}]\n${lines.join('')}`
}

function ratioOf({ width, height }: { readonly width: number; readonly height: number }): string {
  const shared = commonDivisor(width, height)
  return `${width / shared}:${height / shared}`
}

function commonDivisor(left: number, right: number): number {
  return right === 0 ? left : commonDivisor(right, left % right)
}

function stepsOf({ title, service, editor }: Interface, page: string, known: Hosts): string[] {
  const other = service === 'mjpegstreamer' ? 'mjpegstreamer-adaptive' : 'mjpegstreamer'
  const what = {
    mjpegstreamer: 'shows the stream',
    'mjpegstreamer-adaptive': 'asks for one picture after the other',
  }
  const usual = `Its own nginx calls whatever is on port 8080 ${UPSTREAM}: either serve with --allow-host ${UPSTREAM}, or put the block of zoetrope integrate nginx in the place of its own, and serve with the name by which people call the machine (--allow-host mainsail.local).`
  const foreign = `${title.replace(/^./, (letter) => letter.toUpperCase())} fetches the pictures: unless its page has the same address as the server, serve with --allow-origin and the address of that page.`
  return [
    `To the end of moonraker.conf (${editor}); then restart Moonraker.`,
    `service: ${service} ${what[service]}; ${other} ${what[other]}.`,
    ...(page.startsWith('/') ? [] : [foreign]),
    ...(page.startsWith('/') && !known.accepts(UPSTREAM) ? [usual] : []),
  ]
}
