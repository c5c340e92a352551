/**
 * The one function through which every URI becomes a source.
 *
 * @module
 */
import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { httpSource } from '../sources/http.ts'
import { patternFromUri } from '../sources/pattern.ts'
import { pushFromUri } from '../sources/push.ts'
import { splitArguments } from './arguments.ts'
import { withoutCredentials } from './credentials.ts'
import { type DeviceOptions, namesOfDevices } from './devices.ts'
import { authenticatingFetch } from './digest.ts'
import { directorySource } from './directory.ts'
import { endlessFetch } from './endless-fetch.ts'
import { execSource } from './exec.ts'
import { ffmpegSource } from './ffmpeg.ts'
import { fileSource } from './file.ts'
import { rpicamFromUri } from './rpicam.ts'
import { rtspSource } from './rtsp.ts'
import { stdinSource } from './stdin.ts'
import { stillSource } from './still.ts'
import { v4l2Source } from './v4l2.ts'
import type { ControlOptions } from './v4l2-controls.ts'

/** Which programs to use, and how to set a camera. */
export interface OpenOptions extends DeviceOptions, ControlOptions {
  /** Path or name of ffprobe. */
  readonly ffprobe?: string | undefined
  /** Takes a path below `/dev/` with nothing there for a camera that will come. @default false */
  readonly awaitDevice?: boolean | undefined
}

type Opener = (uri: string, options: OpenOptions) => Source | Promise<Source>

/** Text before the first colon -> who opens it. */
const SCHEMES: Readonly<Record<string, Opener>> = {
  pattern: patternFromUri,
  push: pushFromUri,
  http: openHttp,
  https: openHttp,
  rtsp: rtspSource,
  rtsps: rtspSource,
  rpicam: rpicamFromUri,
  ffmpeg: (uri, options) => ffmpegSource(splitArguments(rest(uri)), options),
  exec: (uri) => execSource(rest(uri)),
  file: (uri, options) => openPath(fileURLToPath(uri), options),
}

const KNOWN =
  'pattern:, push:, http://, https://, rtsp://, /dev/video0, rpicam:, a video or JPEG file, a directory, ffmpeg:ARGUMENTS, exec:COMMAND, -'

/**
 * The source that `uri` names: `pattern:`, `http(s)://`, `rtsp(s)://`, a V4L2 device
 * (`/dev/video0?size=1280x720&fps=15&format=mjpeg`), `rpicam:`, a directory of JPEGs (`frames?fps=5`), a JPEG
 * file that is rewritten, a video file, `ffmpeg:ARGUMENTS`, `exec:COMMAND`, or `-` for standard
 * input. Nothing is started yet; it is only looked at what kind of thing a path is.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when it names none, `SOURCE_UNAVAILABLE` when it names a
 * path that is not there.
 */
export async function openSource(uri: string, options: OpenOptions = {}): Promise<Source> {
  if (uri === '-') return stdinSource()
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase()
  const opener = scheme === undefined ? undefined : SCHEMES[scheme]
  if (opener) return opener(uri, options)
  return openPath(uri, options)
}

function openHttp(uri: string): Source {
  return httpSource(uri, { fetch: endlessFetch, authenticate: authenticatingFetch })
}

async function openPath(uri: string, options: OpenOptions): Promise<Source> {
  const { path, query, kind } = await look(uri)
  const isExpected = options.awaitDevice === true && path.startsWith('/dev/')
  if (!kind && !isExpected) throw await missing(uri)
  if (!kind || kind.isCharacterDevice()) return v4l2Source(path, { ...options, ...wish(query) })
  if (kind.isDirectory()) return directorySource(path, { fps: query && number(query, 'fps') })
  // A named pipe: whoever reads it first takes it, so it is not probed.
  if (kind.isFIFO()) return execSource(['cat', path])
  if (/\.jpe?g$/i.test(path)) return stillSource(path)
  return fileSource(path, options)
}

/** What is at a path. A query is cut off only when there is nothing with that very name. */
async function look(
  uri: string,
): Promise<{ path: string; query?: URLSearchParams; kind?: Stats | undefined }> {
  const whole = await kindOf(uri)
  const [, path = uri, query] = /^(.*)\?([^?]*)$/s.exec(uri) ?? []
  if (whole || query === undefined) return { path: uri, kind: whole }
  return { path, query: new URLSearchParams(query), kind: await kindOf(path) }
}

function kindOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined)
}

function wish(query: URLSearchParams = new URLSearchParams()): {
  size: string | undefined
  fps: number | undefined
  format: string | undefined
} {
  const text = (name: string): string | undefined => query.get(name) ?? undefined
  return { size: text('size'), fps: number(query, 'fps'), format: text('format') }
}

function number(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 1000) return value
  throw new ZoetropeError(
    'INVALID_SOURCE',
    `Expected ${name} to be a number above 0 and at most 1000, got "${text}"`,
  )
}

async function missing(uri: string): Promise<ZoetropeError> {
  const shown = withoutCredentials(uri)
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(uri) ?? []
  if (scheme) {
    const text = `"${scheme}:" is no kind of source known here; expected one of ${KNOWN}`
    return new ZoetropeError('INVALID_SOURCE', `${text}; got ${shown}`)
  }
  if (uri.startsWith('/dev/')) {
    const text = `${shown} does not exist; ${await namesOfDevices()}; run zoetrope devices`
    return new ZoetropeError('SOURCE_UNAVAILABLE', text)
  }
  const hint = /^[\w-]+=/.test(uri) ? ' (a name before the = has only a-z, 0-9, - and _)' : ''
  const text = `There is no file or directory ${shown}${hint}; expected one of ${KNOWN}`
  return new ZoetropeError('SOURCE_UNAVAILABLE', text)
}

function rest(uri: string): string {
  return uri.slice(uri.indexOf(':') + 1)
}
