/**
 * `NAME=SOURCE`, as the command line takes it. URLs contain `=` as well, so it is a name only where
 * it can be one.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** A camera as somebody wrote it. */
export interface CameraSpec {
  /** `undefined` where only a source was given. */
  readonly name: string | undefined
  readonly source: string
}

/**
 * Takes `NAME=SOURCE` or `SOURCE` apart. What stands before the first `=` is a name if it is one
 * lower-case path segment (`[a-z0-9][a-z0-9_-]{0,63}`); so `cam=http://x?y=z` is named, while
 * `http://x/?a=b`, `pattern:?fps=5` and `./a=b.mp4` are not. Write `./` before a file whose name
 * looks like this.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when there is no source.
 */
export function parseCameraSpec(text: string): CameraSpec {
  const match = /^([a-z0-9][a-z0-9_-]{0,63})=(.*)$/s.exec(text)
  const [, name, source = text] = match ?? []
  if (source.trim() === '') {
    const where = name === undefined ? '' : ` after "${name}="`
    throw new ZoetropeError(
      'INVALID_SOURCE',
      `Expected a source${where}, got nothing; for example ${name ?? 'front'}=/dev/video0`,
    )
  }
  return { name, source }
}
