/**
 * Windows of browsers without a screen, driven alike: Debian's Chromium and its Firefox.
 *
 * @module
 */
import { chromium } from 'playwright-core'
import { CHROMIUM } from '../chromium.ts'
import { launchFirefox } from './firefox.ts'

/** Keys that tests press. */
export type Key = 'Tab' | ' ' | 's' | 'f'

/** One window. */
export interface Window {
  goto(url: string): Promise<void>
  /** Runs JavaScript in the page: an expression, or a promise of one. Gives back what JSON can carry. */
  run(script: string): Promise<unknown>
  press(key: Key): Promise<void>
  click(x: number, y: number): Promise<void>
  /** What is painted, as PNG. */
  look(clip: { x: number; y: number; width: number; height: number }): Promise<Uint8Array>
  /** What went wrong in the page: exceptions that nobody caught. */
  readonly wrong: readonly string[]
  close(): Promise<void>
}

/** A browser that runs. Close it when done. */
export interface Browser {
  open(): Promise<Window>
  close(): Promise<void>
}

const QUIET = [
  ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]
const size = { width: 800, height: 600 }

/** Debian's Chromium. @param executablePath Which of its two programs. */
export async function startChromium(executablePath: string = CHROMIUM): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: QUIET })
  const open = async (): Promise<Window> => {
    const page = await browser.newPage({ viewport: size })
    const wrong: string[] = []
    page.on('pageerror', (error) => wrong.push(error.message))
    return {
      // A stream has no end to wait for.
      goto: async (url) => void (await page.goto(url, { waitUntil: 'domcontentloaded' })),
      run: (script) => page.evaluate(script),
      press: (key) => page.keyboard.press(key),
      click: (x, y) => page.mouse.click(x, y),
      look: (clip) => page.screenshot({ clip }),
      wrong,
      close: () => page.close(),
    }
  }
  return { open, close: () => browser.close() }
}

/** Debian's Firefox, over WebDriver BiDi. */
export async function startFirefox(): Promise<Browser> {
  const browser = await launchFirefox()
  const open = async (): Promise<Window> => {
    const page = await browser.newPage()
    await page.setViewport(size)
    const wrong: string[] = []
    page.on('pageerror', (error) => wrong.push(`${error}`))
    return {
      // An <img> keeps the page loading as long as it streams.
      goto: async (url) => void (await page.goto(url, { waitUntil: 'domcontentloaded' })),
      run: (script) => page.evaluate(script),
      press: (key) => page.keyboard.press(key),
      click: (x, y) => page.mouse.click(x, y),
      look: (clip) => page.screenshot({ clip }),
      wrong,
      close: () => page.close(),
    }
  }
  return { open, close: () => browser.close() }
}

/** Both, as the parameters of a suite: what it is called, the program it needs, and how it is started. */
export const browsers: readonly (readonly [string, string, () => Promise<Browser>])[] = [
  ['Chromium', 'chromium', () => startChromium()],
  ['Firefox', 'firefox-esr', startFirefox],
]
