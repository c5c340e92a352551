/**
 * How single settings of a configuration file are checked: each check carries the words for what it
 * expects, so that an error can say them.
 *
 * @module
 */
import * as z from 'zod'
import type { Limits } from './limits.ts'

/** Settings by name, and no others. */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, `settings (${Object.keys(shape).join(', ')})`)
}

/** A number within limits. */
export function number({ min, max, integer, words }: Limits): z.ZodNumber {
  const base = z.number(words).min(min, words).max(max, words)
  return integer ? base.int(words) : base
}

/** Any text but an empty one. */
export function text(words: string): z.ZodString {
  return z.string(words).min(1, words)
}

/** A text of a certain form. */
export function pattern({
  pattern,
  words,
}: {
  readonly pattern: RegExp
  readonly words: string
}): z.ZodString {
  return z.string(words).regex(pattern, words)
}

/** Yes or no. */
export function flag(): z.ZodBoolean {
  return z.boolean('true or false')
}

/** A list of texts. */
export function list(words: string): z.ZodArray<z.ZodString> {
  return z.array(z.string(`one of the ${words}`).min(1, words), `a list of ${words}`)
}

/** One word out of a few. */
export function choice<const Words extends readonly string[]>(
  words: Words,
): z.ZodEnum<z.core.util.ToEnum<Words[number]>> {
  return z.enum(words, `one of ${words.join(', ')}`)
}
