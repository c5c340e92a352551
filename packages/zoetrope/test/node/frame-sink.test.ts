import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Gate } from '../../src/frame/gate.ts'
import { frameSink } from '../../src/node/frame-sink.ts'
import { concat, latin1, tinyJpeg } from '../frame/jpegs.ts'

const one = tinyJpeg({ shade: 1 })
const two = tinyJpeg({ shade: 2 })

test('publishes a frame with the write that completes it, as an encoder’s sink must', () => {
  const broadcast = new Broadcast()
  const sink = frameSink(broadcast)
  sink.write(one)
  sink.flush()
  expect(broadcast.published).toBe(1)
  sink.write(two.subarray(0, 50))
  expect(broadcast.published).toBe(1)
  sink.write(concat(two.subarray(50), one, two))
  expect(broadcast.frames().map(({ jpeg }) => jpeg)).toEqual([one, two, one, two])
})

test('flush publishes what a corked stream held back', () => {
  const broadcast = new Broadcast()
  const sink = frameSink(broadcast)
  sink.cork()
  sink.cork()
  sink.write(one)
  expect(broadcast.published).toBe(0)
  sink.flush()
  expect(broadcast.published).toBe(1)
})

test('the end of the stream is not the end of the broadcast; a torn frame is told', async () => {
  const broadcast = new Broadcast()
  const told: string[] = []
  const sink = frameSink(broadcast, { onReject: ({ code }) => told.push(code) })
  await pipeline([latin1('noise'), one, two.subarray(0, -2)], sink)
  expect([broadcast.published, broadcast.closed]).toEqual([1, false])
  expect(told).toEqual(['INVALID_FRAME'])
})

test('what the gate refuses is told too, and the next frame is published', () => {
  const broadcast = new Broadcast({ gate: new Gate({ maxPixels: 100 }) })
  const told: string[] = []
  const sink = frameSink(broadcast, { onReject: ({ code }) => told.push(code) })
  sink.write(concat(tinyJpeg({ width: 64, height: 64 }), one))
  expect(told).toEqual(['INVALID_FRAME'])
  expect(broadcast.published).toBe(1)
})

test('the end of the broadcast destroys the stream without an error, and what was piped is let go', async () => {
  const broadcast = new Broadcast()
  const sink = frameSink(broadcast)
  const bytes = new PassThrough()
  const unpiped = once(sink, 'unpipe')
  bytes.pipe(sink)
  broadcast.close()
  await unpiped
  expect(sink.destroyed).toBe(true)
  expect(frameSink(broadcast).destroyed).toBe(true)
})

test('a reader that closes the broadcast at the first of two frames in a chunk ends it in peace', async () => {
  const broadcast = new Broadcast()
  const sink = frameSink(broadcast)
  broadcast.onPulse(() => broadcast.close())
  sink.write(concat(one, two))
  await once(sink, 'close')
  expect(broadcast.published).toBe(1)
})

describe.skipIf(!needs('ffmpeg'))('a program’s output', () => {
  test('is piped into it, as rpicam-vid’s would be', async () => {
    const broadcast = new Broadcast({ capacity: 20 })
    const args = '-v error -f lavfi -i testsrc2=size=320x240:rate=25 -frames:v 12 -f mjpeg -'
    const program = spawn('ffmpeg', args.split(' '), { stdio: ['ignore', 'pipe', 'inherit'] })
    await pipeline(program.stdout, frameSink(broadcast))
    expect(broadcast.published).toBe(12)
    expect(broadcast.newest).toMatchObject({ width: 320, height: 240 })
  })
})
