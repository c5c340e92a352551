/**
 * What a program does that has an instrument: declares it with decorators, or by functions.
 *
 * @module
 */
import {
  type ActionContext,
  action,
  addAction,
  addEvent,
  addProperty,
  addStream,
  Broadcast,
  Camera,
  event,
  type Handler,
  pattern,
  property,
  stream,
  Thing,
  type ThingDescription,
  thingDescription,
  thingHandler,
} from 'zoetrope'

/** With decorators. */
export class Microscope extends Thing {
  @stream() accessor live = new Broadcast({ capacity: 5 })
  @stream({ title: 'From above' }) accessor above = new Camera('above', pattern())
  @property({ type: 'integer', minimum: 1, unit: 'ms' }) accessor exposure = 10
  @property({ type: 'number', readOnly: true })
  get temperature(): Promise<number> {
    return Promise.resolve(36.6)
  }

  @action({ input: { type: 'number' }, output: { type: 'number' } })
  async moveTo(position: number, { signal }: ActionContext): Promise<number> {
    return signal.aborted ? 0 : position
  }

  @action() home(): void {}

  @event({ data: { type: 'number' } }) tooHot(celsius: number): number {
    return celsius
  }
}

/** Without. */
export function plain(): Thing {
  const thing = new Thing('microscope', { title: undefined })
  let height = 0
  addStream(thing, 'live', () => new Broadcast())
  addProperty(
    thing,
    'height',
    { type: 'number' },
    { read: () => height, write: (value) => (height = value) },
  )
  addAction(thing, 'home', {}, async (_input, { signal }) => signal.throwIfAborted())
  addEvent(thing, 'tooHot', { data: { type: 'number' } })
  thing.emit('tooHot', 81)
  return thing
}

/** Served, and described. */
export function serve(things: Thing[]): [Handler, ThingDescription] {
  const microscope = new Microscope('microscope')
  microscope.live.publish(new Uint8Array(4))
  microscope.exposure += microscope.tooHot(81)
  const authorize = (_: Request, { operation }: { operation: string }): boolean =>
    operation !== 'writeproperty'
  return [thingHandler([microscope, ...things], { authorize }), thingDescription(microscope)]
}
