/**
 * What is fine: the checks of which nothing was found, in a sentence each, so that whoever reads a
 * report knows what was looked at.
 *
 * @module
 */
import type { FaultCode, Finding } from './finding.ts'

/** A check, in the words of its success, and the faults that it can find. */
type Check = readonly [praise: string, ...faults: FaultCode[]]

const HEAD: readonly Check[] = [
  ['the head says what browsers want', 'TYPE_NOT_REPLACE', 'HEAD_LINE_ENDS', 'COMPRESSED'],
  ['it is not chunked, and has no length', 'CHUNKED', 'LENGTH_OF_STREAM'],
]

const PARTS: readonly Check[] = [
  ['the body begins with the delimiter', 'FIRST_DELIMITER_MISSING', 'PREAMBLE'],
  [
    'each part is of the type image/jpeg',
    ...(['PART_TYPE_MISSING', 'PART_TYPE_WRONG', 'PART_TYPE_PARAMETER'] as const),
    'PART_TYPE_NOT_FIRST',
  ],
  [
    'each part has its exact length',
    'LENGTH_MISSING',
    'LENGTH_WRONG',
    'LENGTH_PADDED',
    'EMPTY_PART',
  ],
  ['lines end as they should', 'LINE_ENDS', 'NO_LINE_END', 'EXTRA_LINE_END'],
  ['the delimiter travels with the frame', 'DELIMITER_LATE', 'TRAILER_LATE', 'BUSY_HERE'],
]

const BOUNDARY: readonly Check[] = [
  [
    'the boundary is a bare token, and the body uses it',
    ...(['BOUNDARY_MISSING', 'BOUNDARY_DASHES', 'BOUNDARY_NOT_LAST'] as const),
    ...(['BOUNDARY_QUOTED', 'BOUNDARY_MISMATCH'] as const),
  ],
]

const PICTURES: readonly Check[] = [
  ['all pictures are whole', 'NOT_JPEG', 'JPEG_DAMAGED', 'JPEG_CUT', 'TRAILING_BYTES'],
  ['any decoder can show them', 'JPEG_UNSHOWABLE', 'JPEG_PROGRESSIVE', 'HUFFMAN_MISSING'],
  ['no thumbnail is inside', 'THUMBNAIL'],
  ['caches keep nothing', 'CACHEABLE'],
]

const RHYTHM: readonly Check[] = [
  ['the first frame comes at once', 'SLOW_FIRST_FRAME'],
  [
    'frames come evenly',
    'LONG_GAP',
    'UNEVEN',
    'BUSY_HERE',
    'FROZEN',
    'STILL',
    'ENDS_EARLY',
    'RESET',
  ],
]

const STAMPS: readonly Check[] = [
  ['frames are stamped, and fresh', 'STAMP_FORM', 'STAMPS_STUCK', 'CLOCK_OFF', 'OLD_FRAMES'],
]

const REQUESTS: readonly Check[] = [
  ['HEAD, Range, HTTP/1.0, h2c and cache busters are answered well', ...requestFaults()],
]

const AUDIENCE: readonly Check[] = [
  ['several viewers are served alike', 'ONE_VIEWER', 'VIEWERS_STARVE'],
]

const SLOW: readonly Check[] = [
  [
    'a slow viewer sees the newest frame, and holds up nobody',
    ...(['SLOW_READER_LAGS', 'SLOW_READER_KERNEL'] as const),
    ...(['SLOW_READER_STALLS', 'SLOW_READER_CUT'] as const),
  ],
]

const SNAPSHOT: readonly Check[] = [
  ['it is one JPEG, and says so', 'SNAPSHOT_TYPE', 'SNAPSHOT_LENGTH', 'SNAPSHOT_SEVERAL'],
  ['the next one is another', 'SNAPSHOT_STALE'],
]

/** What can be looked at. */
export type Area =
  | 'head'
  | 'boundary'
  | 'parts'
  | 'pictures'
  | 'rhythm'
  | 'stamps'
  | 'requests'
  | 'audience'
  | 'slow'
  | 'snapshot'

const CHECKS: Readonly<Record<Area, readonly Check[]>> = {
  head: HEAD,
  boundary: BOUNDARY,
  parts: PARTS,
  pictures: PICTURES,
  rhythm: RHYTHM,
  stamps: STAMPS,
  requests: REQUESTS,
  audience: AUDIENCE,
  slow: SLOW,
  snapshot: SNAPSHOT,
}

/** The sentences of the checks in these areas that found nothing. */
export function approvals(areas: readonly Area[], findings: readonly Finding[]): string[] {
  const found = new Set<FaultCode>(findings.map(({ code }) => code))
  return areas
    .flatMap((area) => CHECKS[area])
    .filter(([, ...faults]) => !faults.some((code) => found.has(code)))
    .map(([praise]) => praise)
}

function requestFaults(): FaultCode[] {
  return [
    ...(['HEAD_HANGS', 'HEAD_REFUSED', 'RANGE_REFUSED', 'RANGE_PARTIAL'] as const),
    ...(['HTTP10_REFUSED', 'CHUNKED_TO_1_0', 'UPGRADE_REFUSED', 'QUERY_REFUSED'] as const),
  ]
}
