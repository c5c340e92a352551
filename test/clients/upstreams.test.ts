import { describe, expect, test } from 'vitest'
import { isWriting } from './client.ts'
import { type Row, rowsOf, writeRows } from './page.ts'
import { picturesOf } from './taken.ts'
import { upstreams, ustreamer } from './upstreams.ts'

/** Different pictures that each server must give. */
const COUNT = 20

const rows: Row[] = []

for (const { name, from, asked, version, start } of upstreams) {
  const found = version()
  if (!found) console.warn(`skipped: ${name} is missing; apt-get install ${from}`)

  // Most of their time is spent waiting; the rows are written in their order.
  describe.skipIf(!found)(name, { concurrent: !isWriting }, () => {
    test('gives pictures that differ', async ({ signal, onTestFinished }) => {
      const { url, stop } = await start()
      onTestFinished(stop)
      expect(await picturesOf(url, COUNT, signal)).toBe(COUNT)
      rows.push([name, found ?? '', from, asked, `${COUNT} of ${COUNT}`])
    })
  })
}

describe('docs/clients.md', () => {
  const all = [...upstreams, ustreamer]

  if (isWriting) {
    test('is written from what was taken', () => {
      expect(rows).toHaveLength(upstreams.length)
      const names = all.map(({ name }) => name)
      writeRows('servers', names, rows)
    })
  }

  test('has a row for each server, run as the tests run it', () => {
    const told = rowsOf('servers').map(([name, version, ...rest]) => {
      expect(version).toMatch(/^\d/)
      return [name, ...rest]
    })
    const pictures = `${COUNT} of ${COUNT}`
    expect(told).toEqual(all.map(({ name, from, asked }) => [name, from, asked, pictures]))
  })
})
