/**
 * How a body is cut into parts, byte by byte: its opening, the headers of its parts, the line ends
 * between them, and whether the delimiter travels with the frame it ends.
 *
 * @module
 */
import { announcedBoundary } from './boundary.ts'
import { type Finding, findingIf } from './finding.ts'
import type { PartSeen } from './parts.ts'
import { fieldOf, headerLine } from './response-head.ts'
import { middle } from './statistics.ts'
import { Tally } from './tally.ts'
import type { Watch } from './watch.ts'

const JPEG = 'image/jpeg'

/** Milliseconds that a delimiter may come behind its frame: one write may arrive in two pieces. */
const TOGETHER = 8

/** What is wrong with the way a body is cut. */
export function bodyFindings(watch: Watch): Finding[] {
  const parts = new Tally('parts')
  for (const part of watch.layout.parts) {
    noteHeader(parts, part)
    noteLength(parts, part)
    noteGap(parts, part)
  }
  return [
    ...openingFindings(watch),
    ...parts.findings(watch.layout.parts.length),
    ...placementFindings(watch),
  ]
}

function openingFindings({ head, body, layout, delimiter }: Watch): Finding[] {
  const announced = announcedBoundary(head)?.text
  const dashes = delimiter === announced ? 'the dashes of the delimiter' : 'dashes of its own'
  const opening = body.bytes.subarray(0, 60)
  const isMissing = layout.firstAt < 0
  const isOther = delimiter !== `--${announced}` && delimiter !== announced
  const expected = `the head announces ${announced ?? 'none'}, the body uses ${delimiter}`
  const before = layout.firstAt
  return [
    ...findingIf(announced !== undefined && isOther, 'BOUNDARY_MISMATCH', expected, opening),
    ...findingIf(
      announced !== undefined && delimiter === announced && !announced.startsWith('--'),
      'BOUNDARY_MISMATCH',
      'the dashes are missing in front of the boundary in the body',
      opening,
    ),
    ...findingIf(
      announced?.startsWith('--') === true,
      'BOUNDARY_DASHES',
      `the boundary in the head begins with ${dashes}`,
      headerLine(head, 'content-type'),
    ),
    ...findingIf(isMissing, 'FIRST_DELIMITER_MISSING', 'the body begins without it', opening),
    ...findingIf(
      before > 0,
      'PREAMBLE',
      `${before} bytes are in front of the first delimiter`,
      opening,
    ),
  ]
}

function noteHeader(parts: Tally, { fields, head, headFrom }: PartSeen): void {
  const type = fieldOf(fields, 'content-type')
  const value = type?.value ?? ''
  const hasParameter = value.toLowerCase().startsWith(`${JPEG};`)
  const isFirst = fields[0]?.name.toLowerCase() === 'content-type'
  const isWrong = type !== undefined && value !== JPEG && !hasParameter
  const isLf = /(^|[^\r])\n/.test(head)
  parts.note(isLf, 'LINE_ENDS', 'a header has lines that end with LF alone', head)
  parts.note(!type, 'PART_TYPE_MISSING', 'there is no Content-Type', head || `at byte ${headFrom}`)
  parts.note(isWrong, 'PART_TYPE_WRONG', `the Content-Type is ${value || 'empty'}`, head)
  parts.note(hasParameter, 'PART_TYPE_PARAMETER', 'the Content-Type has a parameter', head)
  parts.note(
    type !== undefined && !isFirst,
    'PART_TYPE_NOT_FIRST',
    'it is not the first header',
    head,
  )
}

function noteLength(parts: Tally, { fields, head, announced, from, to }: PartSeen): void {
  const field = fieldOf(fields, 'content-length')
  const length = to - from
  const isPadded =
    field !== undefined && (/^\s{2,}|\s$/.test(field.raw) || /^0\d/.test(field.value))
  const wrong = `Content-Length is ${field?.value}, and ${length} bytes come`
  parts.note(!field, 'LENGTH_MISSING', 'there is no Content-Length', head)
  parts.note(isPadded, 'LENGTH_PADDED', 'Content-Length is padded', head)
  parts.note(field !== undefined && announced !== length, 'LENGTH_WRONG', wrong, head)
  parts.note(length === 0, 'EMPTY_PART', 'a part has no content', head)
}

function noteGap(parts: Tally, { gap, from, to }: PartSeen): void {
  if (from === to && gap !== '') return
  parts.note(gap === '', 'NO_LINE_END', 'nothing is between the JPEG and the delimiter')
  parts.note(gap === '\n', 'LINE_ENDS', 'LF alone is between the JPEG and the delimiter', gap)
  const isLong = gap !== '' && gap !== '\n' && gap !== '\r\n'
  parts.note(isLong, 'EXTRA_LINE_END', 'more than a CRLF is in front of the delimiter', gap)
}

/** Whether what ends a frame came with it, judged by the moments at which the bytes arrived. */
function placementFindings({ layout, body, interval }: Watch): Finding[] {
  const parts = layout.parts.slice(0, -1)
  if (parts.length < 3 || interval === undefined) return []
  const arrival = (offset: number): number => body.arrivalOf(offset).at
  const delay = (offset: (part: PartSeen) => number): number =>
    middle(parts.map((part) => arrival(offset(part)) - arrival(part.to - 1)))
  const limit = Math.max(TOGETHER, 0.25 * interval)
  const trailer = delay(({ to }) => to)
  const delimiter = delay(({ end }) => end - 1)
  const behind = (late: number): string => `${late.toFixed(0)} ms behind the frame it ends`
  return [
    ...findingIf(
      delimiter > limit && trailer <= limit,
      'DELIMITER_LATE',
      `it comes ${behind(delimiter)}`,
    ),
    ...findingIf(trailer > limit, 'TRAILER_LATE', `the first byte comes ${behind(trailer)}`),
  ]
}
