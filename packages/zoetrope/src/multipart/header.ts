/**
 * The header block of a part, line by line.
 *
 * @module
 */
/** Whether something is there; `undefined` while too little has come to tell. */
export type Verdict = boolean | undefined

const LF = 0x0a
const CR = 0x0d
const TAB = 0x09
const SPACE = 0x20
const COLON = 0x3a

const decoder = new TextDecoder()

/** What a name may consist of, as flags by byte (RFC 9110, "token"). */
const TOKEN = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[\w!#$%&'*+.^`|~-]/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0,
)

/** A name is given up as such when it is longer. */
const LONGEST_NAME = 128

/** The header fields of one part, by lower-case name. */
export class Fields extends Map<string, string> {
  #last = ''

  /**
   * Reads the line in `bytes`, from `from` up to before `to`. A field that is repeated, or continued
   * on the next line, is joined. Returns whether it was a header line.
   */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const line = decoder.decode(bytes.subarray(from, to))
    const colon = line.indexOf(':')
    if (/^[ \t]/.test(line)) return this.#join(this.#last, ' ', line.trim())
    const name = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase()
    if (!name) return false
    this.#last = name
    return this.#join(name, ', ', line.slice(colon + 1).trim())
  }

  /** The body's length as the header announces it; `undefined` when it does not. */
  get contentLength(): number | undefined {
    const digits = /^\d{1,15}/.exec(this.get('content-length') ?? '')
    return digits ? Number(digits[0]) : undefined
  }

  /** Whether they say what a part is: other lines with a colon may be anything. */
  get describeContent(): boolean {
    return this.has('content-type') || this.has('content-length')
  }

  #join(name: string, separator: string, value: string): boolean {
    const before = this.get(name)
    if (name) this.set(name, before === undefined ? value : before + separator + value)
    return name !== ''
  }
}

/** Whether a line that begins with this byte may satisfy {@link describesContent}. */
export function mayDescribeContent(first: number): boolean {
  return first === 0x43 || first === 0x63
}

/** Whether the line describes the content of a part, as the first line of a header block may. */
export function describesContent(bytes: Uint8Array, from: number, to: number): boolean {
  const line = decoder.decode(bytes.subarray(from, Math.min(to, from + LONGEST_NAME)))
  return /^content-(?:type|length)[ \t]*:/i.test(line)
}

/** Whether a header block begins at `at`: with a header line, a blank line, or the JPEG itself. */
export function beginsHeader(bytes: Uint8Array, at: number): Verdict {
  const first = bytes[at]
  if (first === CR || first === LF || first === 0xff) return true
  const end = Math.min(at + LONGEST_NAME, bytes.length)
  let index = at
  while (index < end && TOKEN[bytes[index] ?? 0]) index += 1
  const name = index > at
  while (index < end && (bytes[index] === SPACE || bytes[index] === TAB)) index += 1
  if (index === bytes.length) return undefined
  return name && bytes[index] === COLON
}
