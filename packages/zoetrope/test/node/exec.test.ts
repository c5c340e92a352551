import { describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { execSource } from '../../src/node/exec.ts'
import { keep } from '../broadcast/keeping.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { allGone, descendants, gone, members } from './children.ts'
import { next, open, take } from './taking.ts'

const NODE = process.execPath

/** A command that writes JPEGs of rising shade for ever, and says on standard error who it is. */
function camera(more = ''): string[] {
  const jpegs = JSON.stringify([1, 2, 3].map((shade) => [...tinyJpeg({ shade })]))
  const script = `
    const jpegs = ${jpegs}.map((bytes) => Buffer.from(bytes))
    let at = 0
    setInterval(() => process.stdout.write(jpegs[at++ % 3]), 2)
    ${more}
  `
  return [NODE, '-e', script]
}

/** Resolves when the source ends. */
async function toTheEnd(frames: AsyncIterator<unknown>): Promise<void> {
  while (!(await frames.next()).done);
}

describe.skipIf(!needs('ffmpeg'))('execSource with ffmpeg as the program', () => {
  const clip = 'ffmpeg -v error -f lavfi -i testsrc2=size=320x240:rate=25 -frames:v 5 -c:v mjpeg'

  it.each(['-f mjpeg -', '-f mpjpeg -'])('reads %s', async (output) => {
    const frames = await take(execSource(`${clip} ${output}`), 5)
    for (const { jpeg, capturedAt } of frames) {
      expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, width: 320, height: 240 })
      expect(capturedAt).toBeTypeOf('number')
    }
  })

  it('gives the same frames both ways, and ends when the program does', async () => {
    const all = async (output: string): Promise<string[]> => {
      const { frames } = open(execSource(`${clip} -fflags bitexact -flags bitexact ${output}`))
      const hexes: string[] = []
      for (let it = await frames.next(); !it.done; it = await frames.next()) {
        hexes.push(Buffer.from(keep(it.value).jpeg).toString('hex'))
      }
      return hexes
    }
    const raw = await all('-f mjpeg -')
    expect(raw).toHaveLength(5)
    expect(await all('-f mpjpeg -')).toEqual(raw)
  })
})

describe('execSource', () => {
  it('runs the program once, without a shell, and names it in its label', async () => {
    const source = execSource(camera())
    expect(source.label).toMatch(/^exec:\/.*node/)
    expect(await take(source, 4)).toMatchObject(
      [1, 2, 3, 1].map((shade) => ({ jpeg: tinyJpeg({ shade }) })),
    )
  })

  it('leaves nothing running, whether it is aborted, returned from or fails', async () => {
    const { frames, abort } = open(execSource(camera()))
    await next(frames)
    expect(descendants()).toHaveLength(1)
    abort()
    await toTheEnd(frames)
    expect(descendants()).toEqual([])

    await take(execSource(camera()), 1)
    expect(descendants()).toEqual([])

    const failing = open(execSource([NODE, '-e', 'process.exit(7)']))
    await expect(failing.frames.next()).rejects.toThrow()
    expect(descendants()).toEqual([])
  })

  it('starts nothing when it is aborted before', async () => {
    const signal = AbortSignal.abort()
    const frames = execSource(['/nowhere']).open(signal)[Symbol.asyncIterator]()
    expect(await frames.next()).toEqual({ value: undefined, done: true })
  })

  it('leaves no listener on the signal', async () => {
    const control = new AbortController()
    let listeners = 0
    const { signal } = control
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    const frames = execSource(camera()).open(signal)[Symbol.asyncIterator]()
    await frames.next()
    expect(listeners).toBe(1)
    await frames.return?.()
    expect(listeners).toBe(0)
  })

  it('ends what the program started as well', async () => {
    const { frames } = open(execSource(['sh', '-c', '"$0" "$@" & wait', ...camera()]))
    await next(frames)
    const [leader] = descendants().filter(({ parent }) => parent === process.pid)
    expect(members(leader?.pid ?? 0)).toHaveLength(2)
    await frames.return?.()
    await gone(leader?.pid ?? 0)
  })

  it('ends what the program started in groups of their own, even if it hears no SIGTERM', async () => {
    const script = `trap '' TERM; timeout 600 sleep 600 & timeout 600 "$0" "$@"`
    const { frames } = open(execSource(['sh', '-c', script, ...camera()]))
    await next(frames)
    const family = descendants()
    expect(new Set(family.map(({ group }) => group)).size).toBe(3)
    await frames.return?.()
    await allGone(family)
  })

  it('fails when the program is killed, and says by what', async () => {
    const { frames } = open(execSource(camera(`console.error('all was well')`)))
    await next(frames)
    const [child] = descendants()
    process.kill(child?.pid ?? 0, 'SIGKILL')
    await expect(toTheEnd(frames)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `${NODE} was ended by SIGKILL: all was well`,
    })
  })

  it.each([
    [
      `console.error('no camera'); process.exit(3)`,
      'ended with code 3 without giving a frame: no camera',
    ],
    ['', 'ended without giving a frame'],
  ])('fails when the program gives no frame (%j)', async (script, words) => {
    const { frames } = open(execSource([NODE, '-e', script]))
    await expect(frames.next()).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `${NODE} ${words}`,
    })
  })

  it('fails when the program closes its output and stays', async () => {
    const { frames } = open(execSource(['sh', '-c', 'exec >&-; sleep 600']))
    await expect(frames.next()).rejects.toThrow('sh closed its output without giving a frame')
    expect(descendants()).toEqual([])
  })

  it('fails when what comes is neither JPEG nor multipart', async () => {
    const { frames } = open(execSource('yes'))
    await expect(frames.next()).rejects.toMatchObject({ code: 'INVALID_STREAM' })
    expect(descendants()).toEqual([])
  })

  it('says which program is missing', async () => {
    const { frames } = open(execSource('zoetrope-no-such-program --now'))
    await expect(frames.next()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: 'zoetrope-no-such-program is not installed; check the name and the PATH',
    })
  })

  it('can be opened again', async () => {
    const source = execSource(camera())
    const first = { jpeg: tinyJpeg({ shade: 1 }) }
    expect(await take(source)).toMatchObject([first])
    expect(await take(source)).toMatchObject([first])
  })

  it('slows a program down that is faster than whoever takes its frames', async () => {
    const script = `
      const tiny = Buffer.from(${JSON.stringify([...tinyJpeg()])})
      const comment = Buffer.alloc(50_000)
      comment.writeUInt32BE(0xfffe0000 + comment.length - 2)
      const jpeg = Buffer.concat([tiny.subarray(0, 2), comment, tiny.subarray(2)])
      const { writeSync } = require('node:fs')
      for (let i = 0; i < 400; i += 1) writeSync(1, jpeg)
    `
    const { frames } = open(execSource([NODE, '-e', script]))
    await next(frames)
    // 20 MB are more than pipe and buffers hold, so it cannot have ended; were they queued here, it
    // would long be gone when the last of them is taken.
    const [child] = descendants()
    await next(frames, 300)
    expect(descendants()).toMatchObject([{ pid: child?.pid }])
    await next(frames, 99)
    expect(await frames.next()).toEqual({ value: undefined, done: true })
  })

  it('refuses an empty command', () => {
    expect(() => execSource(' ')).toThrow(expect.objectContaining({ code: 'INVALID_SOURCE' }))
  })
})
