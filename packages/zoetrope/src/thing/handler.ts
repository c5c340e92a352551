/**
 * Things over HTTP: their descriptions, and everything that these tell of.
 *
 * @module
 */
import type { StreamLimits } from '../handler/asked.ts'
import type { AudienceOptions } from '../handler/audience.ts'
import { houseOf } from '../handler/handler.ts'
import { json } from '../handler/json.ts'
import { mountOf } from '../handler/mount.ts'
import { segmentsOf } from '../handler/path.ts'
import { type House, placeOf } from '../handler/places.ts'
import { type Handler, type ReceptionOptions, reception, report } from '../handler/reception.ts'
import type { Watched } from '../viewer/watched.ts'
import { actionPlace } from './action-places.ts'
import { affordancesOf } from './affordances.ts'
import { type DescriptionOptions, TD_TYPE, thingDescription } from './description.ts'
import { failureOf } from './failure.ts'
import { followResponse } from './following.ts'
import { refuseForeign } from './foreign.ts'
import { propertyPlace } from './property-places.ts'
import { Thing } from './thing.ts'
import {
  accessOf,
  nothingCalled,
  refuseClosed,
  type ThingAccess,
  type ThingPlace,
  type Visit,
} from './visit.ts'

/** Who may do what with things, and how they are described. */
export interface ThingHandlerOptions
  extends ReceptionOptions<ThingAccess>,
    Omit<AudienceOptions, 'onError'>,
    StreamLimits {
  /**
   * The URL at which the handler is mounted, as others see it: `https://lab.example/things`. For the
   * descriptions, whose addresses are absolute.
   *
   * @default as the requests have it
   */
  readonly url?: string | undefined
  /** What descriptions say one must show to be let in; {@link ThingHandlerOptions.authorize} checks it. @default 'nosec' */
  readonly security?: DescriptionOptions['security']
  /** Bytes that a request may bring. @default 65536 */
  readonly maxBody?: number | undefined
}

/**
 * Serves things: a list of them as JSON, and of each below `/{name}` its Thing Description, its
 * streams as {@link broadcastHandler} has them (`{stream}`, `{stream}/viewer` ...), `properties`,
 * `actions` and `events`. docs/things.md shows the requests.
 *
 * @param things A thing, or several: a `Set` or array may change while they are served.
 * @throws {RangeError} when an option is not what it should be.
 */
export function thingHandler(
  things: Thing | Iterable<Thing>,
  options: ThingHandlerOptions = {},
): Handler {
  const all = things instanceof Thing ? [things] : things
  const { security, maxBody: limit = 65_536 } = options
  const house = houseOf(options)
  const mount = addressOf(options)
  return reception<ThingAccess>(options, ([name, ...segments], request) => {
    if (name === undefined) return listPlace(all)
    const thing = [...all].find((each) => each.name === name)
    if (!thing) return missingPlace(name, all)
    const affordances = affordancesOf(thing)
    const base = `${mount(request)}${name}/`
    const tell = (error: unknown): void => report(options, error, request)
    const visit = { thing, affordances, request, segments, base, limit, report: tell }
    if (segments.length === 0) return descriptionPlace(visit, security)
    return guarded(placeIn(visit, house), options)
  })
}

/** Gives the URL at which the handler is mounted, with a slash at the end. */
function addressOf({ url, base = '' }: ThingHandlerOptions): (request: Request) => string {
  if (url !== undefined && !URL.canParse(url)) {
    throw new RangeError(`Expected url to be a whole URL, got "${url}"`)
  }
  const path = (segmentsOf(base) ?? []).map((segment) => `${encodeURIComponent(segment)}/`).join('')
  return (request) =>
    url?.replace(/\/*$/, '/') ?? `${new URL(request.url).origin}${mountOf(request)}/${path}`
}

/** Keeps pages elsewhere from doing more than to look. */
function guarded(
  place: ThingPlace | undefined,
  { origins = [] }: ThingHandlerOptions,
): ThingPlace | undefined {
  return (
    place && {
      ...place,
      answer(request, url) {
        refuseForeign(request, url, origins)
        return place.answer(request, url)
      },
    }
  )
}

function placeIn(visit: Visit, house: House): ThingPlace | undefined {
  const [first = '', ...rest] = visit.segments
  if (first === 'properties') return propertyPlace(visit)
  if (first === 'actions') return actionPlace(visit)
  if (first === 'events') return eventPlace(visit)
  return streamPlace(visit, house, { name: first, path: rest.join('/') })
}

function streamPlace(
  visit: Visit,
  house: House,
  { name, path }: { readonly name: string; readonly path: string },
): ThingPlace | undefined {
  const { thing, affordances, report: tell } = visit
  const stream = affordances.streams.get(name)
  if (!stream) return undefined
  const title = stream.about.title ?? `${thing.title}: ${name}`
  const watched = (): Watched => {
    // Nobody would close what is made now.
    if (!stream.exists()) refuseClosed(visit)
    try {
      return stream.watched()
    } catch (error) {
      throw failureOf(error, `make the stream ${name}`, tell)
    }
  }
  const place = placeOf(watched, path, { ...house, title })
  return place && { ...place, what: accessOf(visit, place.what.operation, name) }
}

function eventPlace(visit: Visit): ThingPlace | undefined {
  const { affordances, request, report: tell, segments } = visit
  const [, name, ...rest] = segments
  if (rest.length > 0) return undefined
  const operation = name === undefined ? 'subscribeallevents' : 'subscribeevent'
  return {
    what: accessOf(visit, operation, name),
    answer() {
      if (name !== undefined && !affordances.events.has(name)) {
        throw nothingCalled('event', name, affordances.events.keys())
      }
      return followResponse(affordances, request, {
        wants: (happening) =>
          happening.kind === 'event' && (name ?? happening.name) === happening.name,
        isNamed: name === undefined,
        report: tell,
      })
    },
  }
}

function descriptionPlace(visit: Visit, security: DescriptionOptions['security']): ThingPlace {
  const { thing, base } = visit
  return {
    what: accessOf(visit, 'describe'),
    answer: () => json(thingDescription(thing, { base, security }), TD_TYPE),
  }
}

function missingPlace(thing: string, all: Iterable<Thing>): ThingPlace {
  return {
    what: { operation: 'describe', thing },
    answer() {
      throw nothingCalled(
        'thing',
        thing,
        Array.from(all, ({ name }) => name),
      )
    },
  }
}

function listPlace(all: Iterable<Thing>): ThingPlace {
  return {
    what: { operation: 'list' },
    answer: () =>
      json({
        // As in the list of cameras, addresses are relative to where the handler is mounted.
        things: Array.from(all, ({ name, title, description }) => {
          return { name, title, description: description ?? null, href: name }
        }),
      }),
  }
}
