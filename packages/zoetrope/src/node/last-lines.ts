/**
 * The last lines of a text that has no end: bounded memory, whatever a program writes.
 *
 * @module
 */

/** How much to keep. */
export interface LineLimits {
  /** @default 8 */
  readonly lines?: number | undefined
  /** Characters that are kept of a line. @default 500 */
  readonly length?: number | undefined
}

/** Takes bytes, keeps the newest lines that are not empty, each cut to a readable length. */
export class LastLines {
  readonly #limits: { readonly lines: number; readonly length: number }
  readonly #decoder = new TextDecoder()
  #lines: string[] = []
  #open = ''

  constructor({ lines = 8, length = 500 }: LineLimits = {}) {
    this.#limits = { lines, length }
  }

  push(chunk: Uint8Array): void {
    const { lines, length } = this.#limits
    const text = this.#open + this.#decoder.decode(chunk, { stream: true })
    // Progress displays end their lines with a bare CR.
    const pieces = text.split(/[\r\n]+/)
    this.#open = (pieces.pop() ?? '').slice(0, length)
    const whole = pieces.map((line) => clean(line, length)).filter((line) => line !== '')
    this.#lines = [...this.#lines, ...whole].slice(-lines)
  }

  /** Oldest first. An unfinished line counts. */
  get lines(): readonly string[] {
    return [...this.#lines, clean(this.#open, this.#limits.length)].filter((line) => line !== '')
  }
}

// Colours and other control characters have no place in a log line of ours.
function clean(line: string, length: number): string {
  return line
    .replace(/\p{Cc}\[[0-9;]*[A-Za-z]/gu, '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, length)
}
