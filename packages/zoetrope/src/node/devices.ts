/**
 * The cameras of this machine: V4L2 devices that take pictures, and what they offer.
 *
 * `v4l2-ctl` tells it best, rates included. Where v4l-utils is not installed ffmpeg tells the rest,
 * which it must be there for anyway.
 *
 * @module
 */
import { access, constants, readdir, readFile } from 'node:fs/promises'
import { ZoetropeError } from '../errors.ts'
import { type FfmpegOptions, ffmpegProgram, INSTALL_FFMPEG } from './ffmpeg-program.ts'
import { run } from './program.ts'
import { isUnfed } from './v4l2-feed.ts'
import { lastingLinks } from './v4l2-links.ts'
import {
  type DeviceFormat,
  type DeviceIdentity,
  parseFfmpegFormats,
  parseFormats,
  parseIdentity,
} from './v4l2-listing.ts'

/** One camera. */
export interface Device {
  /** `/dev/video0`. The number may change when things are plugged in another order. */
  readonly path: string
  /** `/dev/v4l/by-id/...`: stays the same for this very camera. `undefined` where udev made none. */
  readonly byId: string | undefined
  /** `/dev/v4l/by-path/...`: whatever camera is plugged into that socket. `undefined` where udev made none. */
  readonly byPath: string | undefined
  readonly name: string
  readonly driver: string
  readonly bus: string
  readonly formats: readonly DeviceFormat[]
}

/** Options of listing devices. */
export interface DeviceOptions extends FfmpegOptions {
  /** Path or name of v4l2-ctl. @default `v4l2-ctl` from the PATH */
  readonly v4l2ctl?: string | undefined
}

/** The cameras of this machine, by number. Empty where there are none, and on other systems than Linux. */
export async function listDevices(options: DeviceOptions = {}): Promise<Device[]> {
  const links = await lastingLinks()
  const found: Device[] = []
  // One after the other: some drivers take it badly to be asked twice at once.
  for (const { path, name } of await videoNodes()) {
    const { identity, formats } = await examine(path, options).catch(() => NOTHING)
    const captures = identity?.capabilities.includes('Video Capture') ?? formats.length > 0
    if (!captures) continue
    const { driver = '', bus = '' } = identity ?? {}
    const { byId, byPath } = links.get(path) ?? {}
    found.push({ path, byId, byPath, name: identity?.name || name, driver, bus, formats })
  }
  return found
}

/** What one device is and offers. `identity` is `undefined` where only ffmpeg was there to ask. */
export interface Examined {
  readonly identity: DeviceIdentity | undefined
  readonly formats: readonly DeviceFormat[]
}

const NOTHING: Examined = { identity: undefined, formats: [] }

/**
 * Asks a device what it is and offers.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when it is missing, forbidden, a loopback that nobody
 * feeds, or not a camera at all.
 */
export async function examine(path: string, options: DeviceOptions = {}): Promise<Examined> {
  await checkAccess(path)
  if (await isUnfed(path)) {
    const text = `${path} gives no pictures now: it is a loopback that nobody feeds`
    throw new ZoetropeError('SOURCE_UNAVAILABLE', text)
  }
  const program = options.v4l2ctl ?? 'v4l2-ctl'
  const args = ['-d', path, '--info', '--list-formats-ext']
  try {
    const { text, code, lastLines } = await run({ program, args })
    if (code === 0) return { identity: parseIdentity(text), formats: parseFormats(text) }
    throw new ZoetropeError(
      'SOURCE_UNAVAILABLE',
      `${path}: ${lastLines.at(-1) ?? 'no V4L2 device'}`,
    )
  } catch (error) {
    if (!isMissing(error)) throw error
    return { identity: undefined, formats: await askFfmpeg(path, options) }
  }
}

/** A line for errors that names the cameras there are. */
export async function namesOfDevices(): Promise<string> {
  const names = (await videoNodes()).map(({ path, name }) => `${path} (${name})`)
  return names.length === 0 ? 'there are no cameras here' : `cameras here: ${names.join(', ')}`
}

async function askFfmpeg(path: string, options: DeviceOptions): Promise<DeviceFormat[]> {
  const program = ffmpegProgram(options)
  const args = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', path]
  const keep = { lines: 200, length: 4000 }
  const { lastLines } = await run({ program, args, install: INSTALL_FFMPEG, keep })
  return parseFfmpegFormats(lastLines.join('\n'))
}

async function checkAccess(path: string): Promise<void> {
  const code = await access(path, constants.R_OK | constants.W_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  )
  if (code === undefined) return
  const denied = code === 'EACCES' || code === 'EPERM'
  const reason = denied
    ? `may not be read by you; join the group video (sudo usermod -aG video $USER) and log in again`
    : `does not exist; ${await namesOfDevices()}; run zoetrope devices`
  throw new ZoetropeError('SOURCE_UNAVAILABLE', `${path} ${reason}`)
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

/** A V4L2 node, camera or not. */
export interface VideoNode {
  readonly path: string
  /** The driver's name for it; empty where it does not say. */
  readonly name: string
}

/** All V4L2 nodes, by number. */
export async function videoNodes(): Promise<VideoNode[]> {
  const folder = '/sys/class/video4linux'
  const names = await readdir(folder).catch(() => [])
  const numbers = names.flatMap((name) => /^video(\d+)$/.exec(name)?.[1] ?? [])
  const nodes = numbers
    .map(Number)
    .sort((a, b) => a - b)
    .map(async (number) => {
      const path = `/dev/video${number}`
      const name = await readFile(`${folder}/video${number}/name`, 'utf8').catch(() => '')
      const there = await access(path).then(
        () => true,
        () => false,
      )
      return there ? [{ path, name: name.trim() }] : []
    })
  return (await Promise.all(nodes)).flat()
}
