/**
 * Query parameters: declared once as a schema, which checks them and describes them in the OpenAPI
 * document.
 *
 * Unknown ones are ignored, because readers add cache busters; known ones that are wrong are
 * refused, and those of parts not built yet are never silently without effect.
 *
 * @module
 */
import { z } from 'zod'
import { Problem } from './problem.ts'

/** What a number in a query may be. */
export interface NumberRule {
  readonly min: number
  readonly max: number
  /** What it counts, for messages: `milliseconds`. @default nothing */
  readonly unit?: string
  /** One sentence for the documentation. */
  readonly about: string
}

/** An optional whole number. */
export function wholeNumber(rule: NumberRule): z.ZodType<number | undefined> {
  return numeric(rule, { shape: /^-?\d{1,16}$/, article: 'a whole number', number: z.int })
}

/** An optional number with or without decimals. */
export function decimal(rule: NumberRule): z.ZodType<number | undefined> {
  return numeric(rule, { shape: /^-?\d{1,16}(\.\d{1,9})?$/, article: 'a number', number: z.number })
}

// They would act on whatever terminal shows the log, or turn around the text beside them.
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u

/** An optional text of at most `max` characters, none of which controls anything. */
export function shortText({
  max,
  about,
}: {
  max: number
  about: string
}): z.ZodType<string | undefined> {
  return z
    .string()
    .max(max, { error: `at most ${max} characters long` })
    .refine((text) => !CONTROLS.test(text), { error: 'text without control characters' })
    .optional()
    .meta({ description: about })
}

/** An optional yes or no, as uStreamer reads one: all that begins with 1 is a yes. */
export function flag(about: string): z.ZodType<boolean | undefined> {
  const error = '1 or 0, true or false, yes or no'
  return z
    .string()
    .regex(/^([01].*|true|false|yes|no)$/i, { error })
    .transform((text) => /^[1ty]/i.test(text))
    .pipe(z.boolean())
    .optional()
    .meta({ description: `${about} Expects ${error}.` })
}

/** An optional word out of a list. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  about: string,
): z.ZodType<Word | undefined> {
  const error = `one of ${words.join(', ')}`
  return z.enum(words, { error }).optional().meta({ description: about })
}

/**
 * Picks what `schema` knows from a query. Of a parameter that occurs twice the first counts.
 *
 * @throws {Problem} `INVALID_PARAMETER`, naming the parameter, its value and what was expected.
 */
export function readQuery<Schema extends z.ZodObject>(
  schema: Schema,
  query: URLSearchParams,
): z.output<Schema> {
  const known = Object.keys(schema.shape).filter((name) => query.has(name))
  const result = schema.safeParse(Object.fromEntries(known.map((name) => [name, query.get(name)])))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const parameter = String(issue?.path[0])
  const value = (query.get(parameter) ?? '').slice(0, 100)
  const expected = issue?.message ?? 'something else'
  throw new Problem(
    'INVALID_PARAMETER',
    `Expected ${parameter} to be ${expected}, got "${value}"`,
    { members: { parameter, value, expected } },
  )
}

/** @throws {Problem} `NOT_IMPLEMENTED` when the query has one of the parameters that come later. */
export function refuseLater(later: readonly string[], query: URLSearchParams): void {
  const parameter = later.find((name) => query.has(name))
  if (parameter === undefined) return
  throw new Problem(
    'NOT_IMPLEMENTED',
    `The parameter ${parameter} is not implemented in this version; leave it out`,
    { members: { parameter } },
  )
}

interface Numeric {
  readonly shape: RegExp
  readonly article: string
  number(params: { error: string }): z.ZodNumber
}

function numeric(rule: NumberRule, kind: Numeric): z.ZodType<number | undefined> {
  const unit = rule.unit === undefined ? '' : ` of ${rule.unit}`
  const error = `${kind.article}${unit} from ${rule.min} to ${rule.max}`
  const range = kind.number({ error }).min(rule.min, { error }).max(rule.max, { error })
  return z
    .string()
    .regex(kind.shape, { error })
    .transform(Number)
    .pipe(range)
    .optional()
    .meta({ description: `${rule.about} Expects ${error}.` })
}
