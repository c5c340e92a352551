/**
 * Debian's Firefox, over WebDriver BiDi. One process for all pages, and none in advance for pages that
 * may come: they would cost a fifth of all that it does here.
 *
 * @module
 */
import { type Browser, launch } from 'puppeteer-core'

const ONE_PROCESS = {
  'dom.ipc.processCount': 1,
  'dom.ipc.keepProcessesAlive.web': 1,
  'dom.ipc.processPrelaunch.enabled': false,
}

/** Starts it. @param preferences More of its about:config. */
export function launchFirefox(
  preferences: Readonly<Record<string, unknown>> = {},
): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    extraPrefsFirefox: { ...ONE_PROCESS, ...preferences },
  })
}
