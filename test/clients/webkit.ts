/**
 * WebKitGTK in its own small browser, on a screen that nobody sees, driven by its own driver: the
 * protocol is W3C WebDriver, spoken over plain HTTP.
 *
 * @module
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../e2e/running.ts'

/** The browser, with one window. Close it when done. */
export interface WebKit {
  /** Resolves when the page has begun; an `<img>` that streams keeps it loading. */
  goto(url: string): Promise<void>
  /** What is painted, as a PNG. */
  look(): Promise<Uint8Array>
  close(): Promise<void>
}

/** WebKit's version; `undefined` where it, its driver or Xvfb is missing. */
export function webkitVersion(): string | undefined {
  const programs = ['WebKitWebDriver', 'Xvfb']
  if (programs.some((program) => spawnSync('which', [program]).status !== 0)) return undefined
  const { stdout } = spawnSync('dpkg-query', ['-W', 'webkit2gtk-driver'], { encoding: 'utf8' })
  return /\d+(\.\d+)+/.exec(stdout ?? '')?.[0]
}

/** Starts a screen, the driver, and the browser in it. */
export async function startWebKit(): Promise<WebKit> {
  const [screen, display] = await startScreen()
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display,
      // Its sandbox does not run as root, nor in most containers.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
  })
  const end = async (): Promise<void> => {
    for (const child of [driver, screen]) await ended(child)
  }
  try {
    return await openSession(`http://127.0.0.1:${port}`, driver, end)
  } catch (error) {
    await end()
    throw error
  }
}

async function openSession(
  url: string,
  driver: ChildProcess,
  end: () => Promise<void>,
): Promise<WebKit> {
  while (driver.exitCode === null && !(await answers(url))) await pause(20)
  const options = { binary: minibrowser(), args: ['--automation'] }
  const wanted = { pageLoadStrategy: 'none', 'webkitgtk:browserOptions': options }
  const { sessionId } = await ask(`${url}/session`, { capabilities: { alwaysMatch: wanted } })
  const session = `${url}/session/${sessionId}`
  return {
    goto: async (page) => void (await ask(`${session}/url`, { url: page })),
    look: async () => Buffer.from(await ask(`${session}/screenshot`), 'base64'),
    async close() {
      await fetch(session, { method: 'DELETE' })
      await end()
    },
  }
}

/** A screen without a monitor, and its name. */
async function startScreen(): Promise<[screen: ChildProcess, display: string]> {
  const options = ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp']
  const screen = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await once(screen.stdio[3] ?? screen, 'data')
  return [screen, `:${`${number}`.trim()}`]
}

/** Where Debian keeps the browser: beside the library, by the machine's kind. */
function minibrowser(): string {
  const { stdout } = spawnSync('dpkg', ['-L', 'libwebkit2gtk-4.1-0'], { encoding: 'utf8' })
  return stdout.split('\n').find((path) => path.endsWith('/MiniBrowser')) ?? 'MiniBrowser'
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/status`).then(
    ({ ok }) => ok,
    () => false,
  )

/** One command: what it answers. */
async function ask(url: string, body?: object) {
  const request = body ? { method: 'POST', body: JSON.stringify(body) } : {}
  const response = await fetch(url, request)
  const { value } = await response.json()
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`)
  return value
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
