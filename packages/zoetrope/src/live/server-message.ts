/**
 * What a server says, read by the viewer.
 *
 * @module
 */
import { type Fields, numberField, readFields, textField } from './fields.ts'
import type { LiveState, ServerMessage } from './protocol.ts'

/** Characters of a text for people. */
const LONGEST_TEXT = 4096
const LONGEST_NAME = 64

/**
 * Reads a text message of a server; `undefined` when its type is not known.
 *
 * @throws {LiveError} `INVALID_MESSAGE`.
 */
export function readServerMessage(text: string): ServerMessage | undefined {
  const fields = readFields(text)
  const { type } = fields
  switch (type) {
    case 'welcome': {
      const protocol = textField(fields, 'protocol', LONGEST_NAME)
      return { type, protocol, now: numberField(fields, 'now'), limits: limitsOf(fields) }
    }
    case 'subscribed':
    case 'unsubscribed':
      return { type, camera: textField(fields, 'camera', LONGEST_NAME) }
    case 'state':
      return { type, ...stateOf(fields) }
    case 'pong':
      return { type, at: numberField(fields, 'at'), now: numberField(fields, 'now') }
    case 'error':
      return {
        type,
        code: textField(fields, 'code', LONGEST_NAME),
        message: textField(fields, 'message', LONGEST_TEXT),
        camera: optional(fields, 'camera'),
      }
    default:
      return undefined
  }
}

function stateOf(fields: Fields): LiveState {
  return {
    camera: textField(fields, 'camera', LONGEST_NAME),
    state: textField(fields, 'state', LONGEST_NAME),
    since: numberField(fields, 'since'),
    reason: optional(fields, 'reason') ?? null,
  }
}

function limitsOf(fields: Fields): Readonly<Record<string, number>> {
  const numbers = Object.entries(Object(fields['limits'])).filter(isNumeric)
  return Object.fromEntries(numbers)
}

function isNumeric(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number'
}

function optional(fields: Fields, name: string): string | undefined {
  return typeof fields[name] === 'string' ? fields[name] : undefined
}
