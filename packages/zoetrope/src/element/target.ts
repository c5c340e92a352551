/**
 * Where a `src` leads: to a camera of a Zoetrope server, which its address shows, or to a stream of
 * any other.
 *
 * @module
 */

/** What is to be watched. */
export interface Target {
  /** The server's `/live`, and the camera's name there; `undefined` where the address shows none. */
  readonly live: { readonly url: string; readonly camera: string } | undefined
  /** The stream, over HTTP. */
  readonly stream: string
}

const CAMERA = /^(.*\/)cameras\/([^/]+)(?:\/[^/]*)?\/?$/
const LIVE = /^(.*\/)live\/?$/
const STREAM = /^(.*\/)(?:stream|snapshot)(?:\.\w+)?$/

/**
 * Reads an address as people write it: a stream, `/cameras/desk` with or without what may follow it,
 * `/live?camera=desk`; or with `camera` given, any of these or the server itself.
 *
 * @param base what a relative `src` is relative to.
 * @returns `undefined` when it is no address of a stream.
 */
export function targetOf(src: string, camera: string, base: string): Target | undefined {
  if (!URL.canParse(src, base)) return undefined
  const url = new URL(src, base)
  url.protocol = url.protocol.replace('ws', 'http')
  url.hash = ''
  if (!/^https?:$/.test(url.protocol)) return undefined
  const [, rootOfCamera, segment = ''] = CAMERA.exec(url.pathname) ?? []
  if (rootOfCamera) return cameraAt(url, rootOfCamera, camera || decoded(segment))
  const [, rootOfLive] = LIVE.exec(url.pathname) ?? []
  const named = camera || (rootOfLive ? (url.searchParams.get('camera') ?? '') : '')
  if (!named) return { live: undefined, stream: url.href }
  const [, rootOfStream] = STREAM.exec(url.pathname) ?? []
  return cameraAt(url, rootOfLive ?? rootOfStream ?? url.pathname.replace(/\/?$/, '/'), named)
}

/** The rest of the query is kept: it may hold what a proxy wants to see. */
function cameraAt(url: URL, root: string, camera: string): Target {
  url.searchParams.delete('camera')
  const live = new URL(url)
  live.pathname = `${root}live`
  live.protocol = url.protocol.replace('http', 'ws')
  const stream = new URL(url)
  stream.pathname = `${root}cameras/${encodeURIComponent(camera)}/stream`
  return { live: { url: live.href, camera }, stream: stream.href }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
