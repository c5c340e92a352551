/**
 * A thing's live pictures: a broadcast or a camera under a name.
 *
 * @module
 */
import type { Watched } from '../viewer/watched.ts'
import { type About, affordancesOf, checkName, type ThingStream } from './affordances.ts'
import { nameOf } from './decorated.ts'
import type { Thing } from './thing.ts'

/** Stands at an accessor; or at a getter, whose value is made when it is first asked for, and kept. */
export interface StreamDecorator {
  <This extends Thing, Value extends Watched>(
    target: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): void
  <This extends Thing, Value extends Watched>(
    target: (this: This) => Value,
    context: ClassGetterDecoratorContext<This, Value>,
  ): (this: This) => Value
}

/**
 * Shows a broadcast or camera as a stream of the thing.
 *
 * @param watched It, or what makes it when it is first asked for. What is made is closed with the
 * thing; what is given is left to whoever gave it.
 * @throws {RangeError} when a stream cannot have that name, or the thing has it already.
 */
export function addStream(
  thing: Thing,
  name: string,
  watched: Watched | (() => Watched),
  about: About = {},
): void {
  checkName(affordancesOf(thing), 'streams', name)
  let made: Watched | undefined
  const make = (): Watched => {
    if (typeof watched !== 'function') return watched
    made ??= watched()
    return made
  }
  const exists = (): boolean => typeof watched !== 'function' || made !== undefined
  enter(thing, name, { about, exists, watched: make, close: async () => made?.close() })
}

/**
 * Declares a stream: `@stream() accessor live = new Broadcast()`, or, to have it made when somebody
 * first asks for it, `@stream() get live() { return new Broadcast() }`. It is closed with the thing.
 */
export function stream(about: About = {}): StreamDecorator {
  function decorate<This extends Thing, Value extends Watched>(
    target: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): void
  function decorate<This extends Thing, Value extends Watched>(
    target: (this: This) => Value,
    context: ClassGetterDecoratorContext<This, Value>,
  ): (this: This) => Value
  function decorate<This extends Thing, Value extends Watched>(
    target: ClassAccessorDecoratorTarget<This, Value> | ((this: This) => Value),
    context: ClassAccessorDecoratorContext<This, Value> | ClassGetterDecoratorContext<This, Value>,
  ): ((this: This) => Value) | undefined {
    const name = nameOf('stream', context)
    const made = new WeakMap<This, Value>()
    const lazy = typeof target === 'function' ? keptBy(made, target) : undefined
    context.addInitializer(function (this: This) {
      const watched = (): Value => lazy?.call(this) ?? context.access.get(this)
      const close = async (): Promise<void> => (lazy ? made.get(this) : watched())?.close()
      const exists = (): boolean => !lazy || made.has(this)
      enter(this, name, { about, exists, watched, close })
    })
    return lazy
  }
  return decorate
}

/** A getter that makes its value once for each thing. */
function keptBy<This extends Thing, Value extends Watched>(
  made: WeakMap<This, Value>,
  make: (this: This) => Value,
): (this: This) => Value {
  return function (this: This): Value {
    const value = made.get(this) ?? make.call(this)
    made.set(this, value)
    return value
  }
}

function enter(thing: Thing, name: string, entry: ThingStream): void {
  affordancesOf(thing).streams.set(name, entry)
}
