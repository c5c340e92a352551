/**
 * A thing's values: exposure, temperature, the stage's position.
 *
 * @module
 */
import { affordancesOf, checkName, type ThingProperty } from './affordances.ts'
import type { DataSchema, SchemaType, SchemaTypes } from './data-schema.ts'
import { nameOf } from './decorated.ts'
import type { Thing } from './thing.ts'

/** How a property is described: a data schema, and who may do what. */
export interface PropertyOptions<Type extends SchemaType = SchemaType> extends DataSchema<Type> {
  /** Nobody sets it from outside. @default `true` where there is no way to set it */
  readonly readOnly?: boolean | undefined
  /**
   * Whether others can follow it. Set from outside and by accessors it tells them by itself; else
   * call {@link Thing.changed}.
   *
   * @default `true` at an accessor, else `false`
   */
  readonly observable?: boolean | undefined
}

/** How a property is read and set. Both may take their time. */
export interface PropertyAccess<Value> {
  /** Gives its present value. */
  read(): Value | Promise<Value>
  /** Takes values that its schema allows; a promise is waited for. @default it is read only */
  readonly write?: ((value: Value) => unknown) | undefined
}

/** Stands at an accessor, or at a getter; what has a setter too can be set from outside. */
export interface PropertyDecorator<Base> {
  <This extends Thing, Value extends Base>(
    target: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): ClassAccessorDecoratorResult<This, Value>
  <This extends Thing, Value extends Base | Promise<Base>>(
    target: (this: This) => Value,
    context: ClassGetterDecoratorContext<This, Value>,
  ): undefined
}

/**
 * Gives the thing a property.
 *
 * @throws {RangeError} when a property cannot have that name, or the thing has it already.
 */
export function addProperty<Value extends SchemaTypes[Type], Type extends SchemaType = SchemaType>(
  thing: Thing,
  name: string,
  options: PropertyOptions<Type>,
  access: PropertyAccess<Value>,
): void {
  checkName(affordancesOf(thing), 'properties', name)
  const { readOnly = false, observable = false, ...schema }: PropertyOptions = options
  const write = readOnly ? undefined : access.write?.bind(access)
  enter(thing, name, { schema, observable, read: () => access.read(), ...(write && { write }) })
}

/**
 * Declares a property: `@property({ type: 'integer', minimum: 1 }) accessor exposure = 10`. At a
 * getter with a setter: for what a device knows. What the program itself sets is not checked.
 */
export function property<Type extends SchemaType = SchemaType>(
  options: PropertyOptions<Type> = {},
): PropertyDecorator<SchemaTypes[Type]> {
  type Base = SchemaTypes[Type]
  function decorate<This extends Thing, Value extends Base>(
    target: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): ClassAccessorDecoratorResult<This, Value>
  function decorate<This extends Thing, Value extends Base | Promise<Base>>(
    target: (this: This) => Value,
    context: ClassGetterDecoratorContext<This, Value>,
  ): undefined
  function decorate<This extends Thing, Value>(
    target: ClassAccessorDecoratorTarget<This, Value> | ((this: This) => Value),
    context: ClassAccessorDecoratorContext<This, Value> | ClassGetterDecoratorContext<This, Value>,
  ): ClassAccessorDecoratorResult<This, Value> | undefined {
    const name = nameOf('property', context)
    const isAccessor = typeof target !== 'function'
    context.addInitializer(function (this: This) {
      const { readOnly = false, observable = isAccessor, ...schema }: PropertyOptions = options
      const write = (value: unknown): unknown => Reflect.set(this, name, value)
      const isWritable = !readOnly && isSettable(this, name)
      const read = (): unknown => context.access.get(this)
      enter(this, name, { schema, observable, read, ...(isWritable && { write }) })
    })
    return isAccessor ? telling(target, name) : undefined
  }
  return decorate
}

/** An accessor that says when it was set. */
function telling<This extends Thing, Value>(
  { get, set }: ClassAccessorDecoratorTarget<This, Value>,
  name: string,
): ClassAccessorDecoratorResult<This, Value> {
  return {
    get,
    set(value) {
      set.call(this, value)
      this.changed(name)
    },
  }
}

/** Whether a class of the thing has a setter of that name. */
function isSettable(thing: object, name: string): boolean {
  for (let owner = thing; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, name)
    if (found) return found.set !== undefined
  }
  return false
}

function enter(thing: Thing, name: string, entry: ThingProperty): void {
  affordancesOf(thing).properties.set(name, entry)
}
