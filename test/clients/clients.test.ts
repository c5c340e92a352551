import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, serve } from '../e2e/running.ts'
import { clients } from './clients.ts'
import { pageOf, type Row, rowsOf, writePage } from './page.ts'

const COUNT = 20

let server: Running
beforeAll(async () => {
  server = await serve(['pattern:?fps=25'])
})
afterAll(() => server.stop())

/** What was seen so far. */
const rows: Row[] = []
// `npm run clients` sets it.
const isWriting = Boolean(process.env['ZOETROPE_CLIENTS'])

for (const { name, from, asked, version, frames, least } of clients) {
  const found = version()
  if (!found) console.warn(`skipped: ${name} is missing; install ${from}`)

  // Most of their time is spent waiting.
  describe.skipIf(!found).concurrent(name, () => {
    test('plays the stream: its pictures differ', async () => {
      const seen = await frames(`${server.url}/stream`, COUNT)
      expect(new Set(seen).size).toBeGreaterThanOrEqual(least?.(COUNT) ?? COUNT)
      rows.push({ name, from, asked, version: found ?? '' })
    })
  })
}

describe('docs/clients.md', () => {
  test.runIf(isWriting)('is written from what was seen', () => {
    expect(rows).toHaveLength(clients.length)
    writePage(clients.flatMap(({ name }) => rows.filter((row) => row.name === name)))
  })

  test('has a row for each client, asked as the tests ask it', () => {
    const told = rowsOf(pageOf())
    expect(told.map(({ name, from, asked }) => ({ name, from, asked }))).toEqual(
      clients.map(({ name, from, asked }) => ({ name, from, asked })),
    )
    for (const { version } of told) expect(version).toMatch(/^\d/)
  })
})
