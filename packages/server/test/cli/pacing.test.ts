/** The command without koffi, and with one that fails. @module */
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { readFrames } from 'zoetrope/client'
import { kernelAbsence } from 'zoetrope/node'
import { type Running, start } from './commands.ts'
import { copyWith } from './copies.ts'

const FALLEN = "frames do not wait for the kernel's queue, so that pictures age on slow links"
const FRAMES = 8

/** A koffi that calls the real one until the `last`th call of a function of that name, which throws. */
function failing(name: string, last: number): string {
  const real = createRequire(import.meta.url).resolve('koffi')
  return `
    const own = require(${JSON.stringify(real)}).load(null)
    let calls = 0
    exports.load = () => ({
      func(prototype) {
        const call = own.func(prototype)
        if (!prototype.includes(' ${name}(')) return call
        return (...args) => {
          calls += 1
          if (calls === ${last}) throw new TypeError('Unexpected Uint8Array value')
          if (calls > ${last}) process.stderr.write('called again\\\\n')
          return call(...args)
        }
      },
    })
  `
}

/** Reads some frames, all of them whole, and looks who watches meanwhile. */
async function watched(url: string): Promise<Record<string, unknown>[]> {
  let viewers: Record<string, unknown>[] = []
  const indices: number[] = []
  for await (const frame of readFrames(await fetch(`${url}stream`))) {
    indices.push(frame.index ?? Number.NaN)
    expect([...frame.jpeg.subarray(0, 2), ...frame.jpeg.subarray(-2)]).toEqual([
      0xff, 0xd8, 0xff, 0xd9,
    ])
    if (indices.length < FRAMES) continue
    viewers = (await (await fetch(`${url}viewers`)).json()).viewers
    break
  }
  expect(indices).toEqual(indices.toSorted((a, b) => a - b))
  expect(new Set(indices).size).toBe(FRAMES)
  return viewers
}

/** Ends it, and gives all that its log said of `FALLEN`. */
async function fallen(server: Running): Promise<Record<string, unknown>[]> {
  server.child.kill('SIGTERM')
  const { code, err } = await server.ended
  expect(code).toBe(0)
  expect(err).not.toContain('called again')
  return err
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === FALLEN)
}

describe.skipIf(process.platform !== 'linux')('pictures go on whole, paced as elsewhere', () => {
  test.each([
    ['without koffi', undefined, 'koffi is not installed; npm install koffi'],
    [
      'with a koffi that cannot be loaded',
      "throw new Error('no such binary\\nhere')",
      'no such binary',
    ],
    [
      'with a koffi that is something else',
      'exports.load = () => ({})',
      'own.func is not a function',
    ],
  ])('%s, and the log says it once', async (_, koffi, reason) => {
    const server = start(['--port', '0'], { command: copyWith(koffi) })
    const url = await server.url()
    const told = { transport: 'tcp', pacing: 'write', queued: null, roundTrip: null }
    expect(await watched(url)).toMatchObject([told])
    const status = await (await fetch(`${url}server`)).json()
    expect(status).toMatchObject({ pacing: 'write', pacingReason: reason })
    expect(await fallen(server)).toMatchObject([{ level: 'warn', pacing: 'write', reason }])
  })
})

describe.skipIf(kernelAbsence() !== undefined)('a koffi that fails in mid-stream', () => {
  test.each(['setsockopt', 'getsockopt', 'ioctl', 'send'])(
    'at the third %s() is not used again; the stream goes on, and the log says it once',
    async (name) => {
      const server = start(['--port', '0'], { command: copyWith(failing(name, 3)) })
      const url = await server.url()
      expect((await (await fetch(`${url}server`)).json()).pacing).toBe('queue')
      // The path is only looked at where packets are under way: by whoever asks who watches.
      const first = readFrames(await fetch(`${url}stream`))
      await first.next()
      for (let time = 0; time < 3; time++) await fetch(`${url}viewers`)
      const listed = await watched(url)
      expect(listed.map(({ pacing }) => pacing)).toEqual(['write', 'write'])
      for (let index = 0; index < FRAMES; index++) expect((await first.next()).done).toBe(false)
      await first.return()
      const reason = 'koffi failed: Unexpected Uint8Array value'
      const status = await (await fetch(`${url}server`)).json()
      expect(status).toMatchObject({ pacing: 'write', pacingReason: reason })
      expect(await fallen(server)).toMatchObject([{ level: 'warn', pacing: 'write', reason }])
    },
  )
})
