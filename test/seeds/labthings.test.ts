/**
 * labthings-fastapi's `outputs.mjpeg_stream`, member by member: what each does, here; and that the
 * traps in it are not repeated. Their names stand in the tests' names.
 *
 * @module
 */
import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import {
  addStream,
  Broadcast,
  broadcastHandler,
  nextSharpness,
  streamResponse,
  Thing,
  thingDescription,
  thingHandler,
} from 'zoetrope'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { publishMany, readUntil, serving } from './serving.ts'

const request = (path = '/stream', init?: RequestInit): Request =>
  new Request(`http://x${path}`, init)

describe('MJPEGStream(ringbuffer_size=10)', () => {
  test('has a ring of ten frames, or as many as are wished', () => {
    expect(new Broadcast().capacity).toBe(10)
    expect(new Broadcast({ capacity: 3 }).capacity).toBe(3)
  })

  test('refuses a ring of none at once, and not with a division by zero at the first frame', () => {
    expect(() => new Broadcast({ capacity: 0 })).toThrow(RangeError)
  })
})

describe('RingbufferEntry', () => {
  test('is a frame: its bytes, its index, and the time of its capture in no zone but UTC', () => {
    const broadcast = new Broadcast()
    const capturedAt = Date.UTC(2026, 7, 17)
    const frame = broadcast.publish(tinyJpeg(), capturedAt)
    expect(frame).toMatchObject({ index: 0, capturedAt, epoch: broadcast.epoch })
    expect(Buffer.from(frame.jpeg).equals(tinyJpeg())).toBe(true)
  })
})

describe('reset(size)', () => {
  test('empties the ring and gives it another size; without one the size stays', () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 3)
    broadcast.reset({ capacity: 4 })
    expect([broadcast.frames(), broadcast.capacity]).toEqual([[], 4])
    broadcast.reset()
    expect(broadcast.capacity).toBe(4)
  })

  test.each([0, -1])(
    'refuses a size of %i, and neither keeps nor empties the ring for it',
    (size) => {
      const broadcast = new Broadcast()
      publishMany(broadcast, 3)
      expect(() => broadcast.reset({ capacity: size })).toThrow(RangeError)
      expect(broadcast.frames()).toHaveLength(3)
    },
  )

  test('begins a new epoch and tells readers, so that index 0 is not taken for an old one', async () => {
    const broadcast = new Broadcast()
    const { epoch } = broadcast.publish(tinyJpeg())
    const told: string[] = []
    const reader = broadcast.subscribe({ onReset: (now) => told.push(now) })
    await reader.read()
    broadcast.reset()
    broadcast.publish(tinyJpeg())
    const frame = await reader.read()
    expect([frame?.index, frame?.epoch]).toEqual([0, broadcast.epoch])
    expect(told).toEqual([broadcast.epoch])
    expect(() => broadcast.at(0, epoch)).toThrow(expect.objectContaining({ code: 'GONE' }))
  })

  test('ends nobody’s stream, and wakes who waits for a frame that never comes', async () => {
    const broadcast = new Broadcast()
    const waiting = broadcast.waitFor(5)
    const body = streamResponse(broadcast, request())
    const read = readUntil(body, 'X-Frame-Index: 0')
    broadcast.reset()
    broadcast.publish(tinyJpeg())
    await expect(waiting).rejects.toMatchObject({ code: 'GONE' })
    expect(await read).toContain(`X-Frame-Epoch: ${broadcast.epoch}`)
  })
})

describe('stop()', () => {
  test('is close(): everybody who waits is woken, at once and for good', async () => {
    const broadcast = new Broadcast()
    const reader = broadcast.subscribe()
    const waits = [broadcast.next(), broadcast.waitFor(3), nextSharpness(broadcast)]
    const read = reader.read()
    broadcast.close()
    broadcast.close()
    for (const wait of waits) await expect(wait).rejects.toMatchObject({ code: 'CLOSED' })
    expect(await read).toBeUndefined()
  })

  test('ends streams with their last frame whole', async () => {
    const broadcast = new Broadcast()
    broadcast.publish(tinyJpeg())
    await using server = await serving(async (asked) => streamResponse(broadcast, asked))
    const response = await fetch(server.url)
    setImmediate(() => broadcast.close())
    const text = Buffer.from(await response.arrayBuffer()).toString('latin1')
    expect(text.endsWith('\xff\xd9\r\n--frame\r\n')).toBe(true)
  })

  test('leaves no 200 with an empty body behind: a later viewer is told that it is over', async () => {
    const broadcast = new Broadcast()
    broadcast.close()
    expect((await broadcastHandler(broadcast)(request())).status).toBe(503)
  })

  test('accepts no frame any more, and says so', () => {
    const broadcast = new Broadcast()
    broadcast.close()
    expect(() => broadcast.publish(tinyJpeg())).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  })
})

describe('ringbuffer_entry(i)', () => {
  test.each([1, 2, 10])('of a ring of %i all are readable, and not one less', (capacity) => {
    const broadcast = new Broadcast({ capacity })
    publishMany(broadcast, 25)
    const held = Array.from({ length: capacity }, (_, place) => 25 - capacity + place)
    expect(held.map((index) => broadcast.at(index).index)).toEqual(held)
  })

  test('is at(i), and says which it is: overwritten, not yet there, or no index at all', () => {
    const broadcast = new Broadcast({ capacity: 2 })
    publishMany(broadcast, 3)
    expect(() => broadcast.at(0)).toThrow(expect.objectContaining({ code: 'GONE' }))
    expect(() => broadcast.at(3)).toThrow(expect.objectContaining({ code: 'NOT_YET' }))
    expect(() => broadcast.at(-1)).toThrow(RangeError)
  })

  test('may be waited for, when it is still to come', async () => {
    const broadcast = new Broadcast()
    const frame = broadcast.waitFor(2)
    publishMany(broadcast, 5)
    expect((await frame).index).toBe(2)
  })

  test('is found over HTTP: 200, 404 not yet, 410 gone', async () => {
    const broadcast = new Broadcast({ capacity: 2 })
    publishMany(broadcast, 3)
    await using server = await serving(broadcastHandler(broadcast))
    const statuses = await Promise.all(
      [2, 3, 0].map(async (index) => {
        const response = await fetch(`${server.url}/frames/${index}`)
        await response.arrayBuffer()
        return response.status
      }),
    )
    expect(statuses).toEqual([200, 404, 410])
  })
})

test('buffer_for_reading(i): a frame is immutable and stays whole while its place in the ring is written anew', () => {
  const broadcast = new Broadcast({ capacity: 1 })
  const [frame] = publishMany(broadcast, 1)
  const bytes = Uint8Array.from(frame?.jpeg ?? [])
  publishMany(broadcast, 5)
  expect(frame?.jpeg).toEqual(bytes)
})

describe('next_frame()', () => {
  test('is next(): the next one, never one that is there already', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 2)
    const frame = broadcast.next()
    publishMany(broadcast, 1)
    expect((await frame).index).toBe(2)
  })

  test('of what was stopped ends at once, and does not wait for ever', async () => {
    const broadcast = new Broadcast()
    broadcast.close()
    await expect(broadcast.next()).rejects.toMatchObject({ code: 'CLOSED' })
  })

  test('can be given a time and a signal, and leaves no listener behind', async () => {
    const broadcast = new Broadcast()
    await expect(broadcast.next({ timeout: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    const stop = new AbortController()
    const waiting = broadcast.next({ signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
  })
})

describe('grab_frame() and next_frame_size()', () => {
  test('grab_frame() is the bytes of next()', async () => {
    const broadcast = new Broadcast()
    const grabbed = broadcast.next()
    broadcast.publish(tinyJpeg({ shade: 9 }))
    expect(Buffer.from((await grabbed).jpeg).equals(tinyJpeg({ shade: 9 }))).toBe(true)
  })

  test('next_frame_size() is nextSharpness(): the size of a frame that is captured after the call', async () => {
    const broadcast = new Broadcast()
    const sharp = nextSharpness(broadcast)
    broadcast.publish(tinyJpeg({ bytes: 5000 }), Date.now() - 60_000)
    broadcast.publish(tinyJpeg({ bytes: 7000 }))
    expect(await sharp).toBe(7000)
  })
})

describe('frame_async_generator()', () => {
  test('gives the present frame first, so that nobody waits for a picture that is there', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 2)
    for await (const { index } of broadcast.subscribe()) {
      expect(index).toBe(1)
      break
    }
  })

  test('skips for slow readers and counts it, or gives all that the ring still has', async () => {
    const broadcast = new Broadcast()
    const [latest, every] = [broadcast.subscribe(), broadcast.subscribe({ pace: 'every' })]
    publishMany(broadcast, 5)
    expect([(await latest.read())?.index, latest.skipped]).toEqual([4, 4])
    expect([(await every.read())?.index, every.skipped]).toEqual([0, 0])
  })

  test('two readers each get every frame: none takes another’s', async () => {
    const broadcast = new Broadcast()
    const readers = [1, 2].map(() => broadcast.subscribe({ pace: 'every' }))
    publishMany(broadcast, 3)
    for (const reader of readers) {
      expect([await reader.read(), await reader.read()].map((frame) => frame?.index)).toEqual([
        0, 1,
      ])
    }
  })
})

describe('mjpeg_stream_response()', () => {
  test('answers 200, with parts that tell their length, time and index, and that no cache may keep', async () => {
    const broadcast = new Broadcast()
    const { jpeg, epoch } = broadcast.publish(tinyJpeg(), 1_789_000_000_123)
    await using server = await serving(async (asked) => streamResponse(broadcast, asked))
    const response = await fetch(server.url)
    expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
    expect(response.headers.get('cache-control')).toContain('no-store')
    const text = await readUntil(response, '\xff\xd9\r\n--frame\r\n')
    expect(text.slice(0, text.indexOf('\r\n\r\n'))).toBe(
      '--frame\r\nContent-Type: image/jpeg\r\n' +
        `Content-Length: ${jpeg.length}\r\nX-Timestamp: 1789000000.123000\r\n` +
        `X-Frame-Index: 0\r\nX-Frame-Epoch: ${epoch}`,
    )
  })

  test('answers HEAD without beginning to stream', async () => {
    await using server = await serving(broadcastHandler(new Broadcast()))
    const response = await fetch(`${server.url}/stream`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('takes wishes from the query', async () => {
    const broadcast = new Broadcast()
    publishMany(broadcast, 1)
    const handler = broadcastHandler(broadcast)
    expect((await handler(request('/stream?fps=0'))).status).toBe(400)
    const response = await handler(request('/stream?fps=5&key=desk'))
    expect(await readUntil(response, '--frame')).toContain('--frame')
  })
})

describe('add_frame(frame, timestamp)', () => {
  test('is synchronous: two within one turn of the event loop are two frames', () => {
    const broadcast = new Broadcast()
    expect(publishMany(broadcast, 2).map(({ index }) => index)).toEqual([0, 1])
    expect(broadcast.frames()).toHaveLength(2)
  })

  test.each([
    ['no bytes', new Uint8Array()],
    ['one byte', Uint8Array.of(0xff)],
    ['text', new TextEncoder().encode('not a JPEG')],
    ['a JPEG that is cut off', tinyJpeg().subarray(0, -2)],
    ['a first and last two bytes with nothing between', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
  ])('refuses %s with one error that can be told apart, and publishes nothing', (_, bytes) => {
    const broadcast = new Broadcast()
    const refused = expect.objectContaining({ code: 'INVALID_FRAME' })
    expect(() => broadcast.publish(bytes)).toThrow(refused)
    expect(broadcast.published).toBe(0)
  })

  test('takes the time of capture; without one it is now', () => {
    const broadcast = new Broadcast()
    const before = Date.now()
    expect(broadcast.publish(tinyJpeg()).capturedAt).toBeGreaterThanOrEqual(before)
    expect(broadcast.publish(tinyJpeg(), 5).capturedAt).toBe(5)
  })

  test('copies the bytes, so that a camera may fill its buffer anew at once', () => {
    const broadcast = new Broadcast()
    const buffer = tinyJpeg()
    const { jpeg } = broadcast.publish(buffer)
    buffer.fill(0)
    expect(Buffer.from(jpeg).equals(tinyJpeg())).toBe(true)
  })
})

test('notify_new_frame(i): a publish wakes everybody who waits, without a task in between', async () => {
  const broadcast = new Broadcast()
  const waits = Promise.all(Array.from({ length: 20 }, () => broadcast.next()))
  const frame = broadcast.publish(tinyJpeg())
  expect(new Set(await waits)).toEqual(new Set([frame]))
})

test('notify_stream_stopped(): a reset after the end is refused, and nobody stays asleep for it', async () => {
  const broadcast = new Broadcast()
  const waiting = broadcast.next()
  broadcast.close()
  expect(() => broadcast.reset()).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' })
})

describe('MJPEGStreamDescriptor', () => {
  test('makes the stream on first access, one for each thing', async () => {
    const made: Broadcast[] = []
    const stream = (): Broadcast => {
      const broadcast = new Broadcast()
      made.push(broadcast)
      return broadcast
    }
    const things = ['left', 'right'].map((name) => new Thing(name))
    for (const thing of things) addStream(thing, 'live', stream)
    const handler = thingHandler(things)
    expect(made).toEqual([])
    for (const path of ['/left/live/viewers', '/right/live/viewers', '/left/live/viewers']) {
      await handler(request(path))
    }
    expect(made).toHaveLength(2)
    expect(made[0]).not.toBe(made[1])
  })

  test('adds the stream and its viewer to the thing’s paths', async () => {
    const microscope = new Thing('microscope')
    const live = new Broadcast()
    addStream(microscope, 'live', live)
    publishMany(live, 1)
    await using server = await serving(thingHandler(microscope))
    const stream = await fetch(`${server.url}/microscope/live`)
    expect(await readUntil(stream, '--frame')).toMatch(/^--frame/)
    const viewer = await fetch(`${server.url}/microscope/live/viewer`)
    expect(viewer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await viewer.text()).toContain('<img')
  })

  test('shows the stream in the Thing Description', () => {
    const microscope = new Thing('microscope')
    addStream(microscope, 'live', () => new Broadcast())
    const { properties } = thingDescription(microscope)
    expect(JSON.stringify(properties?.['live'])).toContain('multipart/x-mixed-replace')
  })
})
