/**
 * The viewer: a page with nothing but the picture, which says when that has stopped.
 *
 * It is one document with relative URLs, so that it works wherever the handler is mounted. Its script
 * and style are told to the browser by a number used once; nothing else runs, and nothing is loaded
 * from elsewhere.
 *
 * @module
 */
import { VIEWER_SCRIPT } from './viewer-script.ts'

/** What the page shows, and where it may be shown. */
export interface ViewerPage {
  /** For the window's title and for those who cannot see it. */
  readonly title: string
  /** What leads from the page to what it shows: `''` or `'../'`. */
  readonly up: string
  /** The pages that may frame it, as the value of `frame-ancestors`. */
  readonly framing: string
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif }
html, body { height: 100%; margin: 0; background: Canvas; color: CanvasText }
img { width: 100%; height: 100%; object-fit: contain; display: block }
img.stopped { opacity: .5 }
p { position: fixed; inset: auto 0 1.5em; margin: auto; width: fit-content; max-width: 90%; padding: .4em .9em;
  border-radius: .4em; background: Canvas; border: 1px solid GrayText }
p:empty { display: none }`

const MEANINGS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** The page as an answer. */
export function viewerPage({ title, up, framing }: ViewerPage): Response {
  const nonce = crypto.randomUUID()
  const policy = [
    "default-src 'none'",
    // The icon is one, so that none is looked for.
    "img-src 'self' data:",
    "connect-src 'self'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framing}`,
  ]
  return new Response(documentOf(escaped(title), up, nonce), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  })
}

/** Text as HTML, inside of elements and of quoted attributes. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => MEANINGS[sign] ?? '')
}

function documentOf(title: string, up: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}
</style>
<img alt="${title}, live" data-up="${up}">
<p role="status"></p>
<noscript><img src="${up}stream" alt="${title}, live"></noscript>
<script nonce="${nonce}">${VIEWER_SCRIPT}
</script>
</html>
`
}
