/**
 * A folder of files, shown as they are: never what lies outside, never what begins with a dot.
 *
 * @module
 */
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { getMimeType } from 'hono/utils/mime'

/** A file that was found. It is opened when somebody reads it. */
export interface FoundFile {
  readonly place: string
  /** Its `Content-Type`. */
  readonly type: string
  readonly bytes: number
  /** Milliseconds since the Unix epoch, whole seconds. */
  readonly modifiedAt: number
  /** Changes whenever the file does. */
  readonly tag: string
}

/** Finds files by the path of a URL. */
export class Folder {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /**
   * The file at `path`, as it stands percent-encoded in a URL; of a path that ends in a slash the
   * `index.html` there. `undefined` if there is none to show.
   */
  async find(path: string): Promise<FoundFile | undefined> {
    const place = await this.#resolve(path.endsWith('/') ? `${path}index.html` : path)
    if (place === undefined) return undefined
    const seen = await stat(place)
    return seen.isFile() ? describe(place, seen.size, seen.mtimeMs) : undefined
  }

  async #resolve(path: string): Promise<string | undefined> {
    const names = segments(path)
    if (!names) return undefined
    try {
      const root = await realpath(this.root)
      const place = await realpath(join(root, ...names))
      // A symbolic link may lead anywhere; what counts is where it ends.
      return place === root || place.startsWith(root + sep) ? place : undefined
    } catch {
      return undefined
    }
  }
}

/**
 * Sends a file; 304 where the reader has it already.
 *
 * `Range` is not answered: the whole file is always a right answer.
 */
export function fileResponse(
  file: FoundFile,
  request: Request,
  more: Readonly<Record<string, string>>,
): Response {
  const headers = {
    ...more,
    etag: file.tag,
    'last-modified': new Date(file.modifiedAt).toUTCString(),
  }
  if (isKnown(file, request.headers)) return new Response(null, { status: 304, headers })
  const body = request.method === 'HEAD' ? null : contents(file)
  const content = { 'content-type': file.type, 'content-length': `${file.bytes}` }
  return new Response(body, { headers: { ...headers, ...content } })
}

function describe(place: string, bytes: number, modifiedAt: number): FoundFile {
  return {
    place,
    type: getMimeType(place) ?? 'application/octet-stream',
    bytes,
    modifiedAt: Math.floor(modifiedAt / 1000) * 1000,
    tag: `W/"${bytes.toString(36)}-${Math.round(modifiedAt).toString(36)}"`,
  }
}

/** The names in a path, decoded; `undefined` where one could lead out of the folder or is hidden. */
function segments(path: string): string[] | undefined {
  try {
    const names = path.split('/').slice(1).map(decodeURIComponent)
    return names.some(isForbidden) ? undefined : names
  } catch {
    return undefined
  }
}

function isForbidden(name: string): boolean {
  return name === '' || name.startsWith('.') || /[/\\\0]/.test(name)
}

function isKnown({ tag, modifiedAt }: FoundFile, headers: Headers): boolean {
  const tags = headers.get('if-none-match')
  if (tags !== null) return tags.split(',').some((known) => [tag, '*'].includes(known.trim()))
  const since = Date.parse(headers.get('if-modified-since') ?? '')
  return modifiedAt <= since
}

const CHUNK = 65_536

/** Reads the file piece by piece as the reader takes it, and closes it. */
function contents({ place, bytes }: FoundFile): ReadableStream<Uint8Array> {
  let handle: FileHandle | undefined
  let left = bytes
  return new ReadableStream(
    {
      async pull(controller) {
        handle ??= await open(place)
        const chunk = new Uint8Array(Math.min(CHUNK, left))
        const { bytesRead } = await handle.read(chunk, 0, chunk.length)
        left -= bytesRead
        if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead))
        if (left > 0 && bytesRead > 0) return
        await handle.close()
        // It became shorter while it was read: a body that ends early must not look whole.
        if (left > 0) controller.error(new Error('The file became shorter'))
        else controller.close()
      },
      cancel: () => handle?.close(),
    },
    { highWaterMark: 0 },
  )
}
