/**
 * What happens to a thing without being asked for: it gets too hot, a sample was found.
 *
 * @module
 */
import { affordancesOf, checkName, type EventOptions } from './affordances.ts'
import { nameOf } from './decorated.ts'
import type { Thing } from './thing.ts'

/** Stands at a method; every call of it is an event that carries what the method returns. */
export type EventDecorator = <This extends Thing, Values extends unknown[], Carried>(
  method: (this: This, ...values: Values) => Carried,
  context: ClassMethodDecoratorContext<This, (this: This, ...values: Values) => Carried>,
) => (this: This, ...values: Values) => Carried

/**
 * Gives the thing an event, which {@link Thing.emit} tells.
 *
 * @throws {RangeError} when an event cannot have that name, or the thing has it already.
 */
export function addEvent(thing: Thing, name: string, options: EventOptions = {}): void {
  const affordances = affordancesOf(thing)
  checkName(affordances, 'events', name)
  affordances.events.set(name, options)
}

/**
 * Declares an event: with `@event({ data: { type: 'number' } }) tooHot(celsius: number) { return celsius }`
 * the call `this.tooHot(81)` tells 81 to everybody who follows it.
 */
export function event(options: EventOptions = {}): EventDecorator {
  return (method, context) => {
    const name = nameOf('event', context)
    context.addInitializer(function () {
      affordancesOf(this).events.set(name, options)
    })
    return function (...values) {
      const carried = method.apply(this, values)
      this.emit(name, carried)
      return carried
    }
  }
}
