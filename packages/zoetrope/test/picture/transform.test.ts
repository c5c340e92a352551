import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Transform } from '../../src/picture/transform.ts'

const samples = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 64, maxLength: 64 })

function forward(block: readonly number[]): Float64Array {
  const coefficients = new Float64Array(64)
  new Transform().forward(Float32Array.from(block), coefficients)
  return coefficients
}

test('samples come back from their coefficients', () => {
  fc.assert(
    fc.property(samples, (block) => {
      const back = new Float64Array(64)
      new Transform().inverse(Float32Array.from(forward(block)), back)
      expect(Array.from(back, (sample) => Math.round(sample) + 0)).toEqual(block)
    }),
  )
})

test('the first coefficient is eight times the mean', () => {
  fc.assert(
    fc.property(samples, (block) => {
      const sum = block.reduce((total, sample) => total + sample, 0)
      expect(forward(block)[0]).toBeCloseTo(sum / 8, 3)
    }),
  )
})

test('stripes side by side are in the first row of coefficients, and stripes one below the other in the first column', () => {
  const stripes = Array.from({ length: 64 }, (_, i) => (i & 1 ? 100 : -100))
  const lying = Array.from({ length: 64 }, (_, i) => ((i >> 3) & 1 ? 100 : -100))
  const places = (block: readonly number[]) =>
    Array.from(forward(block).entries()).flatMap(([at, value]) => (Math.abs(value) > 1 ? at : []))
  expect(places(stripes)).toEqual([1, 3, 5, 7])
  expect(places(lying)).toEqual([8, 24, 40, 56])
})
