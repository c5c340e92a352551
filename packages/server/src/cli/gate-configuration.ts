/**
 * What a camera's gate does to its frames, as the configuration file says it.
 *
 * @module
 */
import * as z from 'zod'
import type { Extra, GateOptions, Rotation } from 'zoetrope'
import { choice, flag } from './setting-schema.ts'

const ROTATIONS = [0, 90, 180, 270] as const
const EXTRAS = ['exif', 'xmp', 'icc', 'comments', 'all'] as const
const COUNTED = ['short', 'always', 'never'] as const

/** How frames are checked and changed before they are shown. */
export interface GateConfiguration {
  readonly repair?: boolean | undefined
  /** Degrees clockwise. */
  readonly rotate?: Rotation | undefined
  readonly strip?: readonly Extra[] | undefined
  readonly dropDuplicates?: boolean | undefined
  readonly countBlocks?: (typeof COUNTED)[number] | undefined
}

/** The checks of these settings, by their names. */
export function gateShape(): {
  [Name in keyof GateConfiguration]-?: z.ZodType<GateConfiguration[Name]>
} {
  return {
    repair: flag()
      .optional()
      .describe('Mends frames: end, Huffman tables, thumbnails. Default: true'),
    rotate: z
      .literal(ROTATIONS, `one of ${ROTATIONS.join(', ')}`)
      .optional()
      .describe('Degrees clockwise by which browsers turn the picture. Default: 0'),
    strip: z
      .array(choice(EXTRAS), `a list of ${EXTRAS.join(', ')}`)
      .optional()
      .describe('What frames are not to carry. Default: nothing but thumbnails'),
    dropDuplicates: flag()
      .optional()
      .describe('Leaves out a frame that is the same as the one before. Default: false'),
    countBlocks: choice(COUNTED)
      .optional()
      .describe('Of which frames is counted whether a piece is missing. Default: short'),
  }
}

/** The gate's part of a camera's settings. */
export function gateOptionsOf(camera: GateConfiguration): GateOptions {
  const { repair, rotate, strip, dropDuplicates, countBlocks } = camera
  return { repair, rotate, strip, dropDuplicates, countBlocks }
}
