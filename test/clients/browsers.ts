/**
 * Browsers, each with a page that has nothing but `<img src="URL">`: what counts is what is painted.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { WINDOWED } from '../chromium.ts'
import type { Browser } from '../e2e/windows.ts'
import { startChromium, startFirefox } from '../e2e/windows.ts'
import { type Client, versionOf } from './client.ts'
import { startWebKit, webkitVersion } from './webkit.ts'

/** Somebody who looks at a page. */
interface Eyes {
  goto(url: string): Promise<void>
  /** What is painted, as PNG. */
  look(): Promise<Uint8Array>
  close(): Promise<void>
}

const clip = { x: 0, y: 0, width: 640, height: 480 }

/** Windows of one browser for all who look at the same time; it ends with the last of them. */
function windowsOf(start: () => Promise<Browser>): () => Promise<Eyes> {
  let open = 0
  let running: Promise<Browser> | undefined
  return async () => {
    open += 1
    running ??= start()
    const browser = await running
    const { goto, look, close } = await browser.open()
    return {
      goto,
      look: () => look(clip),
      async close() {
        await close()
        open -= 1
        if (open > 0) return
        running = undefined
        await browser.close()
      },
    }
  }
}

/** Looks until `count` different pictures were painted, or until it makes no sense to go on. */
async function painted(eyes: Eyes, url: string, count: number): Promise<string[]> {
  const page = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>${url}</title><body style="margin:0"><img src="${url}">`)
  }).listen(0, '127.0.0.1')
  try {
    await once(page, 'listening')
    const address = page.address()
    await eyes.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
    const seen = new Set<string>()
    // The first one is the empty page.
    for (let looks = 0; seen.size <= count && looks < 10 * count; looks++) {
      seen.add(
        createHash('md5')
          .update(await eyes.look())
          .digest('hex'),
      )
    }
    return [...seen].slice(1)
  } finally {
    await eyes.close()
    page.closeAllConnections()
    page.close()
  }
}

function browser(
  name: string,
  from: string,
  version: () => string | undefined,
  open: () => Promise<Eyes>,
): Client {
  return {
    name,
    from,
    asked: '`<img src="URL">`, what is painted',
    version,
    frames: async (url, count) => painted(await open(), url, count),
  }
}

/** All of them. */
export const browsers: readonly Client[] = [
  browser(
    'Chromium',
    'chromium',
    () => versionOf('chromium', ['--version'], /(?<=Chromium )[\d.]+/),
    windowsOf(() => startChromium(WINDOWED)),
  ),
  browser(
    'Firefox',
    'firefox-esr',
    () => versionOf('firefox-esr', ['--version']),
    windowsOf(startFirefox),
  ),
  browser('WebKitGTK', 'webkit2gtk-driver xvfb', webkitVersion, startWebKit),
]
