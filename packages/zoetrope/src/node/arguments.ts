/**
 * A command line taken apart without a shell: quotes and backslashes mean what they mean in one, and
 * nothing else means anything. No variables, no globs, no pipes; so nothing to inject into.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/**
 * Splits a command line at white space. `'single'` quotes keep everything, in `"double"` ones a
 * backslash escapes `"` and itself, outside of quotes it escapes any one character.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when a quote is not closed, or a backslash ends the text.
 *
 * @example
 * splitArguments(`-vf "drawtext=text='hello world'" -i my\\ file.mp4`)
 */
export function splitArguments(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < text.length; ) {
    const piece = nextPiece(text, at)
    at += piece.length
    if (piece.text !== undefined) {
      word = (word ?? '') + piece.text
    } else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  return word === undefined ? words : [...words, word]
}

/** What stands at a place of the text: literal characters, or (`text` undefined) a separator. */
interface Piece {
  readonly text: string | undefined
  readonly length: number
}

const PIECE =
  /(?<space>\s+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|(?<plain>[^\s'"\\]+)/sy

function nextPiece(text: string, at: number): Piece {
  PIECE.lastIndex = at
  const match = PIECE.exec(text)
  if (!match) throw unfinished(text, at)
  const { space, single, double, escaped, plain } = match.groups ?? {}
  const { length } = match[0]
  if (space !== undefined) return { text: undefined, length }
  return { text: single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain, length }
}

// Without the text: there may be a password in it.
function unfinished(text: string, at: number): ZoetropeError {
  const what =
    text[at] === '\\' ? 'a backslash with nothing after it' : `a ${text[at]} never closed`
  const place = `at character ${at + 1}`
  return new ZoetropeError('INVALID_SOURCE', `Cannot split the command: ${what}, ${place}`)
}
