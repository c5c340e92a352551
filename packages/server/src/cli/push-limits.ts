/**
 * The ranges of what the configuration says about publishers.
 *
 * @module
 */
import type { Limits } from './limits.ts'

/** What `server.push.maxCameras` takes. */
export const MADE_CAMERAS: Limits = {
  min: 1,
  max: 1000,
  integer: true,
  words: 'a number of cameras from 1 to 1000',
}

/** What `server.push.keep` takes. */
export const KEEP: Limits = {
  min: 1,
  max: 2_000_000,
  integer: false,
  words: 'seconds from 1 to 2000000',
}
