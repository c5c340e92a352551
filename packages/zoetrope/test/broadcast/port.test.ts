import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import type { FramePort } from '../../src/broadcast/port.ts'
import { portFrames } from '../../src/broadcast/port-frames.ts'
import { type PortPublisherOptions, portPublisher } from '../../src/broadcast/port-publisher.ts'
import { Camera } from '../../src/camera/camera.ts'
import type { ZoetropeError } from '../../src/errors.ts'
import { roomFor } from '../../src/multipart/part.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const jpeg = tinyJpeg()

/** Both ends of a channel, with a publisher on one. */
function ends(options?: PortPublisherOptions) {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  return { out: portPublisher(port1, options), port: port2, far: port1 }
}

/** A port whose other side says what no publisher would, once it is told that frames are wanted. */
function saying(sayings: (session: string) => readonly unknown[]): MessagePort {
  const { port1: far, port2: port } = new MessageChannel()
  onTestFinished(() => far.close())
  far.once('message', ({ session }) => {
    for (const each of sayings(session)) far.postMessage(each)
  })
  return port
}

/** The port, noting every message that it was sent. */
function noting(port: FramePort, rooms: ArrayBuffer[]): FramePort {
  return {
    postMessage: (message, transfer) => port.postMessage(message, transfer),
    removeEventListener: (type, listener) => port.removeEventListener?.(type, listener),
    addEventListener: (type, listener) =>
      port.addEventListener?.(
        type,
        type === 'message' ? noted(rooms, listener) : (event) => listener(event),
      ),
    start: () => port.start?.(),
  }
}

function noted(rooms: ArrayBuffer[], listener: (event: Event) => void): (event: Event) => void {
  return (event) => {
    const said: unknown = 'data' in event ? event.data : undefined
    if (typeof said === 'object' && said && 'room' in said && said.room instanceof ArrayBuffer) {
      rooms.push(said.room)
    }
    listener(event)
  }
}

test('the frame that is published lies in the memory that was moved: there is no second copy', async () => {
  const { out, port } = ends()
  const rooms: ArrayBuffer[] = []
  const broadcast = new Broadcast()
  const piped = broadcast.pipe(portFrames(noting(port, rooms)))
  const buffer = tinyJpeg({ shade: 3, bytes: 5000 })
  out.publish(buffer, { capturedAt: 1234, index: 7 })
  buffer.fill(0)
  const frame = await broadcast.next()
  expect(frame.jpeg).toEqual(tinyJpeg({ shade: 3, bytes: 5000 }))
  expect([frame.index, frame.capturedAt]).toEqual([7, 1234])
  expect(rooms.map((room) => room === frame.jpeg.buffer)).toEqual([true])
  const part = broadcast.newest ?? expect.unreachable()
  const head = new TextDecoder('latin1').decode(part.bytes).split('\r\n\r\n')[0] ?? ''
  expect(head.split('\r\n')).toEqual([
    'Content-Type: image/jpeg',
    'Content-Length: 5000',
    'X-Timestamp: 1.234000',
    'X-Frame-Index: 7',
    `X-Frame-Epoch: ${part.epoch}`,
  ])
  expect(part.bytes.subarray(-11)).toEqual(new TextEncoder().encode('\r\n--frame\r\n'))
  out.close()
  expect(await piped).toBe(1)
})

test('a frame that is published twice is copied the second time', async () => {
  const { out, port } = ends()
  const [one, two] = [new Broadcast(), new Broadcast()]
  one.onPulse(() => one.newest && two.publish(one.newest.jpeg))
  const piped = one.pipe(portFrames(port))
  out.publish(jpeg)
  const frame = await one.next()
  expect(two.at(0).jpeg).toEqual(jpeg)
  expect(two.at(0).jpeg.buffer).not.toBe(frame.jpeg.buffer)
  expect(frame.jpeg).toEqual(jpeg)
  out.close()
  await piped
})

test('padding behind the end of a JPEG is left out, in place', async () => {
  const { out, port } = ends()
  const broadcast = new Broadcast()
  const piped = broadcast.pipe(portFrames(port))
  out.publish(new Uint8Array([...jpeg, 0, 0, 0]))
  await broadcast.next()
  expect(broadcast.newest?.jpeg).toEqual(jpeg)
  expect(new TextDecoder().decode(broadcast.newest?.bytes.subarray(-11))).toBe('\r\n--frame\r\n')
  out.close()
  await piped
})

test('the newest wins while the other side is behind, and the publisher knows', async () => {
  const { out, port } = ends()
  const frames = portFrames(port, { ahead: 2 }).open(new AbortController().signal)
  const first = frames.next()
  await out.ready()
  for (let index = 0; index < 10; index++) out.publish(jpeg, { index })
  expect([out.behind, out.dropped]).toEqual([3, 7])
  const seen = [(await first).value?.index]
  for (let n = 0; n < 2; n++) seen.push((await frames.next()).value?.index)
  expect(seen).toEqual([0, 1, 9])
  out.close()
  expect((await frames.next()).done).toBe(true)
})

test('who would rather wait than drop one loses none', async () => {
  const { out, port } = ends()
  const broadcast = new Broadcast({ capacity: 100 })
  const piped = broadcast.pipe(portFrames(port, { ahead: 1 }))
  for (let index = 0; index < 50; index++) {
    await out.ready()
    out.publish(jpeg, { index })
  }
  out.close()
  expect([await piped, out.dropped]).toEqual([50, 0])
})

test('a refused frame is told to who published it, and the others go on', async () => {
  const told: ZoetropeError[] = []
  const { out, port } = ends({ onReject: (error) => told.push(error) })
  const broadcast = new Broadcast()
  const piped = broadcast.pipe(portFrames(port), { onReject: () => {} })
  for (const bytes of [new Uint8Array(), Uint8Array.of(0xff), jpeg]) {
    await out.ready()
    out.publish(bytes)
  }
  await broadcast.next()
  while (told.length < 2) await new Promise(setImmediate) // what was said is on its way
  expect(told.map(({ code }) => code)).toEqual(['INVALID_FRAME', 'INVALID_FRAME'])
  out.close()
  expect(await piped).toBe(1)
})

test('frames are wanted while a camera runs, and none is copied while nobody looks', async () => {
  const heard: boolean[] = []
  const { out, port } = ends({ onWanted: (wanted) => heard.push(wanted) })
  out.publish(jpeg, { index: 5 })
  expect([out.wanted, out.behind]).toEqual([false, 1])
  await using camera = new Camera('simulation', portFrames(port), { linger: 0 })
  expect((await camera.next()).index).toBe(5)
  while (out.wanted) await new Promise(setImmediate) // until the camera rests
  expect(heard).toEqual([true, false])
  out.publish(jpeg)
  expect([out.behind, out.dropped]).toEqual([0, 1])
  const next = camera.next()
  await out.ready()
  out.publish(jpeg, { index: 8 })
  expect((await next).index).toBe(8)
})

test('is over when the other side of the channel closes, on either side', async () => {
  const { out, port, far } = ends()
  const piped = new Broadcast().pipe(portFrames(port))
  const closed = once(far, 'close')
  await out.ready()
  port.close()
  await closed
  expect(await piped).toBe(0)
  expect(out.closed).toBe(true)
  expect(() => out.publish(jpeg)).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  await out.ready()
  out.close()
})

test('the end of the broadcast lets the worker know that nobody wants frames', async () => {
  const { out, port } = ends()
  const broadcast = new Broadcast()
  const piped = broadcast.pipe(portFrames(port))
  await out.ready()
  broadcast.close()
  await piped
  while (out.wanted) await new Promise(setImmediate) // what was said is on its way
  expect(out.closed).toBe(false)
})

test('messages of the program itself, on the same port, harm nobody', async () => {
  const { out, port, far } = ends()
  const broadcast = new Broadcast()
  const piped = broadcast.pipe(portFrames(port))
  far.postMessage('hello')
  far.postMessage(null)
  port.postMessage({ speed: 3 })
  out.publish(jpeg)
  expect((await broadcast.next()).index).toBe(0)
  out.close()
  expect(await piped).toBe(1)
})

test.each([
  ['nothing', undefined],
  ['a number', 5],
  ['memory without room for a part', new ArrayBuffer(3)],
])('a frame that holds %s ends it with a name', async (_, room) => {
  const port = saying((session) => [{ zoetrope: 'frame', session, room }])
  const broadcast = new Broadcast()
  await expect(broadcast.pipe(portFrames(port))).rejects.toMatchObject({ code: 'INVALID_MESSAGE' })
  expect(broadcast.published).toBe(0)
})

test('what is known of a frame may be nonsense, and so may the frame', async () => {
  const port = saying((session) => [
    { zoetrope: 'frame', session, room: new ArrayBuffer(600), capturedAt: {}, index: 'x' },
    { zoetrope: 'frame', session, room: roomFor(jpeg), capturedAt: Number.NaN, index: 1e300 },
    { zoetrope: 'end' },
  ])
  const broadcast = new Broadcast()
  const told: string[] = []
  const onReject = ({ code }: ZoetropeError): void => void told.push(code)
  expect(await broadcast.pipe(portFrames(port), { onReject })).toBe(1)
  expect([told, broadcast.newest?.index]).toEqual([['INVALID_FRAME'], 0])
})

test('who sends more than is wanted fills no memory: the newest are kept', async () => {
  const room = roomFor(jpeg)
  const port = saying((session) => [
    ...Array.from({ length: 50 }, (_, index) => ({ zoetrope: 'frame', session, room, index })),
    { zoetrope: 'end' },
  ])
  const ended = new Promise<void>((resolve) => {
    port.on('message', ({ zoetrope }) => zoetrope === 'end' && resolve())
  })
  const frames = portFrames(port, { ahead: 2 }).open(new AbortController().signal)
  const indices = [(await frames.next()).value?.index]
  await ended
  for await (const { index } of frames) indices.push(index)
  expect(indices).toEqual([0, 48, 49])
})

test('a worker’s failure is the reason of the end', async () => {
  const code = `require('node:worker_threads').parentPort.once('message', () => {
    throw new Error('out of film')
  })`
  const piped = new Broadcast().pipe(portFrames(new Worker(code, { eval: true })))
  await expect(piped).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    message: 'The worker failed: out of film',
  })
})

test('a worker that ends is the end of its frames', async () => {
  const worker = new Worker('setTimeout(() => {}, 50)', { eval: true })
  const broadcast = new Broadcast()
  expect(await broadcast.pipe(portFrames(worker))).toBe(0)
})
