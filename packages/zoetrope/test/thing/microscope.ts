/** A microscope in which every kind of affordance occurs, with decorators. @module */
import {
  type ActionContext,
  action,
  Broadcast,
  event,
  property,
  stream,
  Thing,
  ZoetropeError,
} from 'zoetrope'

/** What its stage is asked for. */
interface Place {
  readonly x: number
  readonly y: number
}

/** Declared by decorators. */
export class Microscope extends Thing {
  /** How often the lazy stream was made. */
  made = 0
  #filter = 'none'
  #stage: Place = { x: 0, y: 0 }

  @stream({ title: 'Eyepiece', description: 'What one would see.' })
  accessor live = new Broadcast()

  @stream()
  get overview(): Broadcast {
    this.made += 1
    return new Broadcast()
  }

  @property({ type: 'integer', minimum: 1, maximum: 1000, unit: 'ms' })
  accessor exposure = 10

  @property({ type: 'string', enum: ['none', 'red', 'green'] })
  get filter(): string {
    return this.#filter
  }

  set filter(value: string) {
    this.#filter = value
  }

  @property({ type: 'number', unit: 'celsius', observable: true })
  get temperature(): number {
    return 36.6
  }

  @action({
    input: {
      type: 'object',
      properties: { x: { type: 'number', minimum: 0 }, y: { type: 'number' } },
      required: ['x', 'y'],
    },
    output: { type: 'number' },
    idempotent: true,
  })
  move(to: Place): number {
    if (to.x > 50) throw new ZoetropeError('REFUSED', 'The stage ends at 50')
    if (to.x === 13) throw new Error('/dev/stage0: errno 5')
    const way = Math.hypot(to.x - this.#stage.x, to.y - this.#stage.y)
    this.#stage = to
    return way
  }

  @action({ synchronous: false, output: { type: 'string' } })
  async focus(_input: unknown, { signal }: ActionContext): Promise<string> {
    return new Promise((resolve, reject) => {
      this.found = resolve
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }

  /** Ends the search for the focus that began last. */
  found: (words: string) => void = () => {}

  @event({ data: { type: 'number', unit: 'celsius' }, description: 'Let it cool down.' })
  tooHot(celsius: number): number {
    return celsius
  }
}
