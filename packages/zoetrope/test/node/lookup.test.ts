import { type LookupAddress, type LookupOptions, promises } from 'node:dns'
import { expect, test } from 'vitest'
import { lookup } from '../../src/node/lookup.ts'

type Answer = string | LookupAddress[]

function looked(host: string, options: LookupOptions): Promise<[Answer, number | undefined]> {
  return new Promise((resolve, reject) => {
    lookup(host, options, (error, address, family) => {
      if (error) reject(error)
      else resolve([address, family])
    })
  })
}

test('gives what the system does', async () => {
  const addresses = await promises.lookup('localhost', { all: true })
  expect(await looked('localhost', { all: true })).toEqual([addresses, undefined])
  const [first] = addresses
  expect(await looked('localhost', {})).toEqual([first?.address, first?.family])
  expect(await looked('127.0.0.1', { family: 4 })).toEqual(['127.0.0.1', 4])
})

test('an address of another family than is wished for is none', async () => {
  await expect(looked('127.0.0.1', { family: 6 })).rejects.toMatchObject({ code: 'ENOTFOUND' })
  await expect(looked('127.0.0.1', { family: 'IPv6', all: true })).rejects.toMatchObject({
    code: 'ENOTFOUND',
  })
})

test('a name that is not known is the error of the system, for everybody who asks', async () => {
  const asking = [1, 2, 3].map(() => looked('camera.invalid', { all: true }))
  for (const each of await Promise.allSettled(asking)) {
    expect(each).toMatchObject({ reason: { code: expect.stringMatching(/^ENOTFOUND|EAI_AGAIN$/) } })
  }
})
