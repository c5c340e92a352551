/**
 * Hooks in a configuration file: what to do when something happens.
 *
 * @module
 */
import * as z from 'zod'
import { isTrigger, TRIGGERS } from '../events/trigger.ts'
import { strangeWord, WORDS } from '../events/wording.ts'
import type { Limits } from './limits.ts'
import { list, number, section, text } from './setting-schema.ts'
import { suggest } from './suggestion.ts'

/** One hook. */
export interface HookConfiguration {
  readonly on: readonly string[]
  readonly cameras?: readonly string[] | undefined
  /** A program and its arguments. */
  readonly run?: readonly string[] | undefined
  /** A URL. */
  readonly post?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly secret?: string | undefined
  /** Seconds. */
  readonly timeout?: number | undefined
  /** Seconds. */
  readonly debounce?: number | undefined
}

const TIMEOUT: Limits = {
  min: 0.1,
  max: 3600,
  integer: false,
  words: 'seconds from 0.1 to 3600',
}

const DEBOUNCE: Limits = {
  min: 0,
  max: 86_400,
  integer: false,
  words: 'seconds from 0 to 86400',
}

const HEADER = /^[\w!#$%&'*+.^`|~-]+$/
const EVENTS = `an event (${TRIGGERS.join(', ')}, control:NAME)`
const PROGRAM = 'a program and its arguments, such as [/usr/local/bin/alarm, "{camera} is {to}"]'
const URL_WORDS = 'a URL that begins with http:// or https://'

/** Checks the hooks of a file. */
export function hooksSchema(): z.ZodType<readonly HookConfiguration[]> {
  return z.array(hookSchema(), 'a list of hooks, each beginning with - on: [lost]')
}

function hookSchema(): z.ZodType<HookConfiguration> {
  const shape = {
    on: z
      .array(z.string(EVENTS).superRefine(checkTrigger), `a list, each ${EVENTS}`)
      .min(1, `at least one event (${TRIGGERS.join(', ')}, control:NAME)`)
      .describe('What it waits for: kinds of events, or states that a camera comes into.'),
    cameras: list('names of cameras').optional().describe('Only these. Default: all'),
    run: z
      .array(text(PROGRAM).superRefine(checkWords), PROGRAM)
      .min(1, PROGRAM)
      .optional()
      .describe('A program and its arguments; no shell reads them. The event is on its input.'),
    post: text(URL_WORDS)
      .superRefine(checkUrl)
      .superRefine(checkWords)
      .optional()
      .describe('A URL that is sent the event, as JSON.'),
    headers: z
      .record(
        z.string().regex(HEADER, 'is not the name of a header'),
        text('the text of a header').superRefine(checkHeader),
        'headers by name',
      )
      .optional()
      .describe('Further headers for post.'),
    secret: text('a text').optional().describe('Signs what is posted: X-Zoetrope-Signature.'),
    timeout: number(TIMEOUT)
      .optional()
      .describe('Seconds that the program, or one attempt to post, may take. Default: 10'),
    debounce: number(DEBOUNCE)
      .optional()
      .describe('Seconds that a change has to last before it counts. Default: 0'),
  }
  return section(shape).superRefine(checkAction)
}

type Context = z.core.$RefinementCtx

function checkTrigger(trigger: string, context: Context): void {
  if (isTrigger(trigger)) return
  const meant = suggest(trigger, TRIGGERS)
  const advice = meant ? `; did you mean ${meant}?` : ''
  context.addIssue({ code: 'custom', message: `${EVENTS}${advice}` })
}

function checkWords(value: string, context: Context): void {
  const strange = strangeWord(value)
  if (strange === undefined) return
  const known = WORDS.map((word) => `{${word}}`).join(', ')
  const message = `in braces one of ${known}, or something else than a word; not {${strange}}`
  context.addIssue({ code: 'custom', message })
}

function checkUrl(value: string, context: Context): void {
  // Braces are not for every place of a URL: filled in, it has to be one.
  const filled = value.replaceAll(/\{[a-z]+\}/g, 'x')
  if (/^https?:\/\//i.test(filled) && URL.canParse(filled)) return
  context.addIssue({ code: 'custom', message: URL_WORDS })
}

function checkHeader(value: string, context: Context): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return
  context.addIssue({ code: 'custom', message: 'one line of Latin letters' })
}

function checkAction(hook: HookConfiguration, context: Context): void {
  const message = wrongAction(hook)
  if (message) context.addIssue({ code: 'custom', message })
}

function wrongAction({ run, post, headers, secret }: HookConfiguration): string | undefined {
  if (run && post) return 'either run or post, and another hook for the other'
  if (!run && !post) return 'run, a program, or post, a URL'
  return run && (headers ?? secret) ? 'headers and secret only where there is post' : undefined
}
