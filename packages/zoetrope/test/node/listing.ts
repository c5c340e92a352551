/**
 * What `v4l2-ctl --info --list-formats-ext` of v4l-utils 1.22 and ffmpeg 5.1 really printed, on
 * machines with these devices, and (`controls-...`) `v4l2-ctl --list-ctrls-menus` of 1.16 to 1.32;
 * long ones cut. `controls-usb` has the lines of two cameras.
 *
 * @module
 */
import { readFileSync } from 'node:fs'

/** The listing of that name. */
export function listing(name: string): string {
  return readFileSync(new URL(`./listings/${name}.txt`, import.meta.url), 'utf8')
}
