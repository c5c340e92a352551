/**
 * The shape of JSON: which keys there are, in which order, and what is behind each. What another
 * server writes and what an imitation of it writes must have the same.
 *
 * @module
 */

/** What stands at one place of JSON. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape }

/**
 * The shape of a value: of an object that of each member, of a list that of its members, each once; a
 * text that says a number is another thing than one that does not.
 */
export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) {
    const shapes = value.map(shapeOf)
    return shapes.filter((each, place) => shapes.findIndex(isLike(each)) === place)
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]))
  }
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? 'a number as a text' : 'a text'
  return Number.isInteger(value) ? 'a whole number' : typeof value
}

/** The keys of every object on the way down, as they stand. */
export function orderOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderOf)
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).map(([key, each]) => [key, orderOf(each)])
}

function isLike(one: Shape): (other: Shape) => boolean {
  return (other) => JSON.stringify(one) === JSON.stringify(other)
}
