/**
 * The query of a request, read parameter by parameter.
 *
 * Only those that are asked for are looked at: unknown ones are no mistake, because viewers add
 * cache busters. Of one that occurs twice the first counts. The server checks the same ranges by its
 * schemas.
 *
 * @module
 */
import { Refusal } from './refusal.ts'

/** What a number may be. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  /** What it counts: `milliseconds`. @default nothing */
  readonly unit?: string
}

// They would act on whatever terminal shows them, or turn around the text beside them.
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u

/** Reads parameters. Each method gives `undefined` for one that is absent, and throws a {@link Refusal} for one that is wrong. */
export class Query {
  #search: URLSearchParams

  constructor({ searchParams }: URL) {
    this.#search = searchParams
  }

  /** A whole number. */
  whole(name: string, range: NumberRange): number | undefined {
    return this.#number(name, range, { shape: /^-?\d{1,16}$/, article: 'a whole number' })
  }

  /** A number with or without decimals. */
  decimal(name: string, range: NumberRange): number | undefined {
    return this.#number(name, range, { shape: /^-?\d{1,16}(\.\d{1,9})?$/, article: 'a number' })
  }

  /** A yes or no; all that begins with 1 is a yes. */
  flag(name: string): boolean | undefined {
    const expected = '1 or 0, true or false, yes or no'
    const text = this.#text(name, expected, (value) => /^([01].*|true|false|yes|no)$/i.test(value))
    return text === undefined ? undefined : /^[1ty]/i.test(text)
  }

  /** A word out of a list. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.#text(name, `one of ${words.join(', ')}`, (value) =>
      words.some((word) => word === value),
    )
    return words.find((word) => word === text)
  }

  /** A text of at most `max` characters, none of which controls anything. */
  text(name: string, max: number): string | undefined {
    const isShort = (value: string): boolean => value.length <= max
    this.#text(name, `at most ${max} characters long`, isShort)
    return this.#text(name, 'text without control characters', (value) => !CONTROLS.test(value))
  }

  #number(
    name: string,
    { min, max, unit }: NumberRange,
    { shape, article }: { readonly shape: RegExp; readonly article: string },
  ): number | undefined {
    const expected = `${article}${unit ? ` of ${unit}` : ''} from ${min} to ${max}`
    const text = this.#text(name, expected, (value) => {
      return shape.test(value) && Number(value) >= min && Number(value) <= max
    })
    return text === undefined ? undefined : Number(text)
  }

  #text(name: string, expected: string, isFine: (value: string) => boolean): string | undefined {
    const value = this.#search.get(name)
    if (value === null) return undefined
    if (isFine(value)) return value
    const got = value.slice(0, 100)
    throw new Refusal('INVALID_PARAMETER', `Expected ${name} to be ${expected}, got "${got}"`, {
      members: { parameter: name, value: got, expected },
    })
  }
}
