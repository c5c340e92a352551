/**
 * What may be wrong with a frame: a word for programs, what it means and what to do about it.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** Why a frame is not shown. Each is explained by {@link flawed}. */
export type Flaw =
  | 'empty'
  | 'no-soi'
  | 'second-soi'
  | 'bad-marker'
  | 'bad-length'
  | 'truncated-segment'
  | 'bad-frame-header'
  | 'second-frame-header'
  | 'no-frame-header'
  | 'zero-size'
  | 'no-scan'
  | 'no-eoi'
  | 'torn'
  | 'bad-restart'
  | 'missing-scan'
  | 'bad-scan'
  | 'bad-components'
  | 'bad-sampling'
  | 'bad-quantisation'
  | 'no-quantisation'
  | 'bad-huffman'
  | 'no-huffman'
  | 'too-large'
  | 'bad-precision'
  | 'arithmetic'
  | 'lossless'
  | 'hierarchical'

/** What the one who reads it can do. */
const DAMAGE = 'check the camera, its cable and its link'
const KIND = 'no browser shows that, so set the camera to baseline JPEG'
const ENCODER = 'no decoder shows that, so have it encoded otherwise'

const MEANINGS: Readonly<Record<Flaw, readonly [meaning: string, advice: string]>> = {
  empty: ['there are no bytes', DAMAGE],
  'no-soi': ['it does not begin with SOI (FF D8)', 'check that this is a source of JPEG'],
  'second-soi': ['another frame begins in mid-frame: two ran into each other', DAMAGE],
  'bad-marker': ['a marker is due and something else is there', DAMAGE],
  'bad-length': ['a segment has a length that its kind cannot have', DAMAGE],
  'truncated-segment': ['it ends inside a segment', DAMAGE],
  'bad-frame-header': ['its frame header is malformed', DAMAGE],
  'second-frame-header': ['it has two frame headers', DAMAGE],
  'no-frame-header': ['it has no frame header', DAMAGE],
  'zero-size': ['it has no width or no height', DAMAGE],
  'no-scan': ['it has headers but no picture', DAMAGE],
  'no-eoi': ['its end (EOI, FF D9) is missing', `${DAMAGE}, or let the gate repair`],
  torn: ['a part of its picture is missing', DAMAGE],
  'bad-restart': ['a restart marker is not the one that is due', DAMAGE],
  'missing-scan': ['one of its colours is missing', DAMAGE],
  'bad-scan': ['its scan header contradicts the frame header', DAMAGE],
  'bad-components': ['its colours are neither 1, 3 nor 4, or share an id', ENCODER],
  'bad-sampling': ['its sampling factors do not go together', ENCODER],
  'bad-quantisation': ['a quantisation table is malformed', DAMAGE],
  'no-quantisation': ['it lacks a quantisation table', DAMAGE],
  'bad-huffman': ['a Huffman table is malformed', DAMAGE],
  'no-huffman': ['it lacks a Huffman table', `${DAMAGE}, or let the gate repair`],
  'too-large': ['its picture is larger than maxPixels', 'choose a smaller size'],
  'bad-precision': ['its samples are not of 8 bits', KIND],
  arithmetic: ['it is arithmetically coded', KIND],
  lossless: ['it is coded without loss', KIND],
  hierarchical: ['it is coded hierarchically', KIND],
}

/** The error for a frame of `length` bytes whose flaw shows at byte `at`. */
export function flawed(flaw: Flaw, at: number, length: number): ZoetropeError {
  const [meaning, advice] = MEANINGS[flaw]
  return new ZoetropeError(
    'INVALID_FRAME',
    `Expected one complete JPEG, got ${length} bytes: ${flaw} at byte ${at} (${meaning}); ${advice}`,
  )
}
