/**
 * The flaws of a picture, which a gate finds in bytes that are one whole JPEG: what each means and
 * what to do about it.
 *
 * @module
 */
import { DAMAGE, type Flaw, type Meaning, STRUCTURE_FLAWS } from './flaw.ts'

const KIND = 'no browser shows that, so set the camera to baseline JPEG'
const ENCODER = 'no decoder shows that, so have it encoded otherwise'

/** All flaws, those of the structure included. */
export const FLAWS: Readonly<Record<Flaw, Meaning>> = {
  ...STRUCTURE_FLAWS,
  torn: ['a part of its picture is missing'],
  'bad-restart': ['a restart marker is not the one that is due'],
  'missing-scan': ['one of its colours is missing'],
  'bad-scan': ['its scan header contradicts the frame header'],
  'bad-components': ['its colours are neither 1, 3 nor 4, or share an id', ENCODER],
  'bad-sampling': ['its sampling factors do not go together', ENCODER],
  'bad-quantisation': ['a quantisation table is malformed'],
  'no-quantisation': ['it lacks a quantisation table'],
  'bad-huffman': ['a Huffman table is malformed'],
  'no-huffman': ['it lacks a Huffman table', `${DAMAGE}, or let the gate repair`],
  'too-large': ['its picture is larger than maxPixels', 'choose a smaller size'],
  'bad-precision': ['its samples are not of 8 bits', KIND],
  arithmetic: ['it is arithmetically coded', KIND],
  lossless: ['it is coded without loss', KIND],
  hierarchical: ['it is coded hierarchically', KIND],
}
