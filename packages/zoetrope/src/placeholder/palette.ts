/** The colours of placeholders: those of the page, where it speaks of a camera. @module */
import type { Scene } from '../camera/placeholder.ts'
import { type Colour, colour } from '../picture/colour.ts'

/** What all else lies on. */
export const STAGE: Colour = colour('0e0b09')
/** A little lighter, for what is only ornament. */
export const DRUM: Colour = colour('2a221b')
/** What must be read. */
export const CHALK: Colour = colour('f6ecdd')
/** What may be read. */
export const CHALK_MUTED: Colour = colour('cdbfac')

/** How a camera is, as a colour. */
export const STATE_COLOURS: Readonly<Record<Scene['state'], Colour>> = {
  starting: colour('f1cb7e'),
  stalled: colour('ffb576'),
  lost: colour('ff9d8e'),
}
