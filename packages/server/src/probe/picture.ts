/**
 * One picture looked at: whether it is a JPEG that everybody can show, and what it carries besides.
 * The library's gate does the looking; what it would mend or refuse is what others stumble over.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { checkFrame, type Flaw, Gate } from 'zoetrope'
import type { FaultCode } from './finding.ts'

/** What is known of a picture. */
export interface Picture {
  /** The same for the same bytes. */
  readonly print: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly flaws: readonly PictureFlaw[]
}

/** A fault of a picture, in words. */
export interface PictureFlaw {
  readonly code: FaultCode
  readonly seen: string
}

/** Flaws that say: this is no JPEG at all. */
const FOREIGN: readonly Flaw[] = ['empty', 'no-soi']
/** The beginning is right, and the rest is missing. */
const CUT: readonly Flaw[] = ['no-eoi', 'torn']
/** Whole, and of a kind that few can show. */
const ODD: readonly Flaw[] = [
  ...(['arithmetic', 'lossless', 'hierarchical', 'bad-precision'] as const),
  ...(['bad-components', 'bad-sampling', 'too-large'] as const),
]

const START_OF_FRAME_2 = 0xc2
const START_OF_SCAN = 0xda

/** Looks at the content of a part, or of a snapshot. */
export function examinePicture(jpeg: Uint8Array): Picture {
  const gate = new Gate({ countBlocks: 'always' })
  const known = { print: printOf(jpeg), bytes: jpeg.length }
  try {
    const { width, height } = gate.pass(jpeg)
    return { ...known, width, height, flaws: mendable(jpeg, gate) }
  } catch (error) {
    const flaw = Object.keys(gate.counts.rejected)[0] ?? 'unknown'
    const why = error instanceof Error ? /\(([^)]*)\)/.exec(error.message)?.[1] : undefined
    const seen = `${flaw}: ${why ?? 'it is no whole JPEG'}`
    return { ...known, width: 0, height: 0, flaws: [{ code: codeOf(flaw), seen }] }
  }
}

/** Looks at several; the same bytes once. */
export function examinePictures(jpegs: readonly Uint8Array[]): Picture[] {
  const known = new Map<string, Picture>()
  return jpegs.map((jpeg) => {
    const print = printOf(jpeg)
    const picture = known.get(print) ?? examinePicture(jpeg)
    known.set(print, picture)
    return picture
  })
}

/** A short name of bytes: the same for the same. */
export function printOf(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('base64')
}

function codeOf(flaw: string): FaultCode {
  const isOneOf = (flaws: readonly string[]): boolean => flaws.includes(flaw)
  if (isOneOf(FOREIGN)) return 'NOT_JPEG'
  if (isOneOf(CUT)) return 'JPEG_CUT'
  return isOneOf(ODD) ? 'JPEG_UNSHOWABLE' : 'JPEG_DAMAGED'
}

function mendable(jpeg: Uint8Array, gate: Gate): PictureFlaw[] {
  const { repaired } = gate.counts
  const flaws: PictureFlaw[] = []
  if (repaired.eoi > 0) flaws.push({ code: 'JPEG_CUT', seen: 'its end (FF D9) is missing' })
  if (repaired.huffman > 0)
    flaws.push({ code: 'HUFFMAN_MISSING', seen: 'it has no Huffman tables' })
  if (repaired.thumbnail > 0) {
    flaws.push({ code: 'THUMBNAIL', seen: 'a second picture, a thumbnail, is inside' })
  }
  if (isProgressive(jpeg)) flaws.push({ code: 'JPEG_PROGRESSIVE', seen: 'it is progressive' })
  const spare = repaired.eoi > 0 ? 0 : spareBehind(jpeg)
  if (spare > 0) flaws.push({ code: 'TRAILING_BYTES', seen: `${spare} bytes are behind its end` })
  return flaws
}

/** Bytes behind the end of a whole JPEG. */
function spareBehind(jpeg: Uint8Array): number {
  return jpeg.length - checkFrame(jpeg).jpeg.length
}

/** The JPEG is sound: its segments lead from one to the next. */
function isProgressive(jpeg: Uint8Array): boolean {
  for (let at = 2; at < jpeg.length; ) {
    const marker = jpeg[at + 1] ?? START_OF_SCAN
    if (marker === START_OF_FRAME_2) return true
    if (marker === START_OF_SCAN) return false
    at += marker === 0xff ? 1 : 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0)
  }
  return false
}
