import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { stdinSource } from '../../src/node/stdin.ts'
import { concat, latin1, tinyJpeg } from '../frame/jpegs.ts'
import { next, open } from './taking.ts'

const picture = (shade: number): { jpeg: Uint8Array } => ({ jpeg: tinyJpeg({ shade }) })

/** What `cat` makes of what is written to it: a real pipe, and a real program at the other end. */
function pipe(): {
  write: (bytes: Uint8Array) => void
  end: () => void
  output: import('node:stream').Readable
} {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    write: (bytes) => void child.stdin.write(bytes),
    end: () => void child.stdin.end(),
    output: child.stdout,
  }
}

describe('stdinSource', () => {
  it('reads JPEGs end to end from a pipe, and ends with it', async () => {
    const { write, end, output } = pipe()
    const { frames } = open(stdinSource(output))
    write(concat(tinyJpeg({ shade: 1 }), tinyJpeg({ shade: 2 })))
    expect(await next(frames, 2)).toMatchObject([picture(1), picture(2)])
    end()
    expect(await frames.next()).toEqual({ value: undefined, done: true })
  })

  it('reads multipart from a pipe', async () => {
    const { write, output } = pipe()
    const { frames } = open(stdinSource(output))
    write(latin1('--x\r\nContent-Type: image/jpeg\r\n\r\n'))
    write(concat(tinyJpeg(), latin1('\r\n--x\r\n')))
    expect(await next(frames)).toMatchObject([{ jpeg: tinyJpeg() }])
  })

  it('drops what nobody wants, and is in the present when somebody comes back', async () => {
    const { write, output } = pipe()
    const source = stdinSource(output)
    const first = open(source)
    write(tinyJpeg({ shade: 1 }))
    expect(await next(first.frames)).toMatchObject([picture(1)])
    await first.frames.return?.()

    // More than the pipe holds: the program could not write the last of it if nobody read.
    const old = tinyJpeg({ shade: 2, bytes: 1_000_000 })
    write(concat(old, old))
    let seen = 0
    await new Promise<void>((resolve) => {
      output.on('data', (chunk: Uint8Array) => {
        seen += chunk.length
        if (seen >= 2 * old.length) resolve()
      })
    })
    // The last chunk was read; it is looked at in this turn of the loop.
    await new Promise(setImmediate)
    const second = open(source)
    const waiting = next(second.frames)
    write(tinyJpeg({ shade: 3 }))
    expect(await waiting).toMatchObject([picture(3)])
  })

  it('hands over every frame of a fast program, in order, to a slow reader', async () => {
    const { write, end, output } = pipe()
    const { frames } = open(stdinSource(output))
    const shades = Array.from({ length: 200 }, (_, at) => at)
    for (const shade of shades) write(tinyJpeg({ shade, bytes: 10_000 }))
    end()
    for (const shade of shades) {
      const [frame] = await next(frames)
      expect(frame?.jpeg).toEqual(tinyJpeg({ shade, bytes: 10_000 }))
      await new Promise(setImmediate)
    }
    expect((await frames.next()).done).toBe(true)
  })

  it('ends at once when it is told to, while nothing comes', async () => {
    const { frames, abort } = open(stdinSource(pipe().output))
    const waiting = frames.next()
    abort()
    expect(await waiting).toEqual({ value: undefined, done: true })
  })

  it('says, when it is opened again after its end, that it has ended', async () => {
    const { end, output } = pipe()
    const source = stdinSource(output)
    const first = open(source)
    end()
    expect((await first.frames.next()).done).toBe(true)
    await expect(open(source).frames.next()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('Standard input has ended'),
    })
  })

  it('fails when the stream breaks', async () => {
    const stream = new PassThrough()
    const { frames } = open(stdinSource(stream))
    const waiting = frames.next()
    stream.destroy(new Error('the cable'))
    await expect(waiting).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: 'Standard input: the cable',
    })
  })

  it('keeps an error to itself while nobody has it open', async () => {
    const stream = new PassThrough()
    const source = stdinSource(stream)
    const { frames, abort } = open(source)
    const waiting = frames.next()
    abort()
    await waiting
    stream.destroy(new Error('the cable'))
    await new Promise((resolve) => stream.once('close', resolve))
    await expect(open(source).frames.next()).rejects.toThrow('the cable')
  })

  it('does not read a stream that is no pipe before it is opened', async () => {
    const stream = new PassThrough()
    stream.end(tinyJpeg({ shade: 9 }))
    const source = stdinSource(stream)
    await new Promise(setImmediate)
    expect(await next(open(source).frames)).toMatchObject([picture(9)])
  })

  it('does not keep the process alive while it is not open', async () => {
    const { output } = pipe()
    const source = stdinSource(output)
    const handles = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
    const idle = handles()
    const { frames, abort } = open(source)
    const waiting = frames.next()
    expect(handles()).toBe(idle + 1)
    abort()
    await waiting
    expect(handles()).toBe(idle)
  })
})
