/**
 * Who may publish frames, and whether that makes cameras, as the configuration file says it.
 *
 * @module
 */
import type * as z from 'zod'
import { KEEP, MADE_CAMERAS } from './push-limits.ts'
import type { PushConfiguration } from './push-settings.ts'
import { flag, list, number, section, text } from './setting-schema.ts'

const NAMES = 'a regular expression for the whole name, such as phone-[0-9]+'

/** Checks `server.push`. */
export function pushSchema(): z.ZodType<PushConfiguration> {
  return section({
    allow: list('addresses, ranges such as 192.168.1.0/24, network or any')
      .optional()
      .describe('Who may publish besides programs of this machine. Default: nobody'),
    create: flag()
      .optional()
      .describe('Makes a camera when somebody publishes to a free name. Default: false'),
    maxCameras: number(MADE_CAMERAS)
      .optional()
      .describe('How many cameras publishers may have made at a time. Default: 8'),
    names: text(NAMES)
      .refine(isExpression, NAMES)
      .optional()
      .describe('A regular expression: the names such cameras may have. Default: any'),
    keep: number(KEEP)
      .optional()
      .describe('Seconds that one stays after the last who published or watched. Default: 600'),
  })
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text).source !== ''
  } catch {
    return false
  }
}
