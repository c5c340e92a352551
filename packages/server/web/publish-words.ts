/**
 * Every word of `/publish`, beside those that it shares with the other pages: the second file to
 * translate.
 *
 * @module
 */
import type { Trouble } from './publish-trouble.ts'

/** What the page says, in English. */
export const publishWords = {
  title: 'This device as a camera',
  titleOf: (state: string): string => `${state} – this device as a camera – Zoetrope`,

  camera: 'Camera on the server',
  cameraHint: 'for example phone',
  cameraFormat: 'A name is a-z, 0-9, - and _, such as phone-2.',
  noCamera: 'The server has no camera that waits for pictures yet. Give it one:',
  noCameraCommand: 'zoetrope phone=push:',
  device: 'Camera of this device',
  back: 'Back camera',
  front: 'Front camera',
  lastDevice: 'The one used last',
  size: 'Size, longer side',
  sizeOf: (pixels: number): string => `${pixels} pixels`,
  rate: 'Rate',
  rateOf: (perSecond: number): string =>
    perSecond === 1 ? '1 picture a second' : `${perSecond} pictures a second`,
  quality: 'Quality',
  qualities: ['Small files', 'Good', 'Very good'] as const,
  start: 'Start',
  stop: 'Stop',
  watch: 'Watch it',
  sent: (count: number): string => (count === 1 ? '1 picture sent' : `${count} pictures sent`),
  answered: (ms: number): string => `shown after ${Math.round(ms)} ms`,
  preview: 'What this device’s camera sees',

  idle: 'Nothing is sent yet',
  idleHow: 'Start, and the browser asks whether this page may use the camera. No sound is sent.',
  asking: 'Waiting for the camera',
  askingHow: 'If the browser asks, allow it.',
  connecting: 'Connecting to the server',
  live: 'Live',
  awake: 'The screen is kept on while this page is open.',
  notAwake: 'Keep this page in front, and the screen on.',
  hiddenHow:
    'This page is in the background: the browser sends few pictures or none. Bring it to the front.',
  slowLink: 'Live, over a slow link',
  slowLinkHow: (leftOut: number, wanted: number): string =>
    `Of ${wanted} pictures a second ${Math.round(leftOut)} are left out, so that those which arrive are new. A smaller size lets more through.`,
  slowDevice: 'Live, as fast as this device can',
  slowDeviceHow: (missed: number, wanted: number): string =>
    `It makes ${Math.max(0, Math.round(wanted - missed))} pictures a second, not ${wanted}. Choose a smaller size or a lower rate.`,
  paused: 'Ready: nobody is watching',
  pausedHow: 'Pictures are sent as soon as somebody looks.',
  withheld: 'The camera gives no pictures',
  withheldHow: 'The system has taken it away from this page for the moment.',
  noAnswer: 'The server does not answer',
  noAnswerHow: 'Trying again. Nothing has to be done here when it is back.',
  again: 'Trying again.',
  refused: 'The server takes no pictures from here',

  refusal: (code: string, camera: string): string | undefined => refusals(camera)[code],

  trouble: (trouble: Trouble): string => troubles[trouble],
  remedy: (trouble: Trouble, host: string): string => remedies(host)[trouble],
}

const troubles: Record<Trouble, string> = {
  insecure: 'The browser gives its camera only to secure pages',
  unsupported: 'This browser gives pages no camera',
  denied: 'This page may not use the camera',
  absent: 'There is no camera',
  busy: 'The camera cannot be used now',
  vanished: 'The camera is gone',
  unknown: 'The camera cannot be used',
}

function remedies(host: string): Record<Trouble, string> {
  const [, port] = /:(\d+)$/.exec(host) ?? []
  return {
    insecure: `This page came over plain HTTP. Start the server with --tls-self-signed (or a certificate of yours) and open https://${host}/publish; the warning about the certificate is to be expected. On the machine the server runs on, http://localhost${port ? `:${port}` : ''}/publish works as it is.`,
    unsupported: 'Try Chrome, Edge, Firefox or Safari, outside of another app.',
    denied:
      'Allow it: the sign beside the address opens the settings of this page. On a phone the system’s settings may also keep the camera from the browser. Then start again.',
    absent: 'Connect one, or choose another, and start again.',
    busy: 'Another program is using it, or it failed. End that program, and start again.',
    vanished: 'Connect it again; pictures are sent again once it is back.',
    unknown: 'Start again, or choose another camera.',
  }
}

function refusals(camera: string): Readonly<Record<string, string>> {
  return {
    PUSH_FORBIDDEN: 'The server takes no pictures from this device',
    NO_SUCH_CAMERA: `The server has no camera “${camera}”`,
    INVALID_CAMERA_NAME: `A camera cannot be called “${camera}”`,
    NOT_A_PUSH_CAMERA: `“${camera}” has pictures of its own`,
    TOO_MANY_CAMERAS: 'The server has no room for another camera',
    PUBLISHER_PRESENT: `Somebody else is sending to “${camera}”`,
    PUBLISHER_REPLACED: `Somebody else is sending to “${camera}” now`,
    CAMERA_CLOSED: 'The server is ending',
  }
}
