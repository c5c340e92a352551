/**
 * What a person reads when the server runs: where to look, how to show a camera of their own, how
 * to end it.
 *
 * @module
 */
import type { Paint } from './paint.ts'
import { quote } from './quoting.ts'

/** What the banner tells. */
export interface BannerFacts {
  readonly version: string
  /** The page, seen from this machine; ends with `/`. */
  readonly url: string
  readonly cameras: readonly { readonly name: string; readonly label: string }[]
  /** The page as others in the network reach it. */
  readonly elsewhere: readonly string[]
  /** Nobody named a camera: the test pattern is shown. */
  readonly demonstration: boolean
}

/** The text of the banner, at most 80 columns wide unless a name or URL is long. */
export function banner(facts: BannerFacts, paint: Paint): string {
  const { version, cameras, demonstration } = facts
  const [first] = cameras
  const what = cameras.length === 1 ? first?.label : `${cameras.length} cameras`
  const title = `${paint.bold('zoetrope')} ${paint.dim(version)}`
  const blocks = [
    [`${title}  ${demonstration ? 'the test pattern' : what}`],
    cameras.length === 1 ? oneCamera(facts, paint) : manyCameras(facts, paint),
    network(facts, paint),
    demonstration ? invitation(paint) : [],
    [paint.dim('Ctrl-C ends it.')],
  ]
  const lines = blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...block])
  return `${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`
}

function oneCamera({ url }: BannerFacts, paint: Paint): string[] {
  return rows(
    [
      ['page', url],
      ['stream', `${url}stream`],
      ['snapshot', `${url}snapshot.jpg`],
    ],
    paint,
  )
}

function manyCameras({ url, cameras }: BannerFacts, paint: Paint): string[] {
  const width = Math.max(...cameras.map(({ name }) => name.length))
  return [
    ...rows([['page', url]], paint),
    '',
    ...cameras.map(({ name, label }) => {
      const stream = paint.cyan(`${url}cameras/${name}/stream`)
      return `${paint.bold(name.padEnd(width))}  ${stream}  ${paint.dim(label)}`
    }),
  ]
}

function network({ elsewhere }: BannerFacts, paint: Paint): string[] {
  if (elsewhere.length === 0) return []
  const warning = paint.yellow('Open to everybody in your network, without a password:')
  return [warning, ...elsewhere.map((url) => `  ${paint.cyan(url)}`)]
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

/** A command with a source, as a hint elsewhere repeats it. */
export function commandFor(source: string): string {
  return `zoetrope ${quote(source)}`
}
