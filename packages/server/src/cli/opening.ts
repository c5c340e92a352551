/**
 * Opens the cameras' sources before anything listens, so that a slip of the keyboard is told at
 * once and not to the first viewer.
 *
 * A device is different when a configuration file names it: people switch the server on before the
 * camera, so it is waited for. On the command line somebody sits there, and a missing device is
 * rather a wrong number.
 *
 * @module
 */
import { type Placeholder, type Source, ZoetropeError } from 'zoetrope'
import { openSource } from 'zoetrope/node'
import { exitCodeOf, Failure } from './failure.ts'
import { placeholderOf } from './placeholder.ts'
import { quote } from './quoting.ts'
import type { CameraSettings } from './settings.ts'
import { suggest } from './suggestion.ts'

/** A camera whose source can be opened. */
export interface OpenedCamera extends CameraSettings {
  readonly opened: Source
  /** Why the source is not there yet; `undefined` where it is. */
  readonly awaited: string | undefined
  /** What its viewers see while it gives nothing; `undefined` for nothing new. */
  readonly draw: Placeholder | undefined
}

/** Words that people type where a source is expected, because other programs have such commands. */
const COMMANDS = [
  'serve',
  'snapshot',
  'devices',
  'discover',
  'controls',
  'integrate',
  'help',
  'config-schema',
]

/** Opens all sources. @throws {Failure} that names every one that could not be. */
export async function openCameras(cameras: readonly CameraSettings[]): Promise<OpenedCamera[]> {
  const results = await Promise.allSettled(cameras.map(openCamera))
  const opened = results.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  const reasons: unknown[] = results.flatMap((each) =>
    each.status === 'rejected' ? [each.reason] : [],
  )
  const [reason] = reasons
  if (reasons.length === 0) return opened
  const unforeseen = reasons.find((each) => !(each instanceof Failure))
  if (unforeseen || reasons.length === 1) throw unforeseen ?? reason
  const lines = reasons.map((each) => `\n  ${each instanceof Error ? each.message : ''}`)
  const exitCode = reasons.some((each) => exitCodeOf(each) === 2) ? 2 : 1
  throw new Failure(`${lines.length} cameras cannot be opened${lines.join('')}`, { exitCode })
}

/** Opens one source that stands alone, as `zoetrope snapshot` has it. @throws {Failure} */
export async function openAlone(source: string): Promise<Source> {
  return openSource(source).catch((error: unknown) => {
    throw explained(source, error)
  })
}

async function openCamera(camera: CameraSettings): Promise<OpenedCamera> {
  const { name, source, configured, controls } = camera
  try {
    const { opened, awaited } = await openOrAwait(camera)
    if (controls && !opened.controls) throw uncontrolled(name)
    return { ...camera, opened, awaited, draw: await placeholderOf(camera.placeholder) }
  } catch (error) {
    throw explained(source, error, configured ? name : undefined)
  }
}

async function openOrAwait({
  source,
  configured,
  controls,
}: CameraSettings): Promise<Pick<OpenedCamera, 'opened' | 'awaited'>> {
  try {
    return { opened: await openSource(source, { controls }), awaited: undefined }
  } catch (error) {
    if (!configured || !isMissingDevice(source, error)) throw error
    const opened = await openSource(source, { controls, awaitDevice: true })
    return { opened, awaited: error.message }
  }
}

function uncontrolled(name: string): Failure {
  const text = `${name}: controls are for cameras plugged in here, such as /dev/video0`
  return new Failure(`${text}; leave them out`, { exitCode: 2 })
}

function isMissingDevice(source: string, error: unknown): error is ZoetropeError {
  const missing = error instanceof ZoetropeError && error.code === 'SOURCE_UNAVAILABLE'
  return missing && source.startsWith('/dev/')
}

function explained(source: string, error: unknown, name?: string): unknown {
  if (!(error instanceof ZoetropeError)) return error
  const message = `${name ? `${name}: ` : ''}${brief(error.message)}${hint(source)}`
  return new Failure(message, { exitCode: exitCodeOf(error), cause: error })
}

/** The library lists all kinds of sources in one breath; here the help does it better. */
function brief(message: string): string {
  return message.replace(
    /( \([^()]*\))?; expected one of .*$/s,
    '; zoetrope help serve lists what can be shown',
  )
}

/** What was probably meant by something that is no source. */
function hint(source: string): string {
  const [, name, rest] = /^([A-Za-z0-9][\w-]{0,63})=(.+)$/s.exec(source) ?? []
  if (name && rest) return `\n  Names are lower case: ${quote(`${name.toLowerCase()}=${rest}`)}`
  const command = /^[a-z-]+$/i.test(source) ? suggest(source, COMMANDS) : undefined
  return command ? `\n  Did you mean the command zoetrope ${command}?` : ''
}
