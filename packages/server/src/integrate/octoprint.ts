/**
 * OctoPrint: the settings of its classic webcam plugin.
 *
 * The stream is loaded by the browser, the snapshot by OctoPrint itself, so the two may have
 * different addresses: a path of OctoPrint's own proxy does for the one, never for the other.
 *
 * @module
 */
import { comments } from './paragraph.ts'
import {
  addressesOf,
  type Integration,
  mayBeStrange,
  reachComment,
  rotationComment,
  type SetUpCamera,
  type Setup,
  urlOf,
} from './setup.ts'
import { yamlText } from './yaml-text.ts'

/** Seconds that OctoPrint waits; a camera that must wake up takes at most 4.5. */
const PATIENCE = 5

/** What is in front of OctoPrint, mostly HAProxy, hands on what people have typed. */
const NAME =
  'The server must know the name by which people call the machine: serve with --allow-host octopi.local.'

/** The lines for the first camera: the classic webcam is one. */
export function octoprint(setup: Setup): Integration {
  const [camera, ...others] = setup.cameras
  if (!camera) throw new RangeError('OctoPrint shows a camera; name one, such as /dev/video0')
  const page = setup.address ?? urlOf(setup, 'OctoPrint')
  const own = page.startsWith('/') ? (setup.local ?? urlOf(setup, 'OctoPrint')) : page
  const settings = {
    stream: addressesOf(camera, page).stream,
    streamTimeout: PATIENCE,
    ...ratioOf(camera),
    snapshot: addressesOf(camera, own).snapshot,
    snapshotTimeout: PATIENCE,
    snapshotSslValidation: !(setup.isSelfSigned && own.startsWith('https:')),
    flipH: false,
    flipV: false,
    rotate90: false,
  }
  const notes = [
    reachComment(page, "whoever looks at OctoPrint's page"),
    rotationComment([camera]),
    othersComment(others),
  ]
  return {
    text: `${notes.join('')}${yamlText({ plugins: { classicwebcam: settings } })}`,
    steps: [
      'Into ~/.octoprint/config.yaml, with what is already below "plugins:"; then restart OctoPrint.',
      'Or type the two addresses at Settings > Classic Webcam, which has a test button for each.',
      ...(page.startsWith('/') && mayBeStrange(setup) ? [NAME] : []),
    ],
  }
}

function othersComment(others: readonly SetUpCamera[]): string {
  if (others.length === 0) return ''
  const names = others.map(({ name }) => name).join(', ')
  return comments(
    `The classic webcam is one camera. For another (${names}) put its name in the addresses; for several at once there is the plugin MultiCam, which asks for the same two addresses.`,
  )
}

/** OctoPrint knows two. */
function ratioOf({ size }: SetUpCamera): { readonly streamRatio?: string } {
  if (!size) return {}
  return { streamRatio: size.width / size.height > 14 / 9 ? '16:9' : '4:3' }
}
