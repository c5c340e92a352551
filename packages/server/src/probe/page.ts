/**
 * Somebody gave the page instead of the stream: the address that was probably meant is looked for,
 * in the page itself and where servers usually have it.
 *
 * @module
 */
import { ask } from './asking.ts'
import { mediaType } from './response-head.ts'
import { type Target, withoutLogin } from './target.ts'

/** Where servers have their streams, beside their page. */
const USUAL = ['stream', '?action=stream', 'stream.mjpg', 'video', 'mjpg/video.mjpg'] as const

/** What a page is asked for at most. */
const MOST = 6

/** Milliseconds that each may take. */
const PATIENCE = 2000

/** An address near the page that gives a stream; `undefined` where none was found. */
export async function streamNear(
  target: Target,
  page: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const url of candidates(target.url, page)) {
    const patience = Math.min(PATIENCE, target.timeout)
    const { conversation } = await ask({ ...target, url }, { patience, signal })
    conversation?.close()
    const head = conversation?.head
    if (head?.status === 200 && mediaType(head).startsWith('multipart/')) return url.href
  }
  return undefined
}

function candidates(page: URL, text: string): URL[] {
  const named = [...text.matchAll(/<img[^>]*\ssrc\s*=\s*["']?([^"'\s>]+)/gi)].map(([, src]) => src)
  const camera = /\/cameras\/[^/]+$/.test(page.pathname) ? [`${page.pathname}/stream`] : []
  const places = [...named, ...camera, ...USUAL].flatMap((place = '') =>
    URL.canParse(place, page.href) ? [withoutLogin(new URL(place, page.href))] : [],
  )
  const near = places.filter(({ origin }) => origin === page.origin)
  return [...new Map(near.map((url) => [url.href, url])).values()].slice(0, MOST)
}
