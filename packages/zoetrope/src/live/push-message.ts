/**
 * The text messages of the push protocol, read by either side.
 *
 * @module
 */
import { type Fields, numberField, readFields, textField } from './fields.ts'
import type { PushAnswer, PushQuestion } from './push-protocol.ts'

/** Characters of a name, and of a text for people. */
const LONGEST_NAME = 64
const LONGEST_TEXT = 4096

/** Reads what a server said; `undefined` when its type is not known. @throws {LiveError} `INVALID_MESSAGE`. */
export function readPushAnswer(text: string): PushAnswer | undefined {
  const fields = readFields(text)
  const { type } = fields
  switch (type) {
    case 'welcome':
      return { type, ...welcomeOf(fields) }
    case 'published':
      return { type, epoch: nameIn(fields, 'epoch'), index: numberField(fields, 'index') }
    case 'skipped':
      return { type, reason: nameIn(fields, 'reason') }
    case 'rejected':
    case 'error':
      return { type, code: nameIn(fields, 'code'), message: messageOf(fields) }
    case 'pause':
    case 'resume':
      return { type }
    case 'pong':
      return { type, at: numberField(fields, 'at'), now: numberField(fields, 'now') }
    default:
      return undefined
  }
}

/** Reads what a publisher said; `undefined` when its type is not known. @throws {LiveError} `INVALID_MESSAGE`. */
export function readPushQuestion(text: string): PushQuestion | undefined {
  const fields = readFields(text)
  if (fields.type !== 'ping') return undefined
  return { type: 'ping', at: numberField(fields, 'at') }
}

function welcomeOf(fields: Fields): {
  readonly protocol: string
  readonly camera: string
  readonly now: number
  readonly limits: Readonly<Record<string, number>>
} {
  const limits = Object.entries(Object(fields['limits'])).filter(isNumeric)
  return {
    protocol: nameIn(fields, 'protocol'),
    camera: nameIn(fields, 'camera'),
    now: numberField(fields, 'now'),
    limits: Object.fromEntries(limits),
  }
}

function isNumeric(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number'
}

function nameIn(fields: Fields, name: string): string {
  return textField(fields, name, LONGEST_NAME)
}

function messageOf(fields: Fields): string {
  return textField(fields, 'message', LONGEST_TEXT)
}
