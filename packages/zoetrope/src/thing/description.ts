/**
 * The Thing Description (W3C WoT TD 1.1): what a thing offers, and by which requests, for programs
 * that have never heard of it.
 *
 * How a stream stands in it: docs/decisions/0011-streams-in-a-thing-description.md.
 *
 * @module
 */
import { STREAM_TYPE } from '../multipart/part.ts'
import {
  type About,
  type ActionOptions,
  affordancesOf,
  type EventOptions,
  type ThingProperty,
} from './affordances.ts'
import type { Thing } from './thing.ts'

/** How requests are made: one way to do an operation. */
export interface ThingForm {
  readonly op: string | readonly string[]
  readonly href: string
  readonly contentType: string
  readonly subprotocol?: string
  readonly 'htv:methodName'?: string
}

/** A link to something that belongs to the thing. */
export interface ThingLink {
  readonly href: string
  readonly rel: string
  readonly type: string
}

/** What one must show to be let in; as the W3C has it, with further members for each scheme. */
export interface SecurityScheme {
  readonly scheme: 'nosec' | 'basic' | 'digest' | 'bearer' | 'apikey' | 'oauth2' | 'psk'
  readonly [term: string]: unknown
}

/** A property, action or event as it stands in a description. */
export interface Affordance extends About {
  readonly forms: readonly ThingForm[]
  readonly [term: string]: unknown
}

/** A Thing Description 1.1. */
export interface ThingDescription {
  readonly '@context': string
  readonly id?: string
  readonly title: string
  readonly description?: string
  readonly base?: string
  readonly securityDefinitions: Readonly<Record<string, SecurityScheme>>
  readonly security: string
  readonly links?: readonly ThingLink[]
  readonly forms?: readonly ThingForm[]
  readonly properties: Readonly<Record<string, Affordance>>
  readonly actions: Readonly<Record<string, Affordance>>
  readonly events: Readonly<Record<string, Affordance>>
}

/** Where a thing is, and how it is protected. */
export interface DescriptionOptions {
  /**
   * Its own URL, with a slash at the end: what all others are relative to. Programs that read a
   * description need it.
   *
   * @default they are relative to nothing
   */
  readonly base?: string | undefined
  /** What whoever reads it must show to be let in. It only tells: `authorize` checks. @default 'nosec' */
  readonly security?: 'nosec' | 'basic' | 'bearer' | SecurityScheme | undefined
}

/** The `Content-Type` of a Thing Description. */
export const TD_TYPE = 'application/td+json'

const CONTEXT = 'https://www.w3.org/2022/wot/td/v1.1'
const JSON_TYPE = 'application/json'

/** What a description says of the thing as a whole. */
export interface Described {
  readonly id?: string | undefined
  readonly title: string
  readonly description?: string | undefined
}

/** What a description lists. Each is left out where there is none. */
export interface Listed {
  readonly links?: readonly ThingLink[]
  readonly forms?: readonly ThingForm[]
  readonly properties?: Readonly<Record<string, Affordance>>
  readonly actions?: Readonly<Record<string, Affordance>>
  readonly events?: Readonly<Record<string, Affordance>>
}

/** Describes a thing as it is now. Streams that are made on demand are not made for it. */
export function thingDescription(thing: Thing, options: DescriptionOptions = {}): ThingDescription {
  const { streams, properties, actions, events } = affordancesOf(thing)
  return writeDescription(thing, options, {
    links: [...streams.keys()].flatMap(streamLinks),
    forms: thingForms(thing),
    properties: {
      ...described(streams, ({ about }, name) => streamProperty(name, about)),
      ...described(properties, describeProperty),
    },
    actions: described(actions, ({ options: about }, name) => describeAction(about, name)),
    events: described(events, describeEvent),
  })
}

/** Writes the description of anything that has addresses of its own. */
export function writeDescription(
  { id, title, description }: Described,
  { base, security = 'nosec' }: DescriptionOptions,
  { links = [], forms = [], properties = {}, actions = {}, events = {} }: Listed,
): ThingDescription {
  const scheme = typeof security === 'string' ? { scheme: security } : security
  return {
    '@context': CONTEXT,
    ...(id !== undefined && { id }),
    title,
    ...(description !== undefined && { description }),
    ...(base !== undefined && { base }),
    securityDefinitions: { [`${scheme.scheme}_sc`]: scheme },
    security: `${scheme.scheme}_sc`,
    ...(links.length > 0 && { links }),
    ...(forms.length > 0 && { forms }),
    properties,
    actions,
    events,
  }
}

/**
 * A live picture as it stands in a description: a read-only property, whose value is the newest
 * picture.
 *
 * @param path Its path, relative to the base of the description.
 */
export function streamProperty(path: string, { title, description }: About = {}): Affordance {
  const href = `${path}/snapshot.jpg`
  return plain({
    title,
    description,
    readOnly: true,
    observable: true,
    forms: [
      // First what ends: whoever reads a property takes the first form.
      { op: 'readproperty', href, contentType: 'image/jpeg' },
      { op: 'readproperty', href: `${path}/stream`, contentType: STREAM_TYPE },
      {
        op: ['observeproperty', 'unobserveproperty'],
        href: `${href}?wait=1`,
        contentType: 'image/jpeg',
        subprotocol: 'longpoll',
      },
    ],
  })
}

/** Where people see a live picture. @param path Its path, relative to the base of the description. */
export function streamLinks(path: string): ThingLink[] {
  return [
    { rel: 'alternate', href: `${path}/viewer`, type: 'text/html' },
    { rel: 'preview', href: `${path}/snapshot.jpg`, type: 'image/jpeg' },
  ]
}

function describeProperty({ schema, observable, write }: ThingProperty, name: string): Affordance {
  const href = `properties/${name}`
  const op = ['readproperty', ...(write ? ['writeproperty'] : [])]
  return plain({
    ...schema,
    readOnly: !write,
    observable,
    forms: [
      { op, href, contentType: JSON_TYPE },
      ...(observable ? [followForm('property', href)] : []),
    ],
  })
}

function describeAction(options: ActionOptions, name: string): Affordance {
  const { synchronous = true, safe = false, idempotent = false, ...rest } = options
  const forms = [{ op: 'invokeaction', href: `actions/${name}`, contentType: JSON_TYPE }]
  return plain({ ...rest, synchronous, safe, idempotent, forms })
}

function describeEvent(options: EventOptions, name: string): Affordance {
  return plain({ ...options, forms: [followForm('event', `events/${name}`)] })
}

/** The content type is that of each message, not of the stream of them: so readers decode it. */
function followForm(what: 'property' | 'event', href: string): ThingForm {
  const verb = what === 'property' ? 'observe' : 'subscribe'
  const op = [`${verb}${what}`, `un${verb}${what}`]
  return { op, href, contentType: JSON_TYPE, subprotocol: 'sse' }
}

/** What concerns all properties, actions or events at once. */
function thingForms(thing: Thing): ThingForm[] {
  const { properties, actions, events } = affordancesOf(thing)
  const isSettable = [...properties.values()].some(({ write }) => write)
  const ops = [
    ...(properties.size > 0 ? ['readallproperties'] : []),
    ...(isSettable ? ['writemultipleproperties'] : []),
  ]
  const follow = ['subscribeallevents', 'unsubscribeallevents']
  return [
    ...(ops.length > 0 ? [{ op: ops, href: 'properties', contentType: JSON_TYPE }] : []),
    ...(actions.size > 0
      ? [{ op: 'queryallactions', href: 'actions', contentType: JSON_TYPE }]
      : []),
    ...(events.size > 0
      ? [{ op: follow, href: 'events', contentType: JSON_TYPE, subprotocol: 'sse' }]
      : []),
  ]
}

function described<Entry>(
  entries: ReadonlyMap<string, Entry>,
  describe: (entry: Entry, name: string) => Affordance,
): Record<string, Affordance> {
  return Object.fromEntries(Array.from(entries, ([name, entry]) => [name, describe(entry, name)]))
}

/** Without the members that are not given. */
function plain({ forms, ...members }: Affordance): Affordance {
  const given = Object.entries(members).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), forms }
}
