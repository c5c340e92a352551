/**
 * Whether the server listens on a Unix socket, in the place of an address and a port.
 *
 * An option of its own rather than another form of `--host`, because it excludes `--port` and has a
 * mode, and because a path may look like a host name.
 *
 * @module
 */
import { resolve } from 'node:path'
import { Failure } from './failure.ts'

/** The options of the command line that decide it. */
export interface SocketOptions {
  readonly socket?: string | undefined
  /** Octal. */
  readonly socketMode?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
}

/** A Unix socket to listen on. */
export interface SocketSettings {
  /** Absolute. */
  readonly path: string
  /** `undefined`: what the server takes anyway. */
  readonly mode: number | undefined
}

/**
 * Lays the command line over the file; an address there means no socket of the file.
 *
 * @param folder where the paths of the file begin.
 * @returns `undefined` where the server listens on an address.
 * @throws {Failure} where both are asked for in one place.
 */
export function socketOf(
  typed: SocketOptions,
  written: SocketOptions = {},
  folder = '.',
): SocketSettings | undefined {
  refuseBoth(typed, ['--socket', '--host', '--port'])
  refuseBoth(written, ['server.socket', 'server.host', 'server.port'])
  const path = typed.socket ?? (hasAddress(typed) ? undefined : inFolder(folder, written.socket))
  const mode = typed.socketMode ?? written.socketMode
  if (path !== undefined) return { path: resolve(path), mode: modeOf(mode) }
  if (typed.socketMode === undefined) return undefined
  throw new Failure('--socket-mode is for the file that --socket names', { exitCode: 2 })
}

function refuseBoth(options: SocketOptions, [socket, host, port]: [string, string, string]): void {
  if (options.socket === undefined || !hasAddress(options)) return
  throw new Failure(`${socket} takes the place of ${host} and ${port}; choose either`, {
    exitCode: 2,
  })
}

function hasAddress({ host, port }: SocketOptions): boolean {
  return host !== undefined || port !== undefined
}

function inFolder(folder: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(folder, path)
}

function modeOf(octal: string | undefined): number | undefined {
  return octal === undefined ? undefined : Number.parseInt(octal, 8)
}
