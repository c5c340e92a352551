/**
 * The structure of a JPEG: whether bytes are one whole JPEG, how large its picture is, and if not, why.
 *
 * It walks from marker to marker and decodes nothing. That is enough to find what cameras and links
 * do to a frame (cut it, misalign it, run two into each other), and it skips what misleads a search
 * for bytes: thumbnails inside APPn segments, which have an end of image of their own.
 *
 * @module
 */
import type { StructureFlaw } from './flaw.ts'
import {
  DNL,
  EOI,
  endOfScan,
  hasLength,
  isFrameHeader,
  type RestartObserver,
  SOI,
  SOS,
} from './marker.ts'

/** What {@link inspectJpeg} found. */
export type Inspection =
  | {
      readonly ok: true
      /** Pixels, 1 to 65535. */
      readonly width: number
      /** Pixels, 1 to 65535. */
      readonly height: number
      /** Bytes from SOI to EOI, both included. What lies behind is padding. */
      readonly length: number
    }
  | {
      readonly ok: false
      readonly reason: StructureFlaw
      /** Where in the bytes the flaw shows. */
      readonly at: number
    }

/** Sees a JPEG pass by while it is inspected. */
export interface JpegObserver extends RestartObserver {
  /**
   * The next segment: `bytes[from]` is the FF of its marker; it ends before `to`. The entropy-coded
   * bytes of a scan lie between an SOS segment's `to` and the next `from`, or the EOI.
   */
  segment(marker: number, from: number, to: number): void
}

/** Stands for the marker that is missing where the bytes end. */
const CUT = -1

/**
 * Checks the structure of one JPEG.
 *
 * @param observer Is shown all on the way, also what lies in front of a flaw.
 */
export function inspectJpeg(bytes: Uint8Array, observer?: JpegObserver): Inspection {
  if (bytes.length === 0) return flaw('empty', 0)
  if (!beginsWithSoi(bytes)) return flaw('no-soi', 0)
  let header = 0
  let lines = 0
  let scanned = false
  let at = 2
  for (;;) {
    at = skipFill(bytes, at)
    const marker = markerAt(bytes, at)
    const reason = flawOf(bytes, at, marker, header, scanned)
    if (reason) return flaw(reason, at)
    if (marker === EOI) return measure(bytes, header, lines, at + 2)
    const end = at + 2 + uint16(bytes, at + 2)
    observer?.segment(marker, at, end)
    if (isFrameHeader(marker)) header = at + 4
    if (marker === DNL) lines = at + 4
    if (marker === SOS) scanned = true
    at = marker === SOS ? endOfScan(bytes, end, observer) : end
  }
}

function beginsWithSoi(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI
}

/** Any number of FF may stand in front of a marker. Returns the offset of the last. */
function skipFill(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1
  return at
}

/** The code of the marker at `at`: 0 when something else is there, `CUT` when the bytes end. */
function markerAt(bytes: Uint8Array, at: number): number {
  return at < bytes.length && bytes[at] !== 0xff ? 0 : (bytes[at + 1] ?? CUT)
}

/** What is wrong at `at`, behind a frame header at `header` (0 for none) and a scan or none. */
function flawOf(
  bytes: Uint8Array,
  at: number,
  marker: number,
  header: number,
  scanned: boolean,
): StructureFlaw | undefined {
  if (marker === CUT || marker === EOI) return endFlaw(marker, header, scanned)
  if (marker === SOI) return 'second-soi'
  if (!hasLength(marker)) return 'bad-marker'
  if (at + 4 > bytes.length) return 'truncated-segment'
  const length = uint16(bytes, at + 2)
  if (length < (marker === DNL ? 4 : 2)) return 'bad-length'
  if (at + 2 + length > bytes.length) return 'truncated-segment'
  if (marker === SOS && header === 0) return 'no-frame-header'
  return isFrameHeader(marker) ? headerFlaw(bytes, at, length, header) : undefined
}

/** What is missing where the JPEG ends, with EOI or without. */
function endFlaw(marker: number, header: number, scanned: boolean): StructureFlaw | undefined {
  if (header === 0) return 'no-frame-header'
  if (!scanned) return 'no-scan'
  return marker === EOI ? undefined : 'no-eoi'
}

/** Checks that there is one frame header, as long as its number of components asks for. */
function headerFlaw(
  bytes: Uint8Array,
  at: number,
  length: number,
  header: number,
): StructureFlaw | undefined {
  if (header > 0) return 'second-frame-header'
  const components = length < 8 ? 0 : (bytes[at + 9] ?? 0)
  const sane = components >= 1 && components <= 4 && length === 8 + 3 * components
  return sane ? undefined : 'bad-frame-header'
}

function flaw(reason: StructureFlaw, at: number): Inspection {
  return { ok: false, reason, at }
}

function measure(bytes: Uint8Array, header: number, lines: number, length: number): Inspection {
  const width = uint16(bytes, header + 3)
  const height = uint16(bytes, header + 1) || (lines && uint16(bytes, lines))
  if (width === 0 || height === 0) return flaw('zero-size', header)
  return { ok: true, width, height, length }
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
