/**
 * `zoetrope serve`: opens the cameras, listens, says where to look, and ends cleanly.
 *
 * @module
 */
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Camera, Cameras, PushSource } from 'zoetrope'
import { Hooks } from '../events/hooks.ts'
import type { Identity } from '../http/identity.ts'
import { type Address, ListenError } from '../http/listening.ts'
import type { Log } from '../http/log.ts'
import { serve, type ZoetropeServer } from '../http/serve.ts'
import { isLoopback } from './addresses.ts'
import { refuseIdleAnnouncement } from './announce-settings.ts'
import { CameraLog } from './camera-log.ts'
import { certificateOf } from './certificate.ts'
import { refuseExposure } from './exposure.ts'
import { Failure } from './failure.ts'
import { greet } from './greeting.ts'
import { hooksOf } from './hooks.ts'
import { interruption } from './interruption.ts'
import { ownPorts } from './listener-settings.ts'
import { createLog } from './log.ts'
import { cameraOf, makerOf } from './making.ts'
import { openCameras } from './opening.ts'
import { nextFreePort, portHolder } from './port-holder.ts'
import { renewAtHangUp, renewsAtHangUp } from './renewal.ts'
import { type ConfigurationFile, type ServeOptions, type Settings, settingsOf } from './settings.ts'
import type { Terminal } from './terminal.ts'

/** Consent alone opens nothing: whoever only wanted a browser window must not expose a camera. */
const OPEN_BUT_LOOPBACK = 'only this machine can watch; for the network add --host 0.0.0.0'

/** Whoever may watch may not put up pictures as well. */
const PUSHED_FROM_HERE =
  'only programs of this machine can publish frames; for the network add --allow-push network'

/** What the command runs in. */
export interface ServeContext {
  readonly terminal: Terminal
  readonly version: string
  /** The command line after `zoetrope`. */
  readonly words: readonly string[]
}

/**
 * Serves until a signal comes, or until standard input ends where that is the only camera.
 *
 * @throws {Failure} when it cannot begin.
 */
export async function serveCommand(
  sources: readonly string[],
  options: ServeOptions,
  context: ServeContext,
): Promise<void> {
  const { terminal } = context
  const settings = settingsOf(sources, options, await configurationOf(options.config))
  refuseIdleAnnouncement(settings)
  refuseExposure(settings, context.words)
  await checkFolder(settings.publicDir)
  const certificate = settings.tls && (await certificateOf(settings.tls, settings))
  const hooks = await hooksOf(settings, context.version)
  const opened = await openCameras(settings.cameras)
  const format = settings.logFormat ?? (terminal.attended ? 'human' : 'json')
  const log = createLog({ level: settings.logLevel, format, paint: terminal.remarkPaint })
  const renews = renewsAtHangUp(settings, terminal)
  const asked = interruption({ spared: renews ? 'SIGHUP' : undefined })
  const pens = new Map(opened.map(({ name }) => [name, new CameraLog(log, name)]))
  const cameras = new Cameras(opened.map((each) => cameraOf(each, pens.get(each.name)?.note)))
  const served = { cameras, log, tls: certificate?.identity, create: await makerOf(settings, log) }
  const server = await listen(settings, served).catch(async (error: unknown) => {
    await cameras.close()
    throw error
  })
  const working = new Hooks(hooks, { log })
  working.follow(server.journal)
  if (renews) renewAtHangUp(server, settings, log)
  const { version } = context
  greet({ server, settings, certificate, opened, version, format, log }, terminal)
  for (const remark of remarks(settings, { isOpen: options.open, cameras })) log.warn({}, remark)
  for (const { name, awaited } of opened) {
    if (awaited) log.warn({ camera: name }, `waiting for it: ${awaited.split(';')[0]}`)
  }
  for (const camera of cameras) pens.get(camera.name)?.follow(camera)
  const withdraw = await announced(server, settings, log)
  const reason = await Promise.race([aborted(asked), inputEnd(cameras)])
  log.info({ reason }, 'ending')
  await Promise.all([withdraw(), working.close(), server.close()])
  log.info({}, 'ended')
  if (!asked.aborted) refuseEmptyInput(cameras)
}

/** Tells the network; the function takes it back. Loaded only where somebody wants it. */
async function announced(
  server: ZoetropeServer,
  settings: Settings,
  log: Log,
): Promise<() => Promise<void>> {
  if (!settings.announce) return async () => {}
  const { announce } = await import('./announcing.ts')
  return announce(server, settings, log)
}

/** What was asked for and comes to nothing. */
function remarks(
  { socket, host, push, listeners }: Settings,
  { isOpen, cameras }: { readonly isOpen: boolean | undefined; readonly cameras: Cameras },
): string[] {
  const isNear = Boolean(socket) || isLoopback(host)
  const isPushed =
    push.create || Array.from(cameras).some(({ source }) => source instanceof PushSource)
  const isAlone = isNear && ownPorts(listeners, host).every((port) => isLoopback(port.host))
  return [
    ...(isOpen && !socket && isAlone ? [OPEN_BUT_LOOPBACK] : []),
    ...(isPushed && !isNear && push.allow.length === 0 ? [PUSHED_FROM_HERE] : []),
  ]
}

async function configurationOf(path: string | undefined): Promise<ConfigurationFile | undefined> {
  if (path === undefined) return undefined
  // The schema and the YAML parser take their time to load; most people have no file.
  const { readConfiguration } = await import('./configuration-file.ts')
  return { configuration: await readConfiguration(path), folder: dirname(path) }
}

async function checkFolder(path: string | undefined): Promise<void> {
  if (path === undefined) return
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new Failure(`${path} is not a folder; --public takes the folder of your own pages`, {
    exitCode: 2,
  })
}

/** What is served beside the settings. */
interface Served {
  readonly cameras: Cameras
  readonly log: Log
  readonly tls: Identity | undefined
  readonly create: ((name: string) => Camera) | undefined
}

async function listen(
  settings: Settings,
  { cameras, log, tls, create }: Served,
): Promise<ZoetropeServer> {
  const { host, port, socket, basePath, publicDir, hosts, origins, trustProxy } = settings
  const { pacing, stallTimeout, allowControl, compat, listeners } = settings
  try {
    return await serve({
      ...{ cameras, host, port, basePath, publicDir, hosts, origins, log, tls },
      ...{
        pacing,
        stallTimeout,
        allowControl,
        compat,
        listeners,
        push: { ...settings.push, create },
      },
      ...(socket && { socket: socket.path, socketMode: socket.mode }),
      // Left out unless it is given, because there is a default.
      ...(trustProxy && { trustProxy }),
    })
  } catch (error) {
    if (error instanceof RangeError) throw new Failure(error.message, { exitCode: 2, cause: error })
    if (!(error instanceof ListenError)) throw error
    const taken = error.code === 'ADDRESS_IN_USE' ? error.address : undefined
    throw new Failure(taken ? await whoHas(taken) : error.message, { cause: error })
  }
}

async function whoHas({ host, port, purpose }: Address): Promise<string> {
  const holder = await portHolder(port)
  const by = holder ? ` by ${holder}` : ''
  if (purpose !== undefined) {
    const settings = `server.compat.${purpose} of the configuration file`
    return `port ${port}, for ${purpose}, is taken${by}; choose another in ${settings}`
  }
  return `port ${port} is taken${by}; try --port ${(await nextFreePort(host, port)) ?? 0}`
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true })
    if (signal.aborted) resolve(signal.reason)
  })
}

/** A pipe does not come back: without another camera there is nothing left to show. */
function inputEnd(cameras: Cameras): Promise<string> {
  const { first } = cameras
  if (cameras.size !== 1 || first?.source.label !== '-') return new Promise(() => {})
  return new Promise((resolve) => {
    first.onChange(({ to }) => {
      if (to === 'lost') resolve('standard input ended')
    })
  })
}

/** An end without a single picture is no clean end: something else than JPEGs came, or nothing. */
function refuseEmptyInput({ first }: Cameras): void {
  if (first && first.broadcast.published === 0) {
    throw new Failure('no picture came from standard input; it takes JPEGs in a row, or multipart')
  }
}
