/**
 * The ranges of the settings, once for the command line and for the configuration file.
 *
 * @module
 */

/** A number's range, inclusive, and what to call such a number in an error. */
export interface Limits {
  readonly min: number
  readonly max: number
  readonly integer: boolean
  readonly words: string
}

/** What `--port` and `server.port` take; 0 lets the system choose one. */
export const PORT: Limits = {
  min: 0,
  max: 65_535,
  integer: true,
  words: 'a port from 0 to 65535 (0: any free one)',
}

/** What `--linger` and `linger` take. */
export const LINGER: Limits = {
  min: 0,
  max: 86_400,
  integer: false,
  words: 'seconds from 0 to 86400',
}

/** What `--stall-timeout` and `server.stallTimeout` take. */
export const STALL_TIMEOUT: Limits = {
  min: 1,
  max: 86_400,
  integer: false,
  words: 'seconds from 1 to 86400',
}

/** What `--pacing` and `server.pacing` take. */
export const PACINGS = ['auto', 'write'] as const

/** How frames are paced. */
export type Pacing = (typeof PACINGS)[number]

/** What `snapshot --timeout` takes. */
export const TIMEOUT: Limits = {
  min: 0.1,
  max: 3600,
  integer: false,
  words: 'seconds from 0.1 to 3600',
}

/** What `snapshot --wait` takes. */
export const WAIT: Limits = {
  min: 0,
  max: 1000,
  integer: true,
  words: 'a number of frames from 0 to 1000',
}

/** What `ring.capacity` takes. */
export const RING_CAPACITY: Limits = {
  min: 1,
  max: 100_000,
  integer: true,
  words: 'a number of frames from 1 to 100000',
}

/** What `ring.maxBytes` takes. */
export const RING_BYTES: Limits = {
  min: 1,
  max: 2 ** 40,
  integer: true,
  words: 'a number of bytes from 1 up',
}

/** What `ring.maxAge` takes. */
export const RING_AGE: Limits = {
  min: 0.1,
  max: 86_400,
  integer: false,
  words: 'seconds from 0.1 to 86400',
}

/** What `--placeholder` and `placeholder` take. */
export const PLACEHOLDER: { readonly pattern: RegExp; readonly words: string } = {
  pattern: /^(dimmed|card|last|none|.*[./].*)$/,
  words: 'dimmed, card, last, none or the path of a JPEG',
}

/** What `--host`, `server.host` and the like take; IPv6 addresses with or without brackets. */
export const HOST: { readonly pattern: RegExp; readonly words: string } = {
  pattern: /^(\[[\w.:%-]+\]|[\w.:%-]+)$/,
  words: 'an address or a host name',
}

/** What `--base-path` and `server.basePath` take. */
export const BASE_PATH: { readonly pattern: RegExp; readonly words: string } = {
  pattern: /^(?=\/)(\/[\w.~-]+)*\/?$/,
  words: 'a path that begins with /, such as /webcam',
}

/** What `--socket-mode` and `server.socketMode` take. */
export const FILE_MODE: { readonly pattern: RegExp; readonly words: string } = {
  pattern: /^0?[0-7]{3}$/,
  words: 'the mode of a file as a text, such as "660"',
}

/** How much the log says, from everything to nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** How the log looks: for people, or one JSON object a line. */
export const LOG_FORMATS = ['human', 'json'] as const

/** One of {@link LOG_FORMATS}. */
export type LogFormat = (typeof LOG_FORMATS)[number]

/** The number that `text` says, or `undefined` when it is none within the limits. */
export function numberWithin(text: string, { min, max, integer }: Limits): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined
  const value = Number(text)
  if (value < min || value > max || (integer && !Number.isInteger(value))) return undefined
  return value
}
