/**
 * What a server is to do: the command line laid over the configuration file, laid over the
 * defaults.
 *
 * @module
 */
import { isAbsolute, join } from 'node:path'
import type { ControlValues, GateOptions, RingLimits } from 'zoetrope'
import { parseCameraSpec } from 'zoetrope/node'
import type { FamilyName } from '../compat/family-name.ts'
import type { ListenersOptions } from '../compat/listener.ts'
import { type AnnounceOptions, type AnnounceSettings, announceOf } from './announce-settings.ts'
import { type CompatOptions, compatOf } from './compat-settings.ts'
import type { Configuration, RingConfiguration, ServerConfiguration } from './configuration.ts'
import { Failure } from './failure.ts'
import { gateOptionsOf } from './gate-configuration.ts'
import type { HookConfiguration } from './hook-configuration.ts'
import type { LogFormat, LogLevel, Pacing } from './limits.ts'
import { listenersIn } from './listener-settings.ts'
import { nameCameras } from './names.ts'
import { isPlaceholderWord } from './placeholder.ts'
import { type PushOptions, type PushSettings, pushOf } from './push-settings.ts'
import { type SocketOptions, type SocketSettings, socketOf } from './socket-settings.ts'
import { type TlsOptions, type TlsSettings, tlsOf } from './tls-settings.ts'

/** The options of `zoetrope serve`, checked one by one. */
export interface ServeOptions
  extends SocketOptions,
    TlsOptions,
    PushOptions,
    CompatOptions,
    AnnounceOptions {
  readonly open?: boolean | undefined
  readonly config?: string | undefined
  readonly basePath?: string | undefined
  readonly public?: string | undefined
  readonly allowHost?: readonly string[] | undefined
  readonly allowOrigin?: readonly string[] | undefined
  readonly allowControl?: readonly string[] | undefined
  readonly trustProxy?: readonly string[] | undefined
  readonly pacing?: Pacing | undefined
  readonly stallTimeout?: number | undefined
  readonly linger?: number | undefined
  readonly always?: boolean | undefined
  readonly placeholder?: string | undefined
  readonly logLevel?: LogLevel | undefined
  readonly logFormat?: LogFormat | undefined
}

/** A camera to be opened. */
export interface CameraSettings {
  readonly name: string
  readonly source: string
  /** Milliseconds. */
  readonly linger: number | undefined
  readonly always: boolean | undefined
  readonly ring: RingLimits | undefined
  /** What viewers see while it gives nothing: a word, or the path of a JPEG. */
  readonly placeholder: string
  readonly placeholderSnapshots: boolean | undefined
  /** How its frames are checked and changed. */
  readonly gate: GateOptions
  /** Set whenever the source is opened. */
  readonly controls?: ControlValues | undefined
  /** Whether the configuration file names it, rather than the command line. */
  readonly configured: boolean
}

/** Everything a server is to do. */
export interface Settings {
  readonly host: string
  readonly port: number
  /** `undefined`: listens on host and port. */
  readonly socket: SocketSettings | undefined
  /** `undefined`: plain HTTP. */
  readonly tls: TlsSettings | undefined
  readonly open: boolean
  /** `undefined`: nobody is told that it is there. */
  readonly announce: AnnounceSettings | undefined
  readonly basePath: string
  readonly publicDir: string | undefined
  readonly hosts: readonly string[]
  readonly origins: readonly string[]
  /** `undefined`: what the server trusts anyway. */
  readonly trustProxy: readonly string[] | undefined
  /** Who may set controls besides programs of this machine. */
  readonly allowControl: readonly string[]
  /** The servers whose addresses are answered too. */
  readonly compat: readonly FamilyName[]
  /** Those that are answered on ports of their own. */
  readonly listeners: ListenersOptions
  readonly pacing: Pacing
  /** Milliseconds; `undefined`: the library's own. */
  readonly stallTimeout: number | undefined
  readonly cameras: readonly CameraSettings[]
  /** Who may publish frames. */
  readonly push: PushSettings
  /** What a camera is like that a publisher makes; its name is none yet. */
  readonly made: CameraSettings
  /** Whether nobody named a camera, so that the test pattern is shown. */
  readonly demonstration: boolean
  /** What to do when something happens. */
  readonly hooks: readonly HookConfiguration[]
  readonly logLevel: LogLevel
  /** `undefined`: human where somebody reads it, else JSON. */
  readonly logFormat: LogFormat | undefined
}

/** A configuration file that was read. */
export interface ConfigurationFile {
  readonly configuration: Configuration
  /** The folder it is in: its relative paths begin there. */
  readonly folder: string
}

/**
 * Lays the command line over the file. Sources on the command line are added to the file's cameras;
 * where both have a camera of the same name, the command line's is taken.
 *
 * @param sources as typed: `[NAME=]SOURCE`.
 * @throws {Failure} when the cameras' names collide, standard input is wanted twice, or options
 *   exclude one another.
 * @throws {ZoetropeError} `INVALID_SOURCE`.
 */
export function settingsOf(
  sources: readonly string[],
  options: ServeOptions,
  file: ConfigurationFile = { configuration: {}, folder: '.' },
): Settings {
  const { server = {}, log = {} } = file.configuration
  const named = camerasOf(sources, options, file)
  const push = pushOf(options, server.push)
  const announce = announceOf(options, server.announce)
  const demonstration = named.length === 0 && !push.create
  const cameras = demonstration ? camerasOf(['pattern:'], options, file) : named
  const names = push.create ? undefined : cameras.map(({ name }) => name)
  return {
    host: withoutBrackets(options.host ?? server.host ?? '127.0.0.1'),
    port: options.port ?? server.port ?? 8080,
    socket: socketOf(options, server, file.folder),
    tls: tlsOf(options, server.tls, (path) => pathIn(file.folder, path)),
    open: options.open ?? server.open ?? false,
    announce,
    basePath: options.basePath ?? server.basePath ?? '/',
    publicDir: options.public ?? (server.public && pathIn(file.folder, server.public)),
    ...accessOf(options, server, announce?.hosts),
    compat: compatOf(options, server.compat),
    listeners: listenersIn(server.compat, names),
    pacing: options.pacing ?? server.pacing ?? 'auto',
    stallTimeout: milliseconds(options.stallTimeout ?? server.stallTimeout),
    cameras,
    push,
    made: madeOf(options, file),
    demonstration,
    hooks: hooksIn(file),
    logLevel: options.logLevel ?? log.level ?? 'info',
    logFormat: options.logFormat ?? log.format,
  }
}

function accessOf(
  options: ServeOptions,
  server: ServerConfiguration,
  announced: readonly string[] = [],
): Pick<Settings, 'hosts' | 'origins' | 'trustProxy' | 'allowControl'> {
  return {
    hosts: [...(options.allowHost ?? server.allowHosts ?? []), ...announced],
    origins: options.allowOrigin ?? server.allowOrigins ?? [],
    trustProxy: options.trustProxy ?? server.trustProxy,
    allowControl: options.allowControl ?? server.allowControl ?? [],
  }
}

/** In brackets as in a URL is how many write an IPv6 address. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

function camerasOf(
  sources: readonly string[],
  options: ServeOptions,
  file: ConfigurationFile,
): CameraSettings[] {
  const typed = sources.map((text) => ({ ...parseCameraSpec(text), configured: false }))
  const replaced = new Set(typed.map(({ name }) => name))
  const written = Object.entries(file.configuration.cameras ?? {})
    .filter(([name]) => !replaced.has(name))
    .map(([name, camera]) => {
      const settings = typeof camera === 'string' ? { source: camera } : camera
      return { ...settings, name, source: sourceIn(file.folder, settings.source), configured: true }
    })
  const cameras = nameCameras([...written, ...typed])
  if (cameras.filter(({ source }) => source === '-').length > 1) {
    throw new Failure('standard input (-) can be one camera only', { exitCode: 2 })
  }
  const defaults = file.configuration.defaults ?? {}
  return cameras.map(({ name, source, configured, ...own }) => ({
    name,
    source,
    configured,
    linger: milliseconds(options.linger ?? { ...defaults, ...own }.linger),
    // Standard input comes once: what is not read now is never seen, and its end would go unnoticed.
    always: options.always ?? { ...defaults, ...own }.always ?? (source === '-' || undefined),
    controls: { controls: undefined, ...own }.controls,
    ring: ringOf({ ...defaults.ring, ...{ ...defaults, ...own }.ring }),
    placeholder:
      options.placeholder ?? placeholderIn(file.folder, { ...defaults, ...own }.placeholder),
    placeholderSnapshots: { ...defaults, ...own }.placeholderSnapshots,
    gate: gateOptionsOf({ ...defaults, ...own }),
  }))
}

/** A camera that a publisher makes: pushed, and otherwise like one that says nothing of itself. */
function madeOf(
  options: ServeOptions,
  { configuration, folder }: ConfigurationFile,
): CameraSettings {
  const { defaults } = configuration
  const [made] = camerasOf(['push:'], options, { configuration: { defaults }, folder })
  if (made) return made
  throw new TypeError('Expected the settings of a camera')
}

function placeholderIn(folder: string, text = 'dimmed'): string {
  return isPlaceholderWord(text) ? text : pathIn(folder, text)
}

function ringOf({ maxAge, ...limits }: RingConfiguration): RingLimits {
  return { ...limits, maxAge: milliseconds(maxAge) }
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000
}

/** A source that is a relative path begins at the file's folder; `exec:` and URLs stay as they are. */
function sourceIn(folder: string, source: string): string {
  const elsewhere = source === '-' || /^[a-z][a-z0-9+.-]*:/i.test(source)
  return elsewhere ? source : pathIn(folder, source)
}

function hooksIn({
  configuration: { hooks = [] },
  folder,
}: ConfigurationFile): HookConfiguration[] {
  return hooks.map((hook) => hookIn(folder, hook))
}

/** A program that is a name is looked for on the PATH; one that is a path begins at the file's folder. */
function hookIn(folder: string, hook: HookConfiguration): HookConfiguration {
  const [program, ...args] = hook.run ?? []
  return program?.includes('/') ? { ...hook, run: [pathIn(folder, program), ...args] } : hook
}

function pathIn(folder: string, path: string): string {
  return isAbsolute(path) || folder === '.' ? path : join(folder, path)
}
