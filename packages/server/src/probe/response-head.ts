/**
 * The head of an answer, as it came: nothing is put right that viewers would stumble over.
 *
 * @module
 */

/** One line of a header. */
export interface Field {
  /** As written. */
  readonly name: string
  /** Without the blanks around it. */
  readonly value: string
  /** What stood between the colon and the end of the line. */
  readonly raw: string
}

/** A status line and its header. */
export interface ResponseHead {
  /** `1.1`; empty where no status line came first. */
  readonly version: string
  readonly status: number
  readonly fields: readonly Field[]
  /** Bytes, the blank line with it. */
  readonly length: number
  /** Whether every line ended with CRLF. */
  readonly isCrlf: boolean
  readonly text: string
}

/** Bytes that a head may have. */
export const LONGEST_HEAD = 65_536

/** Reads the head that `bytes` begin with; `undefined` as long as its blank line is missing. */
export function readHead(bytes: Buffer): ResponseHead | undefined {
  const length = headLength(bytes)
  if (length === undefined) return undefined
  const text = bytes.toString('latin1', 0, length)
  const [first = '', ...rest] = text.split(/\r?\n/)
  const [, version = '', status = '0'] = /^HTTP\/(\d\.\d) +(\d{3})/.exec(first) ?? []
  const isCrlf = !/(^|[^\r])\n/.test(text)
  return { version, status: Number(status), fields: readFields(rest), length, isCrlf, text }
}

/** The lines of a header. */
export function readFields(lines: readonly string[]): Field[] {
  return lines
    .filter((line) => line.includes(':'))
    .map((line) => {
      const colon = line.indexOf(':')
      const raw = line.slice(colon + 1)
      return { name: line.slice(0, colon).trim(), value: raw.trim(), raw }
    })
}

/** The first field of this name, whatever its case. */
export function fieldOf(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)
}

/** The value of that field, or an empty text. */
export function headerValue(head: ResponseHead | undefined, name: string): string {
  return head ? (fieldOf(head.fields, name)?.value ?? '') : ''
}

/** The line of that field as it was written, or nothing. */
export function headerLine(head: ResponseHead, name: string): string | undefined {
  const field = fieldOf(head.fields, name)
  return field && `${field.name}:${field.raw}`
}

/** The media type in lower case, without its parameters. */
export function mediaType(head: ResponseHead | undefined): string {
  return (headerValue(head, 'content-type').split(';')[0] ?? '').trim().toLowerCase()
}

/** Where the first blank line ends. */
export function headLength(bytes: Buffer, from = 0): number | undefined {
  for (let at = bytes.indexOf(0x0a, from); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at + 1] === 0x0a) return at + 2
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return at + 3
  }
  return undefined
}
