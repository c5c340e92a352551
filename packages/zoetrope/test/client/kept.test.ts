import { expect, test } from 'vitest'
import { Kept } from '../../src/client/kept.ts'

test('closes everything that was left in it, once', async () => {
  const kept = new Kept()
  const closed: string[] = []
  for (const name of ['one', 'two']) {
    kept.onClose(async () => {
      await new Promise(setImmediate)
      closed.push(name)
    })
  }
  await kept.close()
  expect(closed).toEqual(['one', 'two'])
  await kept.close()
  expect(closed).toEqual(['one', 'two'])
})
