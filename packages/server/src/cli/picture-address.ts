/**
 * People copy a camera's address out of the browser: the page, where the picture was meant.
 *
 * @module
 */

/** Milliseconds a page has to answer; a camera that is slower is asked as it is. */
const PATIENCE = 3000

/**
 * The snapshot's URL where `source` is a page of a Zoetrope server: the wall, a camera, a viewer.
 * Everything else comes back as it is.
 */
export async function pictureAddress(source: string): Promise<string> {
  const candidate = snapshotBeside(source)
  if (candidate === undefined) return source
  return (await isPage(source)) ? candidate : source
}

/** The snapshot that would belong to a page; `undefined` for a URL that is no page of ours. */
export function snapshotBeside(source: string): string | undefined {
  const url = URL.canParse(source) ? new URL(source) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  if (/\/cameras\/[^/]+$/.test(url.pathname))
    return new URL(`${url.pathname}/snapshot.jpg`, url).href
  const page = url.pathname.endsWith('/') || /\/cameras\/[^/]+\/viewer$/.test(url.pathname)
  return page ? new URL('snapshot.jpg', url).href : undefined
}

async function isPage(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) })
    await response.body?.cancel()
    return /^(text\/html|application\/json)\b/.test(response.headers.get('content-type') ?? '')
  } catch {
    // Whatever is wrong, opening it as a source says it better.
    return false
  }
}
