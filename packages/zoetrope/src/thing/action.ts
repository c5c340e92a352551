/**
 * What a thing can do when it is told to: take a picture, find the focus, move the stage.
 *
 * @module
 */
import {
  type ActionContext,
  type ActionOptions,
  affordancesOf,
  checkName,
  type ThingAction,
} from './affordances.ts'
import { nameOf } from './decorated.ts'
import type { Thing } from './thing.ts'

/** Something a thing does. What it throws is told to the caller only if it is a `ZoetropeError`. */
export type Run<Input, Output> = (input: Input, context: ActionContext) => Output | Promise<Output>

/** Stands at a method that takes the input and an {@link ActionContext}. */
export type ActionDecorator = <This extends Thing, Input, Output>(
  method: (this: This, input: Input, context: ActionContext) => Output,
  context: ClassMethodDecoratorContext<
    This,
    (this: This, input: Input, context: ActionContext) => Output
  >,
) => void

/**
 * Gives the thing an action. It may run several times at once.
 *
 * @throws {RangeError} when an action cannot have that name, or the thing has it already.
 */
export function addAction<Input, Output>(
  thing: Thing,
  name: string,
  options: ActionOptions,
  run: Run<Input, Output>,
): void {
  checkName(affordancesOf(thing), 'actions', name)
  enter(thing, name, { options, run })
}

/** Declares an action: `@action({ output: { type: 'object' } }) async capture(input, { signal }) { ... }`. */
export function action(options: ActionOptions = {}): ActionDecorator {
  return (_method, context) => {
    const name = nameOf('action', context)
    context.addInitializer(function () {
      const run: ThingAction['run'] = (input, circumstances) =>
        Reflect.apply(context.access.get(this), this, [input, circumstances])
      enter(this, name, { options, run })
    })
  }
}

function enter(thing: Thing, name: string, entry: ThingAction): void {
  affordancesOf(thing).actions.set(name, entry)
}
