import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, serve } from '../e2e/running.ts'
import { needs } from '../needs.ts'
import { type Front, startNginx } from '../nginx.ts'
import { browsers } from './browsers.ts'
import { isWriting } from './client.ts'
import { clients } from './clients.ts'
import { type Row, rowsOf, writeRows } from './page.ts'

/** Different pictures that each program must get: as many as the page says when it is written. */
const TOLD = 20
const COUNT = isWriting ? TOLD : 10

const nginx = needs('nginx')

let server: Running
let proxy: Front | undefined
beforeAll(async () => {
  server = await serve(['pattern:?fps=25'])
  // With its defaults: HTTP/1.0 to the server, and buffers.
  if (nginx) proxy = await startNginx(`location / { proxy_pass ${server.url}; }`)
})
afterAll(async () => {
  await proxy?.stop()
  await server.stop()
})

/** What was seen so far. */
const seen = new Map<string, string>()
const direct = 'plays the stream: its pictures differ'
const proxied = 'plays the stream through nginx as it comes: its pictures differ'

const versions = clients.map(({ name, from, version }) => {
  const found = version()
  if (!found) console.warn(`skipped: ${name} is missing; install ${from}`)
  return found
})

clients.forEach((client, at) => {
  const { name, frames } = client
  // A browser takes seconds to start and to look twenty times: its second round is for the page.
  const inShort = !browsers.includes(client)
  const watch = async (url: string, way: string): Promise<void> => {
    const different = new Set(await frames(`${url}/stream`, COUNT)).size
    expect(different).toBeGreaterThanOrEqual(COUNT)
    seen.set(`${name}: ${way}`, `${TOLD} of ${TOLD}`)
  }

  // Most of their time is spent waiting.
  describe.skipIf(!versions[at]).concurrent(name, () => {
    test(direct, () => watch(server.url, direct))

    if (isWriting || inShort) {
      test.skipIf(!nginx)(proxied, () => watch(proxy?.url ?? '', proxied))
    }
  })
})

describe('docs/clients.md', () => {
  if (isWriting) {
    test('is written from what was seen', () => {
      const rows = clients.map(({ name, from, asked }, at): Row => {
        const results = [direct, proxied].map((way) => seen.get(`${name}: ${way}`) ?? 'no')
        return [name, versions[at] ?? '', from, asked, ...results]
      })
      const names = clients.map(({ name }) => name)
      writeRows('players', names, rows)
    })
  }

  test('has a row for each program, asked as the tests ask it, with what they demand', () => {
    const told = rowsOf('players').map(([name, version, ...rest]) => {
      expect(version).toMatch(/^\d/)
      return [name, ...rest]
    })
    const all = `${TOLD} of ${TOLD}`
    expect(told).toEqual(clients.map(({ name, from, asked }) => [name, from, asked, all, all]))
  })
})
