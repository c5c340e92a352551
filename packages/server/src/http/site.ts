/**
 * What the routes show: the cameras, the page, and the user's own files.
 *
 * @module
 */
import type { Camera, Cameras } from 'zoetrope'
import type { Ranges } from '../access/ranges.ts'
import type { FamilyName } from '../compat/family-name.ts'
import type { EventReaders } from '../events/event-readers.ts'
import type { Folder } from './folder.ts'
import type { Log } from './log.ts'
import type { PacingRule } from './pacing.ts'
import { Problem } from './problem.ts'
import type { Pushing } from './pushing.ts'
import type { Refusals } from './refusals.ts'
import type { Viewers } from './viewers.ts'
import type { Visit } from './visit.ts'

/** Shared by all routes of a server. */
export interface Site {
  readonly cameras: Cameras
  /** Who watches them. */
  readonly viewers: Viewers
  /** Who follows what happens. */
  readonly readers: EventReaders
  /** Who publishes. */
  readonly pushing: Pushing
  /** Who may set cameras' controls. */
  readonly controllers: Ranges
  /** The built page. */
  readonly page: Folder
  /** The user's own files, if any. */
  readonly own: Folder | undefined
  /** Who was turned away. */
  readonly refusals: Refusals
  /** The servers whose addresses are answered too. */
  readonly families: readonly FamilyName[]
  /** How frames are to be paced. @default 'auto' */
  readonly pacing?: PacingRule | undefined
  /** Milliseconds that a viewer of `/live` may take nothing. @default 60000 */
  readonly stallTimeout?: number | undefined
  readonly log: Log
}

/**
 * The camera a visit is about: the one its path names, else the first.
 *
 * @throws {Problem} `NO_SUCH_CAMERA`, listing those there are.
 */
export function cameraOf({ cameras }: Site, { params }: Visit): Camera {
  const name = params['name']
  const camera = name === undefined ? cameras.first : cameras.get(name)
  if (camera) return camera
  const names = Array.from(cameras, (known) => known.name)
  const asked = name === undefined ? 'There is no camera' : `There is no camera "${name}"`
  const known = names.length > 0 ? `; there are: ${names.join(', ')}` : ' on this server yet'
  throw new Problem('NO_SUCH_CAMERA', `${asked}${known}`, { members: { cameras: names } })
}
