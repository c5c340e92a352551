import { expect, it } from 'vitest'
import { checkLimit } from '../../src/frame/limit.ts'

it.each([1, 1000, 2 ** 40])('a limit may be %d', (value) => {
  expect(checkLimit('maxBytes', value)).toBe(value)
})

it.each([0, -5, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a limit may not be %d', (value) => {
  expect(() => checkLimit('maxBytes', value)).toThrow(RangeError)
})
