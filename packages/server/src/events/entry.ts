/**
 * What happened to a camera, in the words in which programs are told of it. A new kind of event is a
 * new member of {@link Fact}, and a line of the schema.
 *
 * @module
 */
import { z } from 'zod'
import type { CameraState } from 'zoetrope'

interface About {
  /** The camera's name. */
  readonly camera: string
}

/** Its state changed. */
export interface StateFact extends About {
  readonly type: 'state'
  readonly from: CameraState
  readonly to: CameraState
  /** The source's last words. */
  readonly reason: string | null
  /** How many times its state has changed since the start, this time included. */
  readonly count: number
}

/** Its first viewer came, or its last one left. */
export interface WatchFact extends About {
  readonly type: 'watched' | 'unwatched'
}

/** One of its controls has another value. */
export interface ControlFact extends About {
  readonly type: 'control'
  readonly name: string
  readonly value: number | boolean | string
}

/** It came to the server, or left it. */
export interface PresenceFact extends About {
  readonly type: 'added' | 'removed'
  readonly state: CameraState
}

/** Something that happened. */
export type Fact = StateFact | WatchFact | ControlFact | PresenceFact

/** What kind of thing happened. */
export type EntryType = Fact['type']

/** Something that happened, with its place in the journal. */
export type Entry = Fact & {
  /** The life of the journal, and a number that grows by one with each entry. */
  readonly id: string
  /** When it happened, in milliseconds since the Unix epoch. */
  readonly at: number
}

/** A camera as it is at this moment: no entry, but what a reader begins with. */
export interface Present extends About {
  readonly type: 'now'
  readonly at: number
  readonly state: CameraState
  /** When the state began, in milliseconds since the Unix epoch. */
  readonly since: number
  readonly reason: string | null
  /** How many times its state has changed since the start. */
  readonly count: number
  readonly viewers: number
}

/** Entries that a reader asked for are not known any more. */
export interface Gap {
  readonly type: 'gap'
  readonly at: number
  /** `forgotten`: there have been too many since. `unknown`: the id is of another life of the server. */
  readonly reason: 'forgotten' | 'unknown'
  /** How many it did not get, where that is known. */
  readonly missed: number | null
}

/** Every kind of entry there is. */
export const ENTRY_TYPES: readonly EntryType[] = [
  'state',
  'watched',
  'unwatched',
  'control',
  'added',
  'removed',
]

/** Characters of a text that came from outside. */
const LONGEST = 500

/** A text from outside, as it may stand in a log, a terminal or a URL: without controls and halves of characters, and not too long. */
export function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ')
  return line.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')
}

const state = z.enum(['idle', 'starting', 'live', 'stalled', 'lost', 'closed'])
const value = z.union([z.number(), z.boolean(), z.string()])
const about = { at: z.int().describe('Milliseconds since the Unix epoch.'), camera: z.string() }
const reason = z.string().nullable().describe("The source's last words.")
const kept = { id: z.string(), ...about }

/** The JSON of what event streams tell. */
export const told: z.ZodType<Entry | Present | Gap> = z
  .discriminatedUnion('type', [
    z.object({
      ...{ type: z.literal('state'), ...kept, from: state, to: state, reason },
      count: z.int().describe('Changes since the start, this one included.'),
    }),
    z.object({ type: z.enum(['watched', 'unwatched']), ...kept }),
    z.object({ type: z.literal('control'), ...kept, name: z.string(), value }),
    z.object({ type: z.enum(['added', 'removed']), ...kept, state }),
    z.object({
      ...{ type: z.literal('now'), ...about, state, since: z.int(), reason },
      count: z.int().describe('Changes since the start.'),
      viewers: z.int().describe('How many watch.'),
    }),
    z.object({
      ...{ type: z.literal('gap'), at: z.int(), reason: z.enum(['forgotten', 'unknown']) },
      missed: z.int().nullable().describe('How many entries are lost, where that is known.'),
    }),
  ])
  .meta({ title: 'Event' })
