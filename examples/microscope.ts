/**
 * The same microscope as a class, with decorators. TypeScript, Bun and Deno know them; Node will.
 *
 *     deno run --allow-net --allow-env microscope.ts
 */

import type { ActionContext } from 'zoetrope'
import {
  action,
  Camera,
  pattern,
  property,
  stream,
  sweepFocus,
  Thing,
  thingHandler,
} from 'zoetrope'

class Microscope extends Thing {
  @stream() accessor live = new Camera('microscope', pattern())

  @property({ type: 'number', minimum: 1, maximum: 20, unit: 'ms' }) accessor exposure = 10

  @property({ type: 'number', minimum: 0, maximum: 100, unit: 'um' }) accessor height = 20

  @action({ title: 'Find the focus' })
  async autofocus(_input: undefined, { signal }: ActionContext) {
    const move = (position: number): void => {
      this.height = position // here your motor moves
    }
    return sweepFocus({ camera: this.live, move, from: 0, to: 100, signal })
  }
}

const port = Number(Deno.env.get('PORT') ?? 3000)
Deno.serve({ hostname: '127.0.0.1', port }, thingHandler(new Microscope('microscope')))
