/**
 * Browsers without a screen, as somebody who looks at them: what is painted, one pixel at a time.
 *
 * @module
 */
import { inflateSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { CHROMIUM } from '../chromium.ts'
import { launchFirefox } from './firefox.ts'

/** One window of a browser. */
export interface Eyes {
  goto(url: string): Promise<void>
  /** The red of one painted pixel, 0 to 255. */
  red(x: number, y: number): Promise<number>
  /** Whether the page can still reach `path` of its server. Waits until it has painted what came before. */
  reaches(path: string): Promise<boolean>
  close(): Promise<void>
}

/** A browser that runs. Close it when done. */
export interface Sight {
  open(): Promise<Eyes>
  close(): Promise<void>
}

/** Debian's Chromium. */
export async function openChromium(): Promise<Sight> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  })
  const open = async (): Promise<Eyes> => {
    const page = await browser.newPage()
    return {
      // A stream has no end to wait for.
      goto: async (url) => void (await page.goto(url, { waitUntil: 'commit' })),
      red: async (x, y) => redOf(await page.screenshot({ clip: { x, y, width: 1, height: 1 } })),
      reaches: (path) => page.evaluate(reach, path),
      close: () => page.close(),
    }
  }
  return { open, close: () => browser.close() }
}

/** Debian's Firefox, over WebDriver BiDi. */
export async function openFirefox(): Promise<Sight> {
  const browser = await launchFirefox()
  const open = async (): Promise<Eyes> => {
    const page = await browser.newPage()
    return {
      // An <img> keeps the page loading as long as it streams.
      goto: async (url) => void (await page.goto(url, { waitUntil: [] })),
      red: async (x, y) => redOf(await page.screenshot({ clip: { x, y, width: 1, height: 1 } })),
      reaches: (path) => page.evaluate(reach, path),
      close: () => page.close(),
    }
  }
  return { open, close: () => browser.close() }
}

/** Runs in the page. */
async function reach(path: string): Promise<boolean> {
  const reached = await fetch(path).then(Boolean, () => false)
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  return reached
}

/** The red of a PNG's first pixel: the first after the filter's number, and no filter has changed it. */
function redOf(png: Uint8Array): number {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const packed: Uint8Array[] = []
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...png.subarray(at + 4, at + 8))
    if (name === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  return inflateSync(Buffer.concat(packed))[1] ?? Number.NaN
}
