/**
 * The Chromium that tests look through: Debian's without a window, where it is installed. It is built
 * from the same source, in the same version, and opens a page with a third of the work, because there
 * are no tabs, buttons and menus around it.
 *
 * @module
 */
import { existsSync } from 'node:fs'

/** With windows, as people have it. */
export const WINDOWED: string = '/usr/bin/chromium'

const WINDOWLESS = '/usr/bin/chromium-headless-shell'

/** The path of the program. */
export const CHROMIUM: string = existsSync(WINDOWLESS) ? WINDOWLESS : WINDOWED
