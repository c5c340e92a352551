/**
 * The parts of a body with their offsets: where delimiter, header and content of each begin and end,
 * whatever is wrong with them. It reads as tolerantly as it can, and notes what it tolerated.
 *
 * @module
 */
import { isEndOfJpeg } from './boundary.ts'
import { type Field, fieldOf, headLength, readFields } from './response-head.ts'

/** One part. Offsets are in the body. */
export interface PartSeen {
  /** Where its header begins. */
  readonly headFrom: number
  /** Its header with the blank line, as text. */
  readonly head: string
  readonly fields: readonly Field[]
  /** Where its content begins. */
  readonly from: number
  /** Where its content ends: in front of the line end that belongs to the delimiter. */
  readonly to: number
  /** What `Content-Length` says, if anything. */
  readonly announced?: number | undefined
  /** What stands between its content and the delimiter: CRLF if all is well. */
  readonly gap: string
  /** Behind the delimiter's line that ends it. */
  readonly end: number
}

/** What the parts of a body are. */
export interface Layout {
  /** Where the first delimiter is; -1 where the body begins with the header of a part. */
  readonly firstAt: number
  /** Complete parts: a delimiter came behind each. */
  readonly parts: readonly PartSeen[]
  /** The part whose delimiter has not come, if its header has. */
  readonly rest?: Pick<PartSeen, 'headFrom' | 'head' | 'fields' | 'from' | 'announced'> | undefined
}

/** Where a delimiter and its line begin and end. */
interface Line {
  readonly from: number
  readonly to: number
}

/** A header of a part longer than this is none. */
const LONGEST_PART_HEAD = 16_384

/** Takes a body apart at `delimiter` (dashes with it). */
export function layoutOf(body: Buffer, delimiter: string): Layout {
  const parts: PartSeen[] = []
  const first = nextDelimiter(body, 0, delimiter)
  const begins = /^content-(type|length) *:/i.test(body.toString('latin1', 0, 20))
  let at = begins ? 0 : first?.to
  while (at !== undefined) {
    const start = partAt(body, at)
    if (!start) return { firstAt: begins ? -1 : (first?.from ?? 0), parts }
    const line = endOf(body, start, delimiter)
    if (!line) return { firstAt: begins ? -1 : (first?.from ?? 0), parts, rest: start }
    parts.push({ ...start, ...contentOf(body, start, line), end: line.to })
    at = line.to
  }
  return { firstAt: first?.from ?? body.length, parts }
}

type PartStart = NonNullable<Layout['rest']>

function partAt(body: Buffer, at: number): PartStart | undefined {
  // A part without any header begins with its blank line.
  const isBare = body[at] === 0x0d && body[at + 1] === 0x0a
  const from = isBare ? at + 2 : headLength(body, at)
  if (from === undefined || from - at > LONGEST_PART_HEAD) return undefined
  const head = body.toString('latin1', at, from)
  const fields = readFields(head.split(/\r?\n/))
  const length = Number(fieldOf(fields, 'content-length')?.value || Number.NaN)
  return { headFrom: at, head, fields, from, announced: Number.isNaN(length) ? undefined : length }
}

/** The delimiter that ends a part: where its length says, else the next. */
function endOf(body: Buffer, part: PartStart, delimiter: string): Line | undefined {
  if (part.announced !== undefined) {
    const near = nextDelimiter(body, part.from + part.announced, delimiter)
    if (near && near.from - part.from - part.announced <= 4) return near
  }
  return nextDelimiter(body, part.from, delimiter)
}

function nextDelimiter(body: Buffer, from: number, delimiter: string): Line | undefined {
  for (let at = body.indexOf(delimiter, from, 'latin1'); at >= 0; ) {
    const line = lineAt(body, at, from, delimiter)
    if (line) return line
    at = body.indexOf(delimiter, at + 1, 'latin1')
  }
  return undefined
}

/** The delimiter at `at`, if it is one: it begins a line, or follows a JPEG, and it ends its line. */
function lineAt(body: Buffer, at: number, from: number, delimiter: string): Line | undefined {
  if (at > from && body[at - 1] !== 0x0a && !isEndOfJpeg(body, at)) return undefined
  let end = at + delimiter.length
  if (body[end] === 0x2d && body[end + 1] === 0x2d) end += 2
  while (body[end] === 0x20 || body[end] === 0x09) end += 1
  if (body[end] === 0x0d) end += 1
  return body[end] === 0x0a ? { from: at, to: end + 1 } : undefined
}

/** How far a content reaches: line ends in front of a delimiter are not its own. */
function contentOf(
  body: Buffer,
  { from, announced }: PartStart,
  line: Line,
): Pick<PartSeen, 'to' | 'gap'> {
  // What is no JPEG may end with a line end of its own.
  const told = from + (announced ?? Number.NaN)
  if (told + 2 === line.from && body.toString('latin1', told, line.from) === '\r\n') {
    return { to: told, gap: '\r\n' }
  }
  let to = line.from
  while (to > from && (body[to - 1] === 0x0a || body[to - 1] === 0x0d)) to -= 1
  return { to, gap: body.toString('latin1', to, line.from) }
}
