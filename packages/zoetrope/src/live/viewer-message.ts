/**
 * What a viewer says, read by the server.
 *
 * @module
 */
import { type Fields, numberField, readFields, textField } from './fields.ts'
import { LiveError, type LiveWish, type ViewerMessage } from './protocol.ts'

/** Characters of a camera's name, and of an epoch. */
const LONGEST_NAME = 64

/** Wishes, and what they may be. */
const ranges: Readonly<Record<keyof LiveWish, Range>> = {
  fps: { least: 0.001, most: 240, isWhole: false },
  every: { least: 1, most: 100_000, isWhole: true },
  max_age: { least: 1, most: 86_400_000, isWhole: true },
}
/** What will be wished of renditions. */
const later = ['width', 'height', 'quality', 'rendition']

interface Range {
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
}

/**
 * Reads a text message of a viewer; `undefined` when its type is not known.
 *
 * @throws {LiveError} `INVALID_MESSAGE`, `INVALID_PARAMETER` or `NOT_IMPLEMENTED`.
 */
export function readViewerMessage(text: string): ViewerMessage | undefined {
  const fields = readFields(text)
  const { type } = fields
  switch (type) {
    case 'subscribe':
    case 'change':
      return { type, ...wished(fields) }
    case 'unsubscribe':
      return { type, camera: cameraOf(fields) }
    case 'shown':
      return { type, camera: cameraOf(fields), ...placeOf(fields) }
    case 'pause':
    case 'resume':
      return { type }
    case 'ping':
      return { type, at: numberField(fields, 'at') }
    default:
      return undefined
  }
}

function cameraOf(fields: Fields): string {
  return textField(fields, 'camera', LONGEST_NAME)
}

function placeOf(fields: Fields): { readonly epoch: string; readonly index: number } {
  return { epoch: textField(fields, 'epoch', LONGEST_NAME), index: numberField(fields, 'index') }
}

function wished(fields: Fields): { readonly camera: string } & LiveWish {
  const camera = cameraOf(fields)
  const unknown = later.find((name) => fields[name] !== undefined)
  if (unknown !== undefined) {
    const message = `${unknown} is not implemented in this version; leave it out`
    throw new LiveError('NOT_IMPLEMENTED', message, camera)
  }
  const wish = (name: keyof LiveWish): number | undefined => inRange(fields, name, camera)
  return { camera, fps: wish('fps'), every: wish('every'), max_age: wish('max_age') }
}

function inRange(fields: Fields, name: keyof LiveWish, camera: string): number | undefined {
  // JSON has no undefined: null is how a program says "none".
  if ((fields[name] ?? undefined) === undefined) return undefined
  const value = numberField(fields, name)
  const { least, most, isWhole } = ranges[name]
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value
  const kind = isWhole ? 'a whole number' : 'a number'
  const message = `Expected ${name} to be ${kind} from ${least} to ${most}, got ${value}`
  throw new LiveError('INVALID_PARAMETER', message, camera)
}
