/**
 * Paths: what of a URL lies below the place where a handler is mounted.
 *
 * Some routers cut the mount path off before they hand a request on, others leave it. Slashes that
 * are doubled or at the end mean nothing.
 *
 * @module
 */

/** The segments of a path, decoded; `undefined` where one cannot be decoded. */
export function segmentsOf(path: string): readonly string[] | undefined {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** The segments of `path` below `base`, or `undefined` when it lies outside. */
export function segmentsBelow(
  base: readonly string[],
  path: string,
): readonly string[] | undefined {
  const segments = segmentsOf(path)
  const isInside = segments && base.every((segment, at) => segments[at] === segment)
  return isInside ? segments.slice(base.length) : undefined
}

/**
 * What relative URLs in an answer begin with, so that `frames/3` in the answer to `/live/frames` and
 * to `/live/frames/` is the same place.
 */
export function upwards({ pathname }: URL): '' | '../' {
  return pathname.endsWith('/') ? '../' : ''
}
