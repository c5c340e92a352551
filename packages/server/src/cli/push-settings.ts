/**
 * Who may publish frames, and whether that makes cameras: the command line laid over the
 * configuration file.
 *
 * @module
 */

/** `server.push` of a configuration file. */
export interface PushConfiguration {
  readonly allow?: readonly string[] | undefined
  readonly create?: boolean | undefined
  readonly maxCameras?: number | undefined
  /** A regular expression for the whole name. */
  readonly names?: string | undefined
  /** Seconds. */
  readonly keep?: number | undefined
}

/** The options of `zoetrope serve` about it. */
export interface PushOptions {
  readonly allowPush?: readonly string[] | undefined
  readonly pushCreate?: boolean | undefined
}

/** What holds. */
export interface PushSettings {
  /** Who may publish besides programs of this machine. */
  readonly allow: readonly string[]
  readonly create: boolean
  readonly maxCameras: number | undefined
  readonly names: RegExp | undefined
  /** Milliseconds. */
  readonly keep: number | undefined
}

/** Lays the options over the file's. */
export function pushOf(options: PushOptions, file: PushConfiguration = {}): PushSettings {
  const { allow = [], create = false, maxCameras, names, keep } = file
  return {
    allow: options.allowPush ?? allow,
    create: options.pushCreate ?? create,
    maxCameras,
    names: names === undefined ? undefined : new RegExp(`^(?:${names})$`),
    keep: keep === undefined ? undefined : keep * 1000,
  }
}
