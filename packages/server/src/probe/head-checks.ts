/**
 * What the head of an answer says to viewers, and which of them take offence.
 *
 * @module
 */
import { announcedBoundary } from './boundary.ts'
import { type Finding, findingIf } from './finding.ts'
import { headerLine, headerValue, mediaType, type ResponseHead } from './response-head.ts'

/** The type that browsers play. */
const REPLACE = 'multipart/x-mixed-replace'

/** What is wrong with the head of a stream. */
export function streamHeadFindings(head: ResponseHead): Finding[] {
  const type = mediaType(head)
  const said = headerLine(head, 'content-type')
  const boundary = announcedBoundary(head)
  const length = headerValue(head, 'content-length')
  const chunked = headerValue(head, 'transfer-encoding')
  const isReplace = type === REPLACE
  return [
    ...findingIf(
      !isReplace,
      'TYPE_NOT_REPLACE',
      type ? `it is called ${type}` : 'there is no Content-Type',
      said,
    ),
    ...findingIf(
      !boundary && type.startsWith('multipart/'),
      'BOUNDARY_MISSING',
      'the Content-Type names no boundary',
      said,
    ),
    ...(boundary ? boundaryFindings(boundary, said) : []),
    ...findingIf(
      chunked !== '',
      'CHUNKED',
      'the body comes in chunks',
      headerLine(head, 'transfer-encoding'),
    ),
    ...findingIf(
      length !== '',
      'LENGTH_OF_STREAM',
      'an endless body has a length',
      headerLine(head, 'content-length'),
    ),
    ...findingIf(
      headerValue(head, 'x-accel-buffering').toLowerCase() !== 'no',
      'PROXY_BUFFERS',
      'nothing tells nginx not to collect the frames',
    ),
    ...commonHeadFindings(head),
  ]
}

/** What is wrong with any head. */
export function commonHeadFindings(head: ResponseHead): Finding[] {
  const coding = headerValue(head, 'content-encoding')
  const caching = headerValue(head, 'cache-control')
  const isKept = !/no-store|no-cache|max-age=0/i.test(caching)
  const isOld = /no-cache/i.test(headerValue(head, 'pragma'))
  const isPlain = coding === '' || coding === 'identity'
  return [
    ...findingIf(!head.isCrlf, 'HEAD_LINE_ENDS', 'the head has lines that end with LF', head.text),
    ...findingIf(
      !isPlain,
      'COMPRESSED',
      'the body is compressed',
      headerLine(head, 'content-encoding'),
    ),
    ...findingIf(
      isKept && !isOld,
      'CACHEABLE',
      caching ? 'caches may keep it' : 'there is no Cache-Control',
      headerLine(head, 'cache-control'),
    ),
  ]
}

type Announced = NonNullable<ReturnType<typeof announcedBoundary>>

function boundaryFindings(
  { isFollowed, isQuoted }: Announced,
  said: string | undefined,
): Finding[] {
  const followed = 'another parameter follows the boundary'
  return [
    ...findingIf(isFollowed, 'BOUNDARY_NOT_LAST', followed, said),
    ...findingIf(isQuoted, 'BOUNDARY_QUOTED', 'the boundary is in quotes', said),
  ]
}
