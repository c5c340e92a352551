import { getEventListeners } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { streamFrames } from '../../src/client/stream.ts'
import { StreamReader } from '../../src/client/stream-reader.ts'
import { fetches } from '../sources/watching.ts'
import { bytes, head, MULTIPART, part, rawServer } from './raw-server.ts'
import { feed, picture, reader, shot } from './streams.ts'

/** Matches the error with this code, whose message has that in it. */
function coded(code: string, text = ''): unknown {
  return expect.objectContaining({ code, message: expect.stringContaining(text) })
}

describe.each(fetches)('with $name', ({ fetch }) => {
  test('frames come with their number, epoch, time and all that was said of them', async () => {
    const camera = await feed(`Date: ${new Date().toUTCString()}`)
    const { stream, told } = reader(camera.origin, { fetch })
    await camera.watched()
    const capturedAt = Date.now() - 500
    camera.give(`X-Timestamp: ${(capturedAt / 1000).toFixed(6)}`, 'X-Frame-Epoch: e1', 'X-Lamp: on')
    const frame = await stream.read()
    expect(frame).toMatchObject({ jpeg: shot(0), index: 0, epoch: 'e1' })
    expect(frame?.capturedAt).toBeCloseTo(capturedAt, 0)
    expect(frame?.age).toBeGreaterThanOrEqual(499)
    expect(frame?.headers.get('x-lamp')).toBe('on')
    expect(told).toEqual(['live'])
    expect(stream.statistics).toMatchObject({ frames: 1, age: frame?.age, clockOffset: 0 })
  })

  test('where the camera tells no time, a frame has that of its arrival and no age', async () => {
    const camera = await feed()
    const { stream } = reader(camera.origin, { fetch })
    await camera.watched()
    const before = Date.now()
    camera.give()
    const frame = await stream.read()
    expect(frame?.capturedAt).toBeGreaterThanOrEqual(before)
    expect(frame).not.toHaveProperty('age')
    expect(frame).not.toHaveProperty('epoch')
    expect(stream.statistics).toMatchObject({ age: undefined, clockOffset: undefined })
  })

  test('the time of a camera whose clock is an hour off is put right by its Date', async () => {
    const late = Date.now() - 3_600_000
    const camera = await feed(`Date: ${new Date(late).toUTCString()}`)
    const { stream } = reader(camera.origin, { fetch })
    await camera.watched()
    camera.give(`X-Timestamp: ${(late / 1000).toFixed(6)}`)
    const frame = await stream.read()
    expect(Math.abs(Date.now() - (frame?.capturedAt ?? 0))).toBeLessThan(10_000)
    expect(stream.statistics.clockOffset).toBeLessThan(-3_590_000)
  })

  test('a frame is yours to keep: later ones do not change it', async () => {
    const camera = await feed()
    const { stream } = reader(camera.origin, { fetch, pace: 'every' })
    await camera.watched()
    const kept: unknown[] = []
    for (let index = 0; index < 5; index += 1) {
      camera.give()
      kept.push((await stream.read())?.jpeg)
    }
    expect(kept).toEqual([0, 1, 2, 3, 4].map(shot))
  })

  test('a picture is asked for again and again, and comes with the headers of its answer', async () => {
    const server = await rawServer((_, socket, count) => {
      socket.end(picture(shot(count), `X-Frame-Index: ${count}`, 'Connection: close'))
    })
    const { stream } = reader(server.origin, { fetch, fps: 60, pace: 'every' })
    for (const index of [1, 2, 3]) {
      expect(await stream.read()).toMatchObject({ jpeg: shot(index), index })
    }
    await stream.close()
    await server.idle()
  })

  describe('a connection that is lost is made again', () => {
    test.each([
      ['the server resets it', 'SOURCE_FAILED', 'drop'],
      ['the stream ends', 'SOURCE_FAILED', 'end'],
    ] as const)('when %s', async (_, code, how) => {
      const camera = await feed()
      const { stream, told, became } = reader(camera.origin, { fetch })
      for (const round of [1, 2, 3]) {
        await camera.watched(round)
        // One alone would be taken for a picture.
        for (const index of [2 * round - 2, 2 * round - 1]) {
          camera.give()
          expect((await stream.read())?.index).toBe(index)
        }
        expect(stream.reason).toBeUndefined()
        camera[how]()
        await became('lost')
        expect(stream.reason).toEqual(coded(code, camera.origin))
      }
      expect(told.slice(0, 4)).toEqual(['live', `lost: ${code}`, 'live', `lost: ${code}`])
      expect(stream.statistics.reconnects).toBe(2)
    })

    test('when a stream falls silent that has had a rhythm', async () => {
      const camera = await feed()
      const { stream, told, became } = reader(camera.origin, { fetch })
      await camera.watched()
      for (let index = 0; index < 7; index += 1) {
        camera.give()
        await stream.read()
      }
      await became('lost')
      expect(told).toEqual(['live', 'lost: TIMEOUT'])
      expect(stream.reason?.message).toMatch(/gave no frame for \d\.\d s$/)
      await camera.watched(2)
      camera.give()
      expect((await stream.read())?.index).toBe(7)
    })

    test('as soon as there is a camera where there was none', async () => {
      const gone = await rawServer(() => {})
      await gone.close()
      const { stream, became } = reader(gone.origin, { fetch })
      await became('lost')
      expect(stream.reason).toEqual(coded('SOURCE_UNAVAILABLE', 'refused'))
      const port = Number(new URL(gone.origin).port)
      await rawServer(
        (_, socket) => socket.write(bytes(head('200 OK', MULTIPART), part(shot(4)))),
        {
          port,
        },
      )
      expect((await stream.read())?.jpeg.slice(0, 3)).toEqual(shot(4).slice(0, 3))
    })

    test('where it said before that it is busy, or is not there after it has been', async () => {
      const answers = [
        '503 Service Unavailable',
        'stream',
        '404 Not Found',
        '403 Forbidden',
        'stream',
      ]
      const server = await rawServer((_, socket, count) => {
        const status = answers[count - 1] ?? 'stream'
        if (status !== 'stream') socket.end(head(status, 'Content-Length: 0'))
        else socket.end(bytes(head('200 OK', MULTIPART), part(shot(count)), part(shot(count))))
      })
      const { stream, told } = reader(server.origin, { fetch, pace: 'every', longestPause: 20 })
      for (let frames = 0; frames < 4; frames += 1) expect(await stream.read()).toBeDefined()
      expect(told.slice(0, 6)).toEqual([
        'lost: SOURCE_FAILED',
        'live',
        'lost: SOURCE_FAILED',
        'lost: REFUSED',
        'lost: REFUSED',
        'live',
      ])
    })
  })

  describe('a server that says no at first is believed', () => {
    test.each([
      ['REFUSED', head('404 Not Found', 'Content-Length: 0')],
      ['REFUSED', head('403 Forbidden', 'Content-Length: 0')],
      ['UNAUTHORIZED', head('401 Unauthorized', 'Content-Length: 0')],
      [
        'INVALID_STREAM',
        `${head('200 OK', 'Content-Type: text/html')}<!doctype html><title>Camera`,
      ],
    ])('%s', async (code, answer) => {
      const server = await rawServer((_, socket) => socket.end(answer))
      const { stream, told } = reader(`${server.origin}/video?token=hush`, { fetch })
      await expect(stream.read()).rejects.toEqual(coded(code, `${server.origin}/video?token=***`))
      await expect(stream.read()).rejects.toEqual(coded(code))
      expect(told).toEqual([`closed: ${code}`])
      expect(server.asked).toHaveLength(1)
      await server.idle()
    })
  })

  describe('without reconnecting', () => {
    test('frames end with the stream, those that wait are read before', async () => {
      const server = await rawServer((_, socket) => {
        socket.end(bytes(head('200 OK', MULTIPART), part(shot(1)), part(shot(2)), '--cam--\r\n'))
      })
      const sizes: number[] = []
      for await (const { jpeg } of streamFrames(server.origin, {
        ...{ fetch, reconnect: false, pace: 'every' },
      })) {
        sizes.push(jpeg.length)
      }
      expect(sizes).toEqual([301, 302])
      expect(server.asked).toHaveLength(1)
    })

    test('what goes wrong is thrown', async () => {
      const gone = await rawServer(() => {})
      await gone.close()
      const { stream, told } = reader(gone.origin, { fetch, reconnect: false })
      await expect(stream.read()).rejects.toEqual(coded('SOURCE_UNAVAILABLE'))
      expect(told).toEqual(['closed: SOURCE_UNAVAILABLE'])
    })
  })

  describe('who is slow', () => {
    test('gets the newest frame next, and the others are counted', async () => {
      const camera = await feed()
      const { stream } = reader(camera.origin, { fetch })
      await camera.watched()
      camera.give()
      expect((await stream.read())?.index).toBe(0)
      for (let index = 1; index <= 9; index += 1) camera.give()
      await expect.poll(() => stream.statistics.frames).toBe(10)
      expect((await stream.read())?.index).toBe(9)
      expect(stream.statistics).toMatchObject({ frames: 10, skipped: 8 })
    })

    test('gets every frame who wants every, and the server has to wait', async () => {
      const large = part(shot(100_000))
      let written = 0
      const server = await rawServer((_, socket) => {
        socket.write(head('200 OK', MULTIPART))
        const write = (): void => {
          for (;;) {
            written += 1
            if (!socket.write(large)) break
          }
        }
        socket.on('drain', write)
        write()
      })
      const { stream } = reader(server.origin, { fetch, pace: 'every' })
      await stream.read()
      // The kernels' buffers fill up; then nothing moves any more.
      const seen: number[] = []
      await expect
        .poll(() => seen.push(written) > 1 && seen.at(-1) === seen.at(-2), { interval: 200 })
        .toBe(true)
      expect(stream.statistics.frames).toBeLessThan(5)
      expect(stream.state).toBe('live')
      for (let frames = 0; frames < 100; frames += 1) expect(await stream.read()).toBeDefined()
      expect(stream.statistics.skipped).toBe(0)
    })
  })

  test('who takes a rest with every frame to come does not make the camera seem silent', async () => {
    const camera = await feed()
    const { stream, told } = reader(camera.origin, { fetch, pace: 'every' })
    await camera.watched()
    for (let index = 0; index < 7; index += 1) {
      camera.give()
      await stream.read()
    }
    camera.give()
    camera.give()
    // Longer than a silence may be once a stream has a rhythm: 2 s.
    await new Promise((resolve) => setTimeout(resolve, 2300))
    expect([(await stream.read())?.index, (await stream.read())?.index]).toEqual([7, 8])
    expect(told).toEqual(['live'])
    expect(camera.asked).toHaveLength(1)
  })

  describe('a wait for a frame', () => {
    test('may be limited; the next one finds the frame', async () => {
      const camera = await feed()
      const { stream } = reader(camera.origin, { fetch })
      await expect(stream.read({ timeout: 20 })).rejects.toEqual(coded('TIMEOUT', 'within 20 ms'))
      await camera.watched()
      camera.give()
      expect((await stream.read({ timeout: 10_000 }))?.index).toBe(0)
    })

    test('says what is wrong with the camera when it was in vain', async () => {
      const gone = await rawServer(() => {})
      await gone.close()
      const { stream, became } = reader(gone.origin, { fetch, timeout: 10 })
      await became('lost')
      await expect(stream.read()).rejects.toEqual(
        coded('TIMEOUT', `${gone.origin}/: the connection`),
      )
    })

    test('ends by a signal of its own, which the reader survives', async () => {
      const camera = await feed()
      const { stream } = reader(camera.origin, { fetch })
      const { signal, abort } = breaker()
      const reading = stream.read({ signal })
      abort(new Error('enough'))
      await expect(reading).rejects.toThrow('enough')
      expect(getEventListeners(signal, 'abort')).toEqual([])
      await camera.watched()
      camera.give()
      expect((await stream.read())?.index).toBe(0)
    })

    test('is one at a time', async () => {
      const camera = await feed()
      const { stream } = reader(camera.origin, { fetch })
      const reading = stream.read()
      await expect(stream.read()).rejects.toEqual(coded('READ_IN_PROGRESS'))
      await stream.close()
      expect(await reading).toBeUndefined()
    })
  })

  describe('the connection is closed', () => {
    const ways: Record<string, (stream: StreamReader, control: AbortController) => unknown> = {
      'closing the reader': (stream) => stream.close(),
      'its signal': (_, control) => control.abort(),
      'leaving the loop': async (stream) => {
        for await (const frame of stream) if (frame) break
      },
    }
    test.each(Object.keys(ways))('by %s', async (name) => {
      const camera = await feed()
      const control = new AbortController()
      const stream = new StreamReader(camera.origin, { fetch, signal: control.signal })
      onTestFinished(() => stream.close())
      await camera.watched()
      camera.give()
      expect((await stream.read())?.index).toBe(0)
      camera.give()
      await ways[name]?.(stream, control)
      await stream.close()
      await camera.idle()
      expect(stream.state).toBe('closed')
      expect(await stream.read()).toBeUndefined()
      expect(getEventListeners(control.signal, 'abort')).toEqual([])
      expect(camera.asked).toHaveLength(1)
    })

    test('before it is opened when the signal has aborted already', async () => {
      const camera = await feed()
      const stream = new StreamReader(camera.origin, { fetch, signal: AbortSignal.abort() })
      expect(await stream.read()).toBeUndefined()
      expect(camera.connections).toBe(0)
    })

    test('while it waits for another try', async () => {
      const camera = await feed()
      const { stream, became } = reader(camera.origin, { fetch })
      await camera.watched()
      for (let frames = 0; frames < 2; frames += 1) {
        camera.give()
        await stream.read()
      }
      camera.drop()
      await became('lost')
      await stream.close()
      expect(stream.state).toBe('closed')
      expect(stream.reason).toBeUndefined()
    })
  })

  test('what is no JPEG is left out, told and counted', async () => {
    const server = await rawServer((_, socket) => {
      socket.write(bytes(head('200 OK', MULTIPART), part(bytes('no picture')), part(shot(1))))
      socket.write(part(shot(2)))
    })
    const rejected: string[] = []
    const stream = new StreamReader(server.origin, {
      ...{ fetch, pace: 'every', onReject: ({ code }) => rejected.push(code) },
    })
    onTestFinished(() => stream.close())
    expect((await stream.read())?.jpeg).toHaveLength(301)
    expect(rejected).toEqual(['INVALID_FRAME'])
    expect(stream.statistics.rejected).toBe(1)
  })
})

test('a camera that ends after its first frames, every time, is asked later each time', async () => {
  const askedAt: number[] = []
  const frames = bytes(part(shot(1)), part(shot(2)), part(shot(3)))
  const server = await rawServer((_, socket) => {
    askedAt.push(performance.now())
    socket.end(bytes(head('200 OK', MULTIPART), frames))
  })
  const { stream } = reader(server.origin)
  while (askedAt.length < 4) await stream.read()
  const [first = 0, , , last = 0] = askedAt
  // Of 250, 500 and 1000 ms up to a quarter is left to chance; timers are never early.
  expect(last - first).toBeGreaterThanOrEqual(0.75 * 1750 - 5)
})

test('nothing that is told has a secret in it', async () => {
  const server = await rawServer((_, socket, count) => {
    if (count === 1) socket.end(bytes(head('200 OK', MULTIPART), part(shot(1)), part(shot(2))))
    else socket.end(head('500 Broken', 'Content-Length: 0'))
  })
  const url = `${server.origin.replace('://', '://admin:hush@')}/v?token=hush#x=hush`
  const notes: string[] = []
  const { stream, became } = reader(url, { note: (text) => notes.push(text) })
  await became('lost')
  while (await stream.read({ timeout: 600 }).catch(() => undefined));
  await expect(stream.read({ timeout: 1 })).rejects.toThrow(
    /^((?!hush).)*answered 500((?!hush).)*$/,
  )
  expect(`${stream.label} ${notes.join()} ${stream.reason}`).not.toContain('hush')
  expect(stream.label).toBe(`${server.origin}/v?token=***`)
})

test('what is no such address is refused at once, without telling its password', () => {
  for (const url of ['rtsp://a:hush@cam/', 'cam', 'ws://cam/live']) {
    expect(() => new StreamReader(url)).toThrow(
      coded('INVALID_SOURCE', 'http:// or https://') as Error,
    )
    expect(() => new StreamReader(url)).not.toThrow(/hush/)
  }
  for (const value of ['Bearer hush\nhush', 'Bearer hush€']) {
    const headers = { authorization: value }
    const make = (): StreamReader => new StreamReader('http://cam/', { headers })
    expect(make).toThrow(coded('INVALID_SOURCE', 'authorization') as Error)
    expect(make).not.toThrow(/hush/)
  }
  expect(() => new StreamReader('http://cam/#fps=0')).toThrow(/fps/)
  expect(() => new StreamReader('http://cam/', { longestPause: 0 })).toThrow(/longestPause/)
})

function breaker(): { signal: AbortSignal; abort(reason: Error): void } {
  const control = new AbortController()
  return { signal: control.signal, abort: (reason) => control.abort(reason) }
}
