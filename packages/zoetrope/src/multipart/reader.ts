/**
 * Reads the parts of any MJPEG stream, however its server bends the rules.
 *
 * Outside of bodies everything is a line: blank, a delimiter, a header field, or nothing to bother
 * about. So the reader is never lost for longer than up to the next delimiter. An announced length
 * is believed once the last one has proved right.
 *
 * @module
 */
import type { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { checkLimit, MAX_FRAME_BYTES } from '../frame/limit.ts'
import { SOI } from '../frame/marker.ts'
import { BodyEnd } from './body.ts'
import { boundaryOf } from './boundary.ts'
import { boundaryIn, Delimiter } from './delimiter.ts'
import { describesContent, mayDescribeContent } from './header.ts'
import { HeaderBlock } from './header-block.ts'
import { Rejects } from './rejects.ts'
import { Window } from './window.ts'

/** What a reader expects, lets through, and whom it tells of the rest. */
export interface PartReaderOptions {
  /** As the `Content-Type` names it ({@link boundaryOf}). @default learnt from the stream */
  boundary?: string | undefined
  /** Bytes a header block may have. @default 16_384 */
  maxHeaderBytes?: number | undefined
  /** Bytes a body may have. @default 33_554_432 (32 MiB) */
  maxBytes?: number | undefined
  /** Is told of what was given up: `HEADER_TOO_LARGE`, `FRAME_TOO_LARGE`, `INVALID_FRAME`, `INVALID_STREAM`. */
  onReject?: ((error: ZoetropeError) => void) | undefined
}

/** One part of a stream. */
export interface ReadPart {
  /** Header fields by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  /** Good until the next `push`: copy what is to be kept. A JPEG may still be damaged. */
  readonly body: Bytes
}

/**
 * - `between`: outside of parts, in a line or at the beginning of one
 * - `header`: in a header block, at the beginning of a line
 * - `opening`: at the beginning of a body, before it is known what it is
 * - `body`: in a body
 */
type State = 'between' | 'header' | 'opening' | 'body'

const LF = 0x0a
const CR = 0x0d

/** Before all streams. */
const NOWHERE: number = Number.NEGATIVE_INFINITY

/** Completes the last line of a stream. */
const ENDING: Bytes = Uint8Array.of(LF, LF)

/** Takes chunks of a multipart stream, gives its parts. */
export class PartReader {
  readonly #maxHeaderBytes: number
  readonly #maxBytes: number
  readonly #rejects: Rejects
  readonly #window = new Window()
  readonly #body: BodyEnd
  #delimiter: Delimiter
  #state: State = 'between'
  #parts: ReadPart[] = []
  #block: HeaderBlock
  #inLine = false
  /** The boundary, if the line in front of this header block was a delimiter. */
  #guess: string | undefined
  /** Where in the stream the last announced length ends. */
  #announcedEnd = NOWHERE
  /** Whether the last body ended there, so that the next may be taken to do so, too. */
  #trusted = false

  constructor(options: PartReaderOptions = {}) {
    const { boundary, maxHeaderBytes = 16_384, maxBytes = MAX_FRAME_BYTES } = options
    this.#maxHeaderBytes = checkLimit('maxHeaderBytes', maxHeaderBytes)
    this.#maxBytes = checkLimit('maxBytes', maxBytes)
    this.#rejects = new Rejects(options.onReject)
    this.#body = new BodyEnd(maxBytes)
    this.#delimiter = new Delimiter(boundary)
    this.#block = new HeaderBlock(maxHeaderBytes, true)
  }

  /** Bytes kept from earlier chunks: at most 1 KiB more than a body or header block may have. */
  get buffered(): number {
    return this.#window.buffered
  }

  /**
   * Takes the next chunk and gives the parts that became whole with it, in order.
   *
   * A body that lies inside the chunk is a view of it, any other a view of a buffer that is used
   * again: both are good until the next `push`. The chunk itself may be reused then, too.
   */
  push(chunk: Bytes): ReadPart[] {
    this.#parts = []
    this.#window.push(chunk, this.#state === 'body' ? this.#body.wanted : 0)
    this.#run()
    this.#window.keep()
    if (this.#state === 'between') this.#rejects.search(this.#window.position)
    return this.#parts
  }

  /** Ends the stream and gives the parts whose end was only that. Nothing may be pushed after it. */
  end(): ReadPart[] {
    this.#parts = []
    this.#retreat()
    this.#window.push(ENDING, 0)
    do this.#run()
    while (this.#retreat())
    this.#settle()
    this.#window.keep()
    return this.#parts
  }

  #run(): void {
    while (this.#step() || this.#window.more());
  }

  /** Goes one step on. Returns whether there may be another: if not, more bytes are needed. */
  #step(): boolean {
    if (this.#state === 'between') return this.#between()
    if (this.#state === 'header') return this.#header()
    if (this.#state === 'opening') return this.#open()
    return this.#readBody()
  }

  #between(): boolean {
    const { bytes, at, position } = this.#window
    const first = bytes[at]
    if (first === undefined) return false
    if (this.#inLine) this.#inLine = !this.#window.skipLine()
    if (this.#window.at > at) return true
    if (first === CR || first === LF) return this.#consume(1)
    // What lies within the announced length is padding, or a second picture behind the first.
    const strict = position < this.#announcedEnd
    if (first === 0xff && !strict) return this.#meetJpeg()
    const mayMatter = this.#delimiter.mayBegin(first) || mayDescribeContent(first)
    if (!mayMatter) return this.#ignoreLine()
    const end = this.#window.endOfLine(this.#maxHeaderBytes)
    if (end === 'too-long') return this.#ignoreLine()
    return end !== 'more' && this.#meetLine(end, strict)
  }

  #ignoreLine(): true {
    this.#inLine = true
    return true
  }

  /** A line between parts begins with FF: perhaps a JPEG without a header, or without a delimiter. */
  #meetJpeg(): boolean {
    const { bytes, at, position } = this.#window
    if (bytes.length - at < 3) return false
    if (bytes[at + 1] !== SOI || bytes[at + 2] !== 0xff) return this.#ignoreLine()
    this.#beginHeader()
    this.#state = 'body'
    this.#body.begin({ position, jpeg: true })
    return true
  }

  #meetLine(end: number, strict: boolean): boolean {
    const { bytes, at } = this.#window
    const kind = this.#delimiter.match(bytes, at, end)
    if (kind) this.#announcedEnd = NOWHERE
    const guess = kind || strict ? undefined : boundaryIn(bytes, at, end)
    if (kind === 'open' || guess !== undefined) this.#beginHeader(guess)
    // The delimiter is missing: this line is the first of the header block.
    else if (!strict && describesContent(bytes, at, end)) return this.#beginHeader()
    return this.#consume(end + 1 - at)
  }

  #beginHeader(guess?: string): true {
    this.#rejects.search(this.#window.position)
    this.#state = 'header'
    this.#guess = guess
    this.#block = new HeaderBlock(this.#maxHeaderBytes, guess === undefined)
    return true
  }

  #header(): boolean {
    const event = this.#block.read(this.#window, this.#delimiter)
    if (event === 'more') return false
    if (event === 'end') return this.#beginBody()
    if (event === 'open') return this.#beginHeader()
    this.#state = 'between'
    if (event !== 'too-large') return true
    this.#rejects.headerTooLarge(this.#maxHeaderBytes)
    return this.#leave(0, 'in-line')
  }

  #beginBody(): boolean {
    const type = this.#block.fields.get('content-type') ?? ''
    this.#state = 'opening'
    if (this.#block.fields.describeContent) this.#adopt(this.#guess)
    // The header of the stream itself.
    if (/^multipart\//i.test(type)) {
      this.#adopt(boundaryOf(type))
      this.#state = 'between'
      return true
    }
    const length = this.#block.fields.contentLength
    this.#announcedEnd = this.#window.position + (length ?? NOWHERE)
    if (this.#trusted && length !== undefined && !this.#guess) this.#beginWith(false)
    return true
  }

  /** Looks what the body is. */
  #open(): boolean {
    const { bytes, at } = this.#window
    let start = at
    // Some servers write a blank line too many.
    while (start < at + 4 && (bytes[start] === CR || bytes[start] === LF)) start += 1
    if (start + 1 >= bytes.length) return false
    const jpeg = bytes[start] === 0xff && bytes[start + 1] === SOI
    if (jpeg) this.#adopt(this.#guess)
    // Whether the length counts that line or not, it cannot be trusted.
    if (start > at) this.#announcedEnd = NOWHERE
    if (jpeg) this.#consume(start - at)
    if (this.#guess === undefined) this.#beginWith(jpeg)
    else this.#state = 'between'
    return true
  }

  #adopt(boundary: string | undefined): void {
    if (boundary !== undefined) this.#delimiter = new Delimiter(boundary)
    this.#guess = undefined
  }

  #beginWith(jpeg: boolean): void {
    this.#state = 'body'
    this.#body.begin({
      position: this.#window.position,
      jpeg,
      length: this.#block.fields.contentLength,
      trusted: this.#trusted,
      delimiter: this.#delimiter,
    })
  }

  #readBody(): boolean {
    const { bytes, at } = this.#window
    const found = this.#body.find(bytes, at)
    if (found === 'more') return false
    if (found === 'too-large') {
      this.#rejects.bodyTooLarge(this.#maxBytes)
      return this.#leave(this.#maxBytes, 'in-line')
    }
    if (found !== 'broken') return this.#deliver(found)
    this.#rejects.broken()
    return this.#leave(this.#body.searched, 'at-line')
  }

  #deliver(length: number): boolean {
    const { bytes, at } = this.#window
    this.#parts.push({ headers: this.#block.fields, body: bytes.subarray(at, at + length) })
    this.#trusted = this.#window.position + length === this.#announcedEnd
    return this.#leave(length, 'at-line')
  }

  /** Leaves a part, or what was taken for one, behind the next `length` bytes. */
  #leave(length: number, place: 'in-line' | 'at-line'): true {
    this.#consume(length)
    this.#state = 'between'
    this.#inLine = place === 'in-line'
    this.#rejects.settle(this.#window.position)
    return true
  }

  #retreat(): boolean {
    return this.#state === 'body' && this.#body.retreat(this.#window.bytes, this.#window.at)
  }

  /** The stream has ended, and {@link ENDING} was added to it. */
  #settle(): void {
    const { bytes, at, position } = this.#window
    const empty = this.#state === 'opening' && this.#block.fields.contentLength === 0
    const length = bytes.length - at - ENDING.length
    const rest = this.#state === 'body' ? this.#body.remainder(bytes, at, length) : 0
    if (rest === undefined) this.#rejects.cut()
    else if (rest > 0 || empty) this.#deliver(rest)
    else this.#rejects.end(position - ENDING.length)
  }

  #consume(length: number): true {
    this.#window.consume(length)
    return true
  }
}
