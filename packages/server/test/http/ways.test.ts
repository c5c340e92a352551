/** What holds on every way by which a server can be reached. @module */
import { describe, expect, test } from 'vitest'
import { type Camera, Cameras } from 'zoetrope'
import { kernel } from '../../../zoetrope/src/node/kernel.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { camera, diary, type Entry, Feed } from './makers.ts'
import { type Reached, type Way, ways } from './ways.ts'
import { dissect, indices, viewers } from './wires.ts'

const LARGE = 12_000_000

interface Stage extends Reached {
  /** Waits for an entry of the log. */
  readonly told: (text: string) => Promise<Entry>
  readonly desk: Camera
  readonly feed: Feed
}

/** A server with one camera, which shows one frame and then what it is fed. */
async function stage(way: Way): Promise<Stage> {
  const feed = new Feed(tinyJpeg({ shade: 0 }))
  const desk = camera('desk', feed)
  const { log, comes: told } = diary()
  const reached = await way({ cameras: new Cameras([desk]), shutdownTimeout: 15_000, log })
  return { ...reached, desk, feed, told }
}

/** The JPEGs of a stream's body, by the lengths in its headers. */
function pictures(body: string): string[] {
  const heads = body.matchAll(/Content-Length: (\d+)\r\n.*?\r\n\r\n/gs)
  return Array.from(heads, ({ 0: head, 1: length, index }) => {
    const begin = index + head.length
    return body.slice(begin, begin + Number(length))
  })
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

describe.each(ways)('over %s', (_name, way, { transport, isTcp }) => {
  test('a stream is pictures that change, byte for byte', async () => {
    const { ask, feed, desk } = await stage(way)
    const viewer = ask('/stream')
    const shown = [tinyJpeg({ shade: 0 })]
    await viewer.parts(1)
    for (let shade = 1; shade < 5; shade++) {
      const next = tinyJpeg({ shade, bytes: 40_000 })
      shown.push(next)
      feed.give(next)
      await viewer.parts(shown.length)
    }
    const { head, body } = dissect(viewer.received)
    expect(head[0]).toBe('HTTP/1.1 200 OK')
    expect(head).toContain('connection: close')
    expect(head.join('\n')).not.toMatch(/transfer-encoding|content-length/i)
    expect(body.startsWith('--frame\r\nContent-Type: image/jpeg\r\n')).toBe(true)
    expect(pictures(body)).toEqual(shown.map(text))
    expect(indices(body)).toEqual([0, 1, 2, 3, 4])
    expect(desk.viewers).toBe(1)
  })

  test('frames go straight to the socket, by the best pacing there is for it', async () => {
    const { ask, told } = await stage(way)
    await ask('/stream').parts(1)
    const pacing = isTcp && kernel() ? 'queue' : 'write'
    expect((await told('viewer joined')).facts).toMatchObject({ transport, pacing })
  })

  test('what is no stream has its length and ends, and has no chunks', async () => {
    const { ask } = await stage(way)
    for (const path of ['/cameras', '/healthz', '/openapi.json', '/snapshot', '/', '/nowhere']) {
      const wire = ask(path)
      const received = await wire.until((known) => {
        const { head, body } = dissect(known)
        return body.length > 0 && body.length >= Number(head.join('\n').match(LENGTH)?.[1])
      })
      const { head, body } = dissect(received)
      expect(head.join('\n'), path).not.toMatch(/transfer-encoding/i)
      expect(head.join('\n'), path).toMatch(LENGTH)
      expect(body.length, path).toBe(Number(head.join('\n').match(LENGTH)?.[1]))
      wire.socket.destroy()
    }
  })

  test('the closing ends a stream cleanly after a whole part', async () => {
    const { ask, server } = await stage(way)
    const streams = [1, 2, 3].map(() => ask('/stream'))
    await Promise.all(streams.map((stream) => stream.parts(1)))
    await server.close()
    for (const stream of streams) {
      expect(await stream.over()).toMatch(/\r\n--frame\r\n$/)
      expect(stream.fate).toBe('end')
    }
  })

  test('the closing waits for the frame under way, to its last byte', async () => {
    const { ask, feed, desk, server } = await stage(way)
    const viewer = ask('/stream')
    await viewer.parts(1)
    viewer.socket.pause()
    const large = tinyJpeg({ bytes: LARGE })
    feed.give(large)
    while (desk.broadcast.published < 2) await new Promise((resolve) => setImmediate(resolve))
    const closed = server.close()
    viewer.socket.resume()
    await closed
    const { body } = dissect(await viewer.over())
    expect(viewer.fate).toBe('end')
    expect(pictures(body)[1]?.length).toBe(LARGE)
    expect(pictures(body)[1] === text(large)).toBe(true)
    expect(body).toMatch(/\r\n--frame\r\n$/)
  })

  test('a viewer that breaks off is gone', async () => {
    const { ask, desk } = await stage(way)
    const viewer = ask('/stream')
    await viewer.parts(1)
    viewer.socket.destroy()
    await viewers(desk, 0)
  })

  test('connections that ask nothing are closed at once', async () => {
    const { ask, server } = await stage(way)
    const kept = ask('/healthz')
    await kept.until((received) => received.includes('"ok"'))
    await server.close()
    await kept.over()
    expect(kept.fate).toBe('end')
  })
})

const LENGTH = /^content-length: (\d+)$/im
