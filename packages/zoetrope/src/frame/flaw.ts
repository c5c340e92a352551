/**
 * What may be wrong with a frame: a word for programs, what it means and what to do about it.
 *
 * Flaws of the structure are found by everybody, those of the picture by a gate alone: so their
 * meanings are two tables, and a program without a gate carries only the first.
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

/** Why a frame is not shown. */
export type Flaw = StructureFlaw | PictureFlaw

/** What is wrong, and what the one who reads it can do; without that, the frame was damaged. */
export type Meaning = readonly [meaning: string, advice?: string]

/** Advice for what a cable or a link does to a frame. */
export const DAMAGE = 'check the camera, its cable and its link'

/** The flaws of the structure. */
export const STRUCTURE_FLAWS: Readonly<Record<StructureFlaw, Meaning>> = {
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
}

/** The error for a frame of `length` bytes whose flaw, which means that, shows at byte `at`. */
export function flawed(
  flaw: Flaw,
  [meaning, advice = DAMAGE]: Meaning,
  { at, length }: { readonly at: number; readonly length: number },
): ZoetropeError {
  return new ZoetropeError(
    'INVALID_FRAME',
    `Expected one complete JPEG, got ${length} bytes: ${flaw} at byte ${at} (${meaning}); ${advice}`,
  )
}
