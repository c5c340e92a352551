/** The same microscope as in microscope.ts, without decorators. @module */
import {
  addAction,
  addEvent,
  addProperty,
  addStream,
  Broadcast,
  Thing,
  type ThingOptions,
  ZoetropeError,
} from 'zoetrope'

/** Makes one. */
export function plainMicroscope(name: string, options?: ThingOptions): Thing {
  const microscope = new Thing(name, options)
  let exposure = 10
  let filter = 'none'
  let stage = { x: 0, y: 0 }
  // First, as in the class: getters and methods are declared before accessors, wherever they stand.
  addStream(microscope, 'overview', () => new Broadcast())
  addStream(microscope, 'live', () => new Broadcast(), {
    title: 'Eyepiece',
    description: 'What one would see.',
  })
  addProperty(
    microscope,
    'exposure',
    { type: 'integer', minimum: 1, maximum: 1000, unit: 'ms', observable: true },
    {
      read: () => exposure,
      write(value: number) {
        exposure = value
      },
    },
  )
  addProperty(
    microscope,
    'filter',
    { type: 'string', enum: ['none', 'red', 'green'] },
    {
      read: () => filter,
      write(value: string) {
        filter = value
      },
    },
  )
  addProperty(
    microscope,
    'temperature',
    { type: 'number', unit: 'celsius', observable: true },
    { read: () => 36.6 },
  )
  addAction(
    microscope,
    'move',
    {
      input: {
        type: 'object',
        properties: { x: { type: 'number', minimum: 0 }, y: { type: 'number' } },
        required: ['x', 'y'],
      },
      output: { type: 'number' },
      idempotent: true,
    },
    (to: { x: number; y: number }) => {
      if (to.x > 50) throw new ZoetropeError('REFUSED', 'The stage ends at 50')
      const way = Math.hypot(to.x - stage.x, to.y - stage.y)
      stage = to
      return way
    },
  )
  addAction(
    microscope,
    'focus',
    { synchronous: false, output: { type: 'string' } },
    (_input, { signal }) =>
      new Promise<string>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  )
  addEvent(microscope, 'tooHot', {
    data: { type: 'number', unit: 'celsius' },
    description: 'Let it cool down.',
  })
  return microscope
}
