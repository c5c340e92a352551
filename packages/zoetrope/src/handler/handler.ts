/**
 * Handlers: everything a broadcast or a set of cameras has to show over HTTP, as one function from
 * Request to Response that any framework can mount at any path.
 *
 * @module
 */
import type { Camera } from '../camera/camera.ts'
import type { Cameras } from '../camera/cameras.ts'
import type { Watched } from '../viewer/watched.ts'
import type { StreamLimits } from './asked.ts'
import { Audience, type AudienceOptions } from './audience.ts'
import { json } from './json.ts'
import { type Access, type House, placeOf } from './places.ts'
import { type Handler, type Place, type ReceptionOptions, reception } from './reception.ts'
import { Refusal } from './refusal.ts'
import { Sharing } from './sharing.ts'

/** Who may watch what and how, and who wants to know of it. */
export interface HandlerOptions
  extends ReceptionOptions<Access>,
    Omit<AudienceOptions, 'onError'>,
    StreamLimits {
  /** The viewer's page has it in its title. @default the camera's name, or 'Live' */
  readonly title?: string | undefined
}

/**
 * Serves one broadcast or camera: the stream at its own path and at `stream`, and below it
 * `snapshot.jpg`, `viewer`, `viewers`, `frames`, `frames/{index}`, `frames/latest`, `frames/next` and
 * `frames/replay`. docs/http.md has their parameters.
 *
 * @throws {RangeError} when an option is not what it should be.
 */
export function broadcastHandler(watched: Watched, options: HandlerOptions = {}): Handler {
  const house = houseOf(options)
  return reception(options, (segments) => placeOf(() => watched, segments.join('/'), house))
}

/**
 * Serves a set of cameras: a list of them as JSON, and below `/{name}` what {@link broadcastHandler}
 * has of one. Cameras that come and go are there and gone.
 *
 * @throws {RangeError} when an option is not what it should be.
 */
export function camerasHandler(cameras: Cameras, options: HandlerOptions = {}): Handler {
  const house = houseOf(options)
  return reception(options, ([name, ...rest]) => {
    if (name === undefined) return listPlace(cameras)
    return placeOf(() => cameraOf(cameras, name), rest.join('/'), house, name)
  })
}

/** What follows from the options for all places of a handler. */
export function houseOf(options: HandlerOptions): House {
  const { fps, every, maxAge, placeholders, framing } = options
  return {
    audience: new Audience(options),
    limits: { fps, every, maxAge, placeholders, framing },
    title: options.title,
    framing: new Sharing(options.origins).framing,
  }
}

function cameraOf(cameras: Cameras, name: string): Camera {
  const camera = cameras.get(name)
  if (camera) return camera
  const detail = `There is no camera "${name.slice(0, 100)}"`
  throw new Refusal('NO_SUCH_CAMERA', detail)
}

function listPlace(cameras: Cameras): Place<Access> {
  return {
    what: { operation: 'list' },
    answer: () => json({ cameras: Array.from(cameras, entryOf) }),
  }
}

/** A camera as it stands in the list. Its links are relative to where the handler is mounted. */
function entryOf({ name, state, since, reason, viewers, broadcast }: Camera): unknown {
  const { newest, rate } = broadcast
  const links = ['stream', 'snapshot.jpg', 'viewer', 'viewers', 'frames'].map((path) => [
    path.replace('.jpg', ''),
    `${name}/${path}`,
  ])
  return {
    ...{ name, state, since, reason: reason ?? null, viewers, rate: Math.round(rate * 100) / 100 },
    width: newest?.width ?? null,
    height: newest?.height ?? null,
    newest: newest
      ? { epoch: newest.epoch, index: newest.index, capturedAt: newest.capturedAt }
      : null,
    links: Object.fromEntries(links),
  }
}
