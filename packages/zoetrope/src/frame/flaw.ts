/**
 * What may be wrong with a frame: a word for programs, what it means and what to do about it.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** What the plain check finds: the bytes are not one whole JPEG. */
export type StructureFlaw =
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

/** What only a gate finds: no viewer could show the picture, or not all of it. */
export type PictureFlaw =
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

/** Why a frame is not shown. The error that says so explains it. */
export type Flaw = StructureFlaw | PictureFlaw

/** What the one who reads it can do. */
const DAMAGE = 'check the camera, its cable and its link'
const KIND = 'no browser shows that, so set the camera to baseline JPEG'
const ENCODER = 'no decoder shows that, so have it encoded otherwise'

const MEANINGS: Readonly<Record<Flaw, readonly [meaning: string, advice?: string]>> = {
  empty: ['there are no bytes'],
  'no-soi': ['it does not begin with SOI (FF D8)', 'check that this is a source of JPEG'],
  'second-soi': ['another frame begins in mid-frame: two ran into each other'],
  'bad-marker': ['a marker is due and something else is there'],
  'bad-length': ['a segment has a length that its kind cannot have'],
  'truncated-segment': ['it ends inside a segment'],
  'bad-frame-header': ['its frame header is malformed'],
  'second-frame-header': ['it has two frame headers'],
  'no-frame-header': ['it has no frame header'],
  'zero-size': ['it has no width or no height'],
  'no-scan': ['it has headers but no picture'],
  'no-eoi': ['its end (EOI, FF D9) is missing', `${DAMAGE}, or let the gate repair`],
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

/** The error for a camera's frame of `length` bytes whose flaw shows at byte `at`. */
export function flawed(flaw: Flaw, at: number, length: number): ZoetropeError {
  const [meaning, advice = DAMAGE] = MEANINGS[flaw]
  return new ZoetropeError(
    'INVALID_FRAME',
    `Expected one complete JPEG, got ${length} bytes: ${flaw} at byte ${at} (${meaning}); ${advice}`,
  )
}
