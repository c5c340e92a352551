/**
 * `zoetrope integrate`: the settings of other programs for the cameras that are configured.
 *
 * What is to be pasted goes to standard output, alone, so that it can be redirected; where it goes, to
 * standard error.
 *
 * @module
 */
import { dirname } from 'node:path'
import { Hosts } from '../access/hosts.ts'
import { lines } from '../integrate/paragraph.ts'
import { programs, type Writer } from '../integrate/programs.ts'
import type { SetUpCamera, Setup } from '../integrate/setup.ts'
import { isLoopback } from './addresses.ts'
import { Failure } from './failure.ts'
import { addressOf, basePathIn, localAddress, ownAddresses } from './integrate-address.ts'
import { serviceOf } from './integrate-service.ts'
import { commandLine } from './quoting.ts'
import {
  type CameraSettings,
  type ConfigurationFile,
  type ServeOptions,
  type Settings,
  settingsOf,
} from './settings.ts'
import { suggest } from './suggestion.ts'
import type { Terminal } from './terminal.ts'

/** The options of `zoetrope serve`, and how others reach the server. */
export interface IntegrateOptions extends ServeOptions {
  /** Without a slash at its end. */
  readonly url?: string | undefined
}

/**
 * Prints the lines for `word`, and what to do with them.
 *
 * @param sources as typed: `[NAME=]SOURCE`.
 * @throws {Failure} for a program that is not known, or one that cannot be told of this server.
 */
export async function integrateCommand(
  word: string | undefined,
  sources: readonly string[],
  { url, ...options }: IntegrateOptions,
  terminal: Terminal,
): Promise<void> {
  const write = writerOf(word)
  const settings = settingsOf(sources, options, await configurationOf(options.config))
  if (settings.port === 0 && !settings.socket) {
    throw new Failure('--port 0 is another port at each start; choose one', { exitCode: 2 })
  }
  const { text, steps } = explained(() => {
    const service = serviceOf(settings, { sources, options })
    return write(setupOf(settings, { url, service }))
  })
  const { bold, dim } = terminal.remarkPaint
  const all = [...steps, ...explained(() => remarks(settings, url))]
  terminal.print(text)
  terminal.remark(`\n${bold('What to do with it')}\n`)
  terminal.remark(all.map((step) => `  ${dim('-')} ${lines(step, 75).join('\n    ')}\n`).join(''))
}

function writerOf(word: string | undefined): Writer {
  const writer = word === undefined ? undefined : programs.get(word)
  if (writer) return writer
  const known = `there are ${[...programs.keys()].join(', ')}`
  // Other commands take the source first.
  const isSource = word !== undefined && /[/:=.]/.test(word)
  if (word === undefined || isSource) {
    const example = commandLine(['zoetrope', 'integrate', 'octoprint', word ?? '/dev/video0'])
    throw new Failure(`say first for which program; ${known}\n  ${example}`, { exitCode: 2 })
  }
  const meant = suggest(word, programs.keys())
  const advice = meant ? `did you mean ${meant}?` : known
  throw new Failure(`nothing is known of the program "${word}"; ${advice}`, { exitCode: 2 })
}

async function configurationOf(path: string | undefined): Promise<ConfigurationFile | undefined> {
  if (path === undefined) return undefined
  const { readConfiguration } = await import('./configuration-file.ts')
  return { configuration: await readConfiguration(path), folder: dirname(path) }
}

function setupOf(
  settings: Settings,
  { url, service }: { readonly url: string | undefined; readonly service: Setup['service'] },
): Setup {
  const { socket, tls, hosts, push, cameras } = settings
  return {
    cameras: cameras.map(cameraOf),
    address: addressOf(settings, url),
    isSaid: url !== undefined,
    local: socket ? undefined : localAddress(settings),
    socket: socket?.path,
    basePath: basePathIn(settings),
    isSelfSigned: tls === 'self-signed',
    hosts,
    takesFrames: push.create || cameras.some(({ source }) => source.startsWith('push:')),
    service,
  }
}

/** What a source says of itself without being opened; of others' streams nothing is known. */
function cameraOf({ name, source, gate }: CameraSettings): SetUpCamera {
  const isOurs = /^(\/|\.|pattern:|rpicam:)/.test(source)
  const wishes = new URLSearchParams(isOurs ? source.replace(/^[^?]*\??/, '') : '')
  const [, width, height] = /^([1-9]\d*)x([1-9]\d*)$/.exec(wishes.get('size') ?? '') ?? []
  const fps = Number(wishes.get('fps') ?? Number.NaN)
  const rotate = gate.rotate ?? 0
  const size = { width: Number(width), height: Number(height) }
  const seen = rotate % 180 === 0 ? size : { width: size.height, height: size.width }
  return { name, fps: fps > 0 ? fps : undefined, size: width ? seen : undefined, rotate }
}

/** Whoever said no camera may have forgotten it; without a name it is called so when it is served. */
const UNNAMED =
  'You named no camera: these lines are for one without a name. Say the sources that you serve, or their --config.'

/** What stands in the way, or beside it. */
function remarks(settings: Settings, url: string | undefined): string[] {
  const { host, open, socket, demonstration } = settings
  const isRefused = !open && !socket && !isLoopback(host)
  const consent = `The server does not listen on ${host} without --open, by which you agree that everybody there may watch.`
  return [
    ...(demonstration ? [UNNAMED] : []),
    ...(isRefused ? [consent] : []),
    ...addressRemarks(settings, url),
  ]
}

function addressRemarks(settings: Settings, url: string | undefined): string[] {
  if (url === undefined) {
    const [, ...others] = ownAddresses(settings)
    return others.length > 0 ? [`The server has other addresses too: ${others.join(', ')}`] : []
  }
  if (url === '' || url.startsWith('/')) return []
  const { host, hostname } = new URL(url)
  if (new Hosts(settings.hosts).accepts(host)) return []
  return [`The server must know that name: serve with --allow-host ${hostname}.`]
}

/** A refusal is about what was typed. */
function explained<Result>(write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Failure(error.message, { exitCode: 2, cause: error })
  }
}
