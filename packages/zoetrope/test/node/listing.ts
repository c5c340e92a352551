/**
 * What `v4l2-ctl --info --list-formats-ext` of v4l-utils 1.22 and ffmpeg 5.1 really printed, on
 * machines with these devices; long ones cut after whole formats.
 *
 * @module
 */
import { readFileSync } from 'node:fs'

/** The listing of that name. */
export function listing(name: string): string {
  return readFileSync(new URL(`./listings/${name}.txt`, import.meta.url), 'utf8')
}
