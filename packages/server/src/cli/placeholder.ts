/**
 * What viewers see while a camera gives nothing, as the command line and the configuration file name
 * it: a word, or the path of a JPEG.
 *
 * @module
 */
import { readFile } from 'node:fs/promises'
import {
  cardPlaceholder,
  dimmedPlaceholder,
  lastFramePlaceholder,
  type Placeholder,
  picturePlaceholder,
  ZoetropeError,
} from 'zoetrope'
import { Failure } from './failure.ts'

const kinds: Readonly<Record<string, () => Placeholder | undefined>> = {
  dimmed: dimmedPlaceholder,
  card: cardPlaceholder,
  last: lastFramePlaceholder,
  none: () => undefined,
}

/** Whether it is one of the words, rather than a path. */
export function isPlaceholderWord(text: string): boolean {
  return Object.hasOwn(kinds, text)
}

/** Makes it. @throws {Failure} when it is a path, and no JPEG is there. */
export async function placeholderOf(text: string): Promise<Placeholder | undefined> {
  if (isPlaceholderWord(text)) return kinds[text]?.()
  const jpeg = await readFile(text).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT'
    const reason = missing ? `there is no file ${text}` : `cannot read ${text}: ${error.message}`
    throw refusal(reason, error)
  })
  try {
    return picturePlaceholder(new Uint8Array(jpeg))
  } catch (error) {
    if (!(error instanceof ZoetropeError)) throw error
    throw refusal(`${text} is no JPEG (${error.message})`, error)
  }
}

function refusal(reason: string, cause: unknown): Failure {
  const advice = 'a placeholder is dimmed, card, last, none or the path of a JPEG'
  return new Failure(`${reason}; ${advice}`, { exitCode: 2, cause })
}
