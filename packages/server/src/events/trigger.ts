/**
 * What a hook waits for, as people write it: `lost`, `watched`, `control:brightness`.
 *
 * @module
 */
import { ENTRY_TYPES, type Entry } from './entry.ts'

const STATES = ['idle', 'starting', 'live', 'stalled', 'lost', 'closed']

/** The words that stand for events. A state means that a camera came into it. */
export const TRIGGERS: readonly string[] = [...ENTRY_TYPES, ...STATES]

/** Whether `trigger` means something: one of {@link TRIGGERS}, `state:lost`, or `control:NAME`. */
export function isTrigger(trigger: string): boolean {
  const [type, rest] = taken(trigger)
  if (rest === undefined) return TRIGGERS.includes(type)
  return type === 'state' ? STATES.includes(rest) : type === 'control' && rest !== ''
}

/** Whether `trigger` means this entry. */
export function triggers(trigger: string, entry: Entry): boolean {
  const [type, rest] = taken(trigger)
  if (entry.type === 'state') {
    return type === 'state' ? rest === undefined || rest === entry.to : type === entry.to
  }
  if (type !== entry.type) return false
  return rest === undefined || (entry.type === 'control' && entry.name === rest)
}

function taken(trigger: string): [type: string, rest: string | undefined] {
  const at = trigger.indexOf(':')
  return at < 0 ? [trigger, undefined] : [trigger.slice(0, at), trigger.slice(at + 1)]
}
