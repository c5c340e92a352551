/**
 * What a person reads when the server runs: where to look, how to show a camera of their own, how
 * to end it.
 *
 * @module
 */
import type { Paint } from './paint.ts'

/** Columns of an ordinary terminal. */
const WIDTH = 80

/** What the banner tells. */
export interface BannerFacts {
  readonly version: string
  /** The page, seen from this machine; ends with `/`. */
  readonly url: string
  readonly cameras: readonly { readonly name: string; readonly label: string }[]
  /** Where other servers are imitated: their roots, seen from this machine. */
  readonly listeners?: readonly { readonly name: string; readonly url: string }[] | undefined
  /** The page as others in the network reach it. */
  readonly elsewhere: readonly string[]
  /** What the network is told, unless somebody there has that name already. */
  readonly announced?: Announced | undefined
  /** Nobody named a camera: the test pattern is shown. */
  readonly demonstration: boolean
  /** The Unix socket it listens on, in the place of an address. */
  readonly socket?: string | undefined
  /** Of a certificate that browsers warn of: SHA-256, in 32 groups. */
  readonly fingerprint?: string | undefined
}

/** Under which name a server is found in the network. */
export interface Announced {
  /** What it is called in lists. */
  readonly name: string
  /** The page, by the name that goes with it: `http://workshop.local:8080/`. */
  readonly url: string
}

/** The text of the banner, at most 80 columns wide unless a name or URL is long. */
export function banner(facts: BannerFacts, paint: Paint): string {
  const { version, cameras, demonstration } = facts
  const [first] = cameras
  const many = cameras.length === 0 ? 'no camera yet' : `${cameras.length} cameras`
  const what = cameras.length === 1 ? first?.label : many
  const title = `${paint.bold('zoetrope')} ${paint.dim(version)}`
  const blocks = [
    [`${title}  ${demonstration ? 'the test pattern' : what}`],
    cameras.length === 1 ? oneCamera(facts, paint) : manyCameras(facts, paint),
    imitated(facts, paint),
    network(facts, paint),
    warning(facts, paint),
    demonstration ? invitation(paint) : [],
    [paint.dim('Ctrl-C ends it.')],
  ]
  const lines = blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...block])
  return `${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`
}

function oneCamera({ url, socket }: BannerFacts, paint: Paint): string[] {
  if (socket !== undefined) return socketRows(socket, url, paint)
  return rows(
    [
      ['page', url],
      ['stream', `${url}stream`],
      ['snapshot', `${url}snapshot.jpg`],
    ],
    paint,
  )
}

function manyCameras({ url, cameras, socket }: BannerFacts, paint: Paint): string[] {
  const width = Math.max(...cameras.map(({ name }) => name.length))
  const before = socket === undefined ? url : '/'
  const links = cameras.map(({ name }) => `${before}cameras/${name}/stream`)
  const longest = Math.max(...links.map((link) => link.length))
  const room = Math.max(20, WIDTH - width - longest - 6)
  return [
    ...(socket === undefined ? rows([['page', url]], paint) : socketRows(socket, url, paint)),
    '',
    ...cameras.map(({ name, label }, place) => {
      const link = paint.cyan((links[place] ?? '').padEnd(longest))
      return `${paint.bold(name.padEnd(width))}  ${link}  ${paint.dim(shortened(label, room))}`
    }),
  ]
}

/** No browser opens a socket: what leads to it is a proxy. */
function socketRows(socket: string, url: string, paint: Paint): string[] {
  return rows(
    [
      ['socket', socket],
      ['nginx', `proxy_pass ${url};`],
    ],
    paint,
  )
}

function shortened(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 3)}...` : text
}

function imitated({ listeners = [] }: BannerFacts, paint: Paint): string[] {
  if (listeners.length === 0) return []
  const pairs = listeners.map(({ name, url }): [string, string] => [`as ${name}`, url])
  return ['For whoever expects another server:', ...rows(pairs, paint).map((row) => `  ${row}`)]
}

function network({ elsewhere, announced }: BannerFacts, paint: Paint): string[] {
  if (elsewhere.length === 0) return []
  const warning = paint.yellow('Open to everybody in your network, without a password:')
  const urls = announced ? [...elsewhere, announced.url] : elsewhere
  return [
    warning,
    ...urls.map((url) => `  ${paint.cyan(url)}`),
    ...(announced ? announcedLines(announced) : []),
  ]
}

function announcedLines({ name, url }: Announced): string[] {
  const kind = url.startsWith('https:') ? '_https._tcp' : '_http._tcp'
  return [
    `Announced there as "${name}"`,
    `(${kind}), its cameras as _mjpeg._tcp; zoetrope discover finds them.`,
  ]
}

function warning({ fingerprint }: BannerFacts, paint: Paint): string[] {
  if (fingerprint === undefined) return []
  // In one line it would be wider than an ordinary terminal.
  const half = fingerprint.length / 2
  const lines = [fingerprint.slice(0, half + 0.5), fingerprint.slice(half + 0.5)]
  return [
    paint.yellow('Browsers will warn: nobody but this server vouches for its certificate.'),
    'It is the right one if its SHA-256 fingerprint is',
    ...lines.map((line) => `  ${line}`),
  ]
}

function invitation(paint: Paint): string[] {
  const commands: [string, string][] = [
    ['zoetrope devices', 'what is plugged in'],
    ['zoetrope /dev/video0', 'a webcam'],
    ['zoetrope http://192.168.4.1:81/stream', 'an ESP32-CAM, or any other'],
    ['zoetrope front=/dev/video0 clip=party.mp4', 'several, each with a name'],
  ]
  const width = Math.max(...commands.map(([command]) => command.length))
  return [
    'Show a camera of your own:',
    ...commands.map(([command, text]) => `  ${command.padEnd(width)}  ${paint.dim(text)}`),
  ]
}

function rows(pairs: [string, string][], paint: Paint): string[] {
  const width = Math.max(...pairs.map(([title]) => title.length))
  return pairs.map(([title, url]) => `${paint.dim(title.padEnd(width))}  ${paint.cyan(url)}`)
}
