import { expect, test } from 'vitest'

test.each([
  ['another byte', Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
  ['one byte more', Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0)],
  ['none', Uint8Array.of(1), Uint8Array.of()],
  ['another byte, deep inside', [{ jpeg: Uint8Array.of(1) }], [{ jpeg: Uint8Array.of(2) }]],
])('bytes are other ones with %s', (_, one, other) => {
  expect(() => expect(one).toEqual(other)).toThrow()
  expect(() => expect(one).toStrictEqual(other)).toThrow()
  expect(() => expect(one).not.toEqual(structuredClone(one))).toThrow()
  expect(one).toEqual(structuredClone(one))
})

test('what is of another class is compared as ever', () => {
  const bytes = Uint8Array.of(1, 2)
  expect(() => expect(bytes).toEqual(Buffer.from(bytes))).toThrow()
  expect(new Int8Array(bytes)).toEqual(new Int8Array(bytes))
  expect(() => expect(bytes).toEqual([1, 2])).toThrow()
})
