/**
 * Turns what was typed after an option into its value, or says what would have been right.
 *
 * @module
 */
import { InvalidArgumentError } from 'commander'
import { type FamilyName, familyNames } from '../compat/family-name.ts'
import {
  BASE_PATH,
  FILE_MODE,
  HOST,
  type Limits,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFormat,
  type LogLevel,
  numberWithin,
  PACINGS,
  type Pacing,
  PLACEHOLDER,
} from './limits.ts'
import { suggest } from './suggestion.ts'

/** Reads a number within limits. */
export function numberOption(limits: Limits): (text: string) => number {
  return (text) => {
    const value = numberWithin(text, limits)
    if (value === undefined) throw new InvalidArgumentError(`Expected ${limits.words}.`)
    return value
  }
}

/** Reads one of a few words. */
function choiceOption<Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((each) => each === text)
    if (word !== undefined) return word
    const meant = suggest(text, words)
    const advice = meant ? ` Did you mean ${meant}?` : ''
    throw new InvalidArgumentError(`Expected one of ${words.join(', ')}.${advice}`)
  }
}

/** Reads `--log-level`. */
export const logLevel: (text: string) => LogLevel = choiceOption(LOG_LEVELS)

/** Reads `--log-format`. */
export const logFormat: (text: string) => LogFormat = choiceOption(LOG_FORMATS)

/** Reads `--pacing`. */
export const pacing: (text: string) => Pacing = choiceOption(PACINGS)

const family = choiceOption(['all', 'none', ...familyNames])

/** Reads `--compat`: servers with commas between, `all` or `none`. */
export function compat(text: string, before: readonly FamilyName[] = []): readonly FamilyName[] {
  const words = text.split(',').map((item) => family(item.trim()))
  const named = familyNames.filter((name) => words.includes(name) || words.includes('all'))
  return [...new Set([...before, ...named])]
}

/** Reads `--base-path`. */
export function basePath(text: string): string {
  if (BASE_PATH.pattern.test(text)) return text
  throw new InvalidArgumentError(`Expected ${BASE_PATH.words}.`)
}

/** Reads `--placeholder`. */
export function placeholder(text: string): string {
  if (PLACEHOLDER.pattern.test(text)) return text
  throw new InvalidArgumentError(`Expected ${PLACEHOLDER.words}.`)
}

/** Reads `--socket-mode`: octal digits. */
export function fileMode(text: string): string {
  if (FILE_MODE.pattern.test(text)) return text
  throw new InvalidArgumentError('Expected the mode of a file, such as 660.')
}

/** Reads a host without a port. */
export function hostOption(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, '$1')
  if (HOST.pattern.test(text) && !/^[^:]+:\d+$/.test(bare)) return bare
  throw new InvalidArgumentError('Expected an address such as 0.0.0.0; the port has --port.')
}

/** Reads an option that may be repeated, and takes several with commas between. */
export function listOption(text: string, before: readonly string[] = []): string[] {
  const items = text.split(',').map((item) => item.trim())
  if (items.includes('')) throw new InvalidArgumentError('Expected values with commas between.')
  return [...before, ...items]
}
