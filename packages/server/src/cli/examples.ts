/**
 * What `--help` teaches: by example first.
 *
 * @module
 */
import type { Paint } from './paint.ts'

type Rows = readonly (readonly [left: string, right: string])[]

const MAIN: Rows = [
  ['zoetrope', 'the test pattern, on port 8080'],
  ['zoetrope /dev/video0', 'a webcam'],
  ['zoetrope http://192.168.4.1:81/stream', 'an ESP32-CAM, for many viewers'],
  ['zoetrope front=/dev/video0 clip=party.mp4', 'several, each with a name'],
  ['zoetrope snapshot /dev/video0 -o desk.jpg', 'one picture into a file'],
  ['zoetrope devices', 'which cameras are plugged in'],
  ['zoetrope discover', 'which cameras the network has'],
  ['zoetrope integrate octoprint', 'what others need to show them'],
  ['zoetrope probe http://10.0.0.7/stream', 'what is wrong with a stream'],
]

const SERVE: Rows = [
  ["zoetrope serve 'pattern:?size=1280x720&fps=60'", 'another test pattern'],
  ['zoetrope serve desk=/dev/video0 --port 9000', 'a webcam on another port'],
  ['zoetrope serve rtsp://user:secret@10.0.0.7/live', 'a network camera'],
  ['zoetrope serve --host 0.0.0.0 --open /dev/video0', 'for the whole network'],
  ['zoetrope serve --host 0.0.0.0 --open --announce', 'found there by its name'],
  ['zoetrope serve --tls-self-signed /dev/video0', 'by HTTPS, for a trial'],
  ['zoetrope serve --config zoetrope.yaml', 'everything from a file'],
  ['ffmpeg -re -i a.mp4 -f mjpeg - | zoetrope serve -', 'a program that writes'],
]

const SOURCES: Rows = [
  ['/dev/video0', 'a camera; add ?size=1280x720&fps=30 to choose'],
  ['/dev/v4l/by-id/...', 'the same camera, whatever number it has today'],
  ['rpicam:', "a Raspberry Pi's own camera; add ?rotation=180"],
  ['http://HOST/... https://...', 'an MJPEG stream, or a JPEG to be polled'],
  ['rtsp://HOST/...', 'a network camera (through ffmpeg)'],
  ['clip.mp4', 'a video file, over and over (through ffmpeg)'],
  ['folder/', 'the JPEGs in it in turn; add ?fps=5 for the rate'],
  ['still.jpg', 'a picture that another program rewrites'],
  ['push:', 'frames that a phone or a program publishes'],
  ['-', 'standard input: JPEGs in a row, or multipart'],
  ['exec:COMMAND', 'a program that writes such (no shell in between)'],
  ['ffmpeg:ARGUMENTS', 'any input of ffmpeg: ffmpeg:-f x11grab -i :0'],
  ['pattern:?size=640x480&fps=30', 'the test pattern'],
]

const SNAPSHOT: Rows = [
  ['zoetrope snapshot /dev/video0', 'into camera-DATE-TIME.jpg'],
  ['zoetrope snapshot front=/dev/video0', 'into front-DATE-TIME.jpg'],
  ['zoetrope snapshot http://127.0.0.1:8080/ -o now.jpg', 'from a running server'],
  ['zoetrope snapshot /dev/video0 --wait 20 -o desk.jpg', 'once the exposure settled'],
  ['zoetrope snapshot rtsp://10.0.0.7/ -o - | display', 'into another program'],
]

const DEVICES: Rows = [
  ['zoetrope devices', 'a table for people'],
  ['zoetrope devices --json', 'the same for programs'],
  ["zoetrope devices --json | jq -r '.[0].command'", 'how to serve the first one'],
]

const CONTROLS: Rows = [
  ['zoetrope controls /dev/video0', 'what can be set, and how it is'],
  ['zoetrope controls /dev/video0 brightness=140', 'sets it, also while it runs'],
  ['zoetrope controls /dev/video0 auto_exposure=1', 'an item of a menu'],
  ['zoetrope controls /dev/video0 --json', 'the list for programs'],
]

const DISCOVER: Rows = [
  ['zoetrope discover', 'who is there'],
  ['zoetrope discover --user eye --password s3cret', 'with their streams'],
  ['zoetrope discover 10.0.7.20', 'a camera beyond a router'],
  ["zoetrope discover --json | jq -r '.[].address'", 'for programs'],
]

const PROGRAMS: Rows = [
  ['octoprint', 'the classic webcam in config.yaml'],
  ['mainsail, fluidd', 'webcams in moonraker.conf'],
  ['moonraker', 'the same, for other interfaces'],
  ['home-assistant', 'the form of an MJPEG camera, and a card'],
  ['frigate', 'streams and cameras in config.yml'],
  ['nginx, caddy', 'a proxy before the server, at /webcam/'],
  ['systemd', 'a unit that starts it with the machine'],
]

const INTEGRATE: Rows = [
  ['zoetrope integrate octoprint /dev/video0', 'with its own address'],
  ['zoetrope integrate mainsail --url /webcam', "behind Mainsail's nginx"],
  ['zoetrope integrate frigate --url http://10.0.0.5:8080', 'from elsewhere'],
  ['zoetrope integrate nginx -c zoetrope.yaml', 'the cameras of a file'],
  ['zoetrope integrate systemd --host 0.0.0.0 --open', 'a service'],
]

const PROBE: Rows = [
  ['zoetrope probe http://10.0.0.7:8080/stream', 'what is wrong, if anything'],
  ['zoetrope probe http://me:s3cret@cam/ --quick', 'with a login, in seconds'],
  ['zoetrope probe http://cam/ --json | jq .verdict', 'for programs'],
  ['zoetrope probe http://cam/stream || exit 1', '0 well, 3 warnings, 4 errors'],
]

const SCHEMA: Rows = [
  ['zoetrope config-schema > zoetrope.schema.json', 'for an editor'],
  ['zoetrope config-schema | jq .properties.server', 'the keys of one section'],
  ['# yaml-language-server: $schema=zoetrope.schema.json', 'first line of the file'],
]

/** The text below each command's options; `''` stands for `zoetrope` itself. */
export function examplesFor(command: string, paint: Paint): string {
  switch (command) {
    case 'serve':
      return `\n${rows('Sources (in quotes where a shell would take them apart)', SOURCES, paint)}\n${rows('Examples', SERVE, paint)}`
    case 'snapshot':
      return `\n${rows('Examples', SNAPSHOT, paint)}`
    case 'devices':
      return `\n${rows('Examples', DEVICES, paint)}`
    case 'controls':
      return `\n${rows('Examples', CONTROLS, paint)}`
    case 'discover':
      return `\n${rows('Examples', DISCOVER, paint)}`
    case 'integrate':
      return `\n${rows('Programs', PROGRAMS, paint)}\n${rows('Examples', INTEGRATE, paint)}`
    case 'probe':
      return `\n${rows('Examples', PROBE, paint)}`
    case 'config-schema':
      return `\n${rows('Examples', SCHEMA, paint)}`
    default:
      return `\n${rows('Examples', MAIN, paint)}\n${rest(paint)}`
  }
}

function rest(paint: Paint): string {
  const help = paint.bold('zoetrope help serve')
  return `${help} tells all that can be served, and how.\n`
}

function rows(title: string, pairs: Rows, paint: Paint): string {
  const width = Math.max(...pairs.map(([left]) => left.length))
  const lines = pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${paint.dim(right)}\n`)
  return `${paint.bold(`${title}:`)}\n${lines.join('')}`
}
