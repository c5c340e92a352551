/**
 * `{camera} is {to}`: the facts of an event in a text of the user's.
 *
 * Braces with something else in them stay as they are, so that JSON can be written.
 *
 * @module
 */
import type { Entry } from './entry.ts'

/** The words that may stand in braces. One that an event does not have is empty. */
export const WORDS = [
  'camera',
  'type',
  'id',
  'at',
  'time',
  'from',
  'to',
  'reason',
  'count',
  'name',
  'value',
  'state',
] as const

/** The facts of an event by these words. */
export type Words = Readonly<Record<string, string>>

const PLACE = /\{([a-z]+)\}/g

/** The facts of `entry` as texts. */
export function wordsOf(entry: Entry): Words {
  const facts = { ...entry, time: new Date(entry.at).toISOString() }
  const known = Object.entries(facts).filter(([, fact]) => fact !== null)
  return Object.fromEntries(known.map(([word, fact]) => [word, String(fact)]))
}

/** `text` with the facts in it. @param quote Is applied to each fact. */
export function fill(text: string, words: Words, quote: (fact: string) => string = same): string {
  return text.replace(PLACE, (_, word: string) => quote(words[word] ?? ''))
}

/** The first word in braces that is none of {@link WORDS}. */
export function strangeWord(text: string): string | undefined {
  const known: readonly string[] = WORDS
  const words = Array.from(text.matchAll(PLACE), ([, word = '']) => word)
  return words.find((word) => !known.includes(word))
}

function same(fact: string): string {
  return fact
}
