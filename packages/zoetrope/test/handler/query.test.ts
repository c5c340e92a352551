import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Query } from '../../src/handler/query.ts'
import { Refusal } from '../../src/handler/refusal.ts'

function of(search: string): Query {
  return new Query(new URL(`http://x/?${search}`))
}

test('what is absent is undefined, whatever else is there', () => {
  const query = of('other=1')
  expect(query.whole('n', { min: 0, max: 1 })).toBeUndefined()
  expect(query.decimal('n', { min: 0, max: 1 })).toBeUndefined()
  expect(query.flag('n')).toBeUndefined()
  expect(query.oneOf('n', ['a'])).toBeUndefined()
  expect(query.text('n', 9)).toBeUndefined()
})

test('of a parameter that occurs twice the first counts', () => {
  expect(of('n=1&n=2').whole('n', { min: 0, max: 9 })).toBe(1)
})

test.each(['', '1.5', '1e3', '0x1', ' 1', '+1', 'NaN', '-1', '10', '12345678901234567'])(
  '"%s" is no whole number from 0 to 9',
  (value) => {
    const read = () => of(`n=${encodeURIComponent(value)}`).whole('n', { min: 0, max: 9 })
    expect(read).toThrow(`Expected n to be a whole number from 0 to 9, got "${value}"`)
  },
)

test.each([
  ...([
    ['1', true],
    ['1yes', true],
    ['true', true],
    ['YES', true],
  ] as const),
  ...([
    ['0', false],
    ['false', false],
    ['no', false],
  ] as const),
])('the flag %s is %s', (value, is) => {
  expect(of(`f=${value}`).flag('f')).toBe(is)
})

test('a flag, a word, a text that is none says what was expected', () => {
  expect(() => of('f=maybe').flag('f')).toThrow('1 or 0, true or false, yes or no')
  expect(() => of('t=jpeg').oneOf('t', ['multipart', 'octet'])).toThrow('one of multipart, octet')
  expect(() => of('k=%1b').text('k', 9)).toThrow('text without control characters')
  expect(() => of('k=0123456789').text('k', 9)).toThrow('at most 9 characters long')
})

test('the value in a message is cut', () => {
  expect(() => of(`f=${'x'.repeat(5000)}`).flag('f')).toThrow(/got "x{100}"$/)
})

test('whatever stands there, a number is in its range or a refusal', () => {
  const range = { min: -3, max: 7 }
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)),
      (text) => {
        const query = of(`n=${encodeURIComponent(text)}`)
        for (const read of [() => query.whole('n', range), () => query.decimal('n', range)]) {
          try {
            const number = read() ?? Number.NaN
            expect(number >= -3 && number <= 7).toBe(true)
            expect(number).toBe(Number(text))
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal)
          }
        }
      },
    ),
  )
})
