import { expect, onTestFinished, test } from 'vitest'
import { Camera } from '../../src/camera/camera.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { type LiveOptions, LiveSession } from '../../src/handler/live-session.ts'
import { readFrameMessage } from '../../src/live/frame-message.ts'
import type { MessageSocket } from '../../src/viewer/message-link.ts'
import type { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A socket that keeps what it is given, and takes it when the test says so. */
class Mailbox implements MessageSocket {
  bufferedAmount = 0
  readonly texts: Record<string, unknown>[] = []
  readonly frames: Bytes[] = []
  readonly ends: (number | string)[] = []
  /** Whether the system takes messages at once. */
  isOpen = true
  #taken: (() => void)[] = []

  send(message: string | Bytes, taken: () => void = () => {}): void {
    if (typeof message === 'string') this.texts.push(JSON.parse(message))
    else this.frames.push(message)
    if (this.isOpen) taken()
    else {
      this.bufferedAmount += message.length
      this.#taken.push(taken)
    }
  }

  close(code: number): void {
    this.ends.push(code)
  }

  terminate(): void {
    this.ends.push('cut')
  }

  /** The system takes all that waits. */
  take(): void {
    this.isOpen = true
    this.bufferedAmount = 0
    for (const taken of this.#taken.splice(0)) taken()
  }

  heard(type: string): Record<string, unknown>[] {
    return this.texts.filter((one) => one['type'] === type)
  }

  get indices(): (number | undefined)[] {
    return this.frames.map((frame) => readFrameMessage(frame)?.index)
  }
}

/** A session over cameras of these names, each with one frame. */
function session(names: string[] = ['desk'], options: Partial<LiveOptions> = {}) {
  const cameras = names.map((name) => new Camera(name, { async *open() {} }, { linger: 3_600_000 }))
  for (const { broadcast } of cameras) broadcast.publish(tinyJpeg())
  const socket = new Mailbox()
  const live = new LiveSession(socket, {
    cameraOf: (name) => cameras.find((camera) => camera.name === name),
    ...options,
  })
  onTestFinished(async () => {
    live.gone()
    await Promise.all(cameras.map((camera) => camera.close()))
  })
  const say = (message: Record<string, unknown>): void => live.receive(JSON.stringify(message))
  const shown = (): void => {
    const last = socket.frames.at(-1)
    const { camera, epoch, index } = (last && readFrameMessage(last)) ?? {}
    say({ type: 'shown', camera, epoch, index })
  }
  const [camera] = cameras
  if (!camera) throw new Error('Expected a camera')
  return { live, socket, say, shown, camera, cameras }
}

test('all viewers of a camera are sent the same message, made once', () => {
  const one = session()
  const other = new Mailbox()
  const second = new LiveSession(other, { cameraOf: () => one.camera })
  one.say({ type: 'subscribe', camera: 'desk' })
  second.receive('{"type":"subscribe","camera":"desk"}')
  expect(one.socket.frames).toHaveLength(1)
  expect(other.frames[0]).toBe(one.socket.frames[0])
  second.gone()
})

test('while the socket is full nothing is sent; then the newest is', () => {
  const { socket, say, shown, camera } = session()
  socket.isOpen = false
  say({ type: 'subscribe', camera: 'desk' })
  for (let count = 0; count < 5; count += 1) camera.broadcast.publish(tinyJpeg())
  shown()
  expect(socket.indices).toEqual([0])
  socket.take()
  expect(socket.indices).toEqual([0, 5])
})

test('a viewer without subscriptions stays, also after its last camera', () => {
  const { socket, say, shown, camera } = session()
  say({ type: 'subscribe', camera: 'desk' })
  say({ type: 'unsubscribe', camera: 'desk' })
  shown()
  camera.broadcast.publish(tinyJpeg())
  say({ type: 'subscribe', camera: 'desk' })
  expect(socket.ends).toEqual([])
  expect(socket.indices).toEqual([0, 1])
})

test('a wish that is changed keeps place and counts', () => {
  const viewers: Viewer[] = []
  const onJoin = (viewer: Viewer): void => void viewers.push(viewer)
  const { socket, say, shown, camera } = session(['desk'], { admit: () => ({ onJoin }) })
  say({ type: 'subscribe', camera: 'desk', every: 2 })
  shown()
  camera.broadcast.publish(tinyJpeg())
  say({ type: 'change', camera: 'desk' })
  expect(socket.indices).toEqual([0, 1])
  expect(viewers).toHaveLength(1)
  expect(viewers[0]).toMatchObject({ sent: 2, skipped: 0, dropped: 0 })
})

test('a pause lets the cameras rest; what is subscribed to meanwhile begins afterwards', () => {
  const { socket, say, cameras } = session(['desk', 'door'])
  say({ type: 'subscribe', camera: 'desk' })
  say({ type: 'pause' })
  say({ type: 'subscribe', camera: 'door' })
  expect(cameras.map(({ viewers }) => viewers)).toEqual([0, 0])
  expect(socket.frames).toHaveLength(1)
  say({ type: 'pause' })
  say({ type: 'resume' })
  say({ type: 'resume' })
  expect(cameras.map(({ viewers }) => viewers)).toEqual([1, 1])
})

test('a frame that was under way when its camera was left is not missed', () => {
  const { socket, say, cameras } = session(['desk', 'door'])
  say({ type: 'subscribe', camera: 'desk' })
  say({ type: 'subscribe', camera: 'door' })
  expect(socket.frames).toHaveLength(1)
  say({ type: 'unsubscribe', camera: 'desk' })
  expect(socket.frames).toHaveLength(2)
  expect(cameras[0]?.viewers).toBe(0)
})

test.each([
  ['subscribing twice', { type: 'subscribe', camera: 'desk' }, 'ALREADY_SUBSCRIBED'],
  ['changing what is not there', { type: 'change', camera: 'door' }, 'NOT_SUBSCRIBED'],
])('%s is an error that names the camera', (_, message, code) => {
  const { socket, say } = session()
  say({ type: 'subscribe', camera: 'desk' })
  say(message)
  expect(socket.heard('error')).toMatchObject([{ code, camera: message.camera }])
})

test('more cameras than the limit are refused', () => {
  const names = Array.from({ length: 257 }, (_, at) => `c${at}`)
  const { socket, say, live } = session(names)
  for (const camera of names) say({ type: 'subscribe', camera })
  expect(socket.heard('error')).toMatchObject([{ code: 'TOO_MANY_SUBSCRIPTIONS', camera: 'c256' }])
  expect(live.size).toBe(256)
})

test('a closed camera is told, and not watched', async () => {
  const { socket, say, camera } = session()
  await camera.close()
  say({ type: 'subscribe', camera: 'desk' })
  expect(socket.heard('error')).toMatchObject([{ code: 'CAMERA_CLOSED' }])
})

test('when the cameras close it ends with 1001, after their state was told', async () => {
  const { socket, say, shown, cameras } = session(['desk', 'door'])
  say({ type: 'subscribe', camera: 'desk' })
  shown()
  say({ type: 'subscribe', camera: 'door' })
  shown()
  await Promise.all(cameras.map((camera) => camera.close()))
  expect(socket.heard('state').at(-1)).toMatchObject({ camera: 'door', state: 'closed' })
  expect(socket.ends).toEqual([1001])
})

test('after the end of the socket nothing is held and nothing is done, however often it is told', () => {
  const { live, socket, say, camera } = session()
  say({ type: 'subscribe', camera: 'desk' })
  live.gone()
  live.gone()
  say({ type: 'subscribe', camera: 'desk' })
  expect(camera.viewers).toBe(0)
  expect(live.size).toBe(0)
  expect(socket.frames).toHaveLength(1)
})

test('who is refused is shown nothing any more, however long it takes to hang up', () => {
  const { live, socket, say, shown, camera } = session()
  say({ type: 'subscribe', camera: 'desk' })
  shown()
  live.receive('no JSON')
  expect(socket.ends).toEqual([1007])
  camera.broadcast.publish(tinyJpeg())
  expect(socket.frames).toHaveLength(1)
  expect(camera.viewers).toBe(0)
})

test('who asks and never takes the answers is cut off', () => {
  const { live, socket } = session()
  socket.isOpen = false
  for (let count = 0; count < 950; count += 1) live.receive('{"type":"ping","at":1}')
  expect(socket.ends).toContain('cut')
  expect(socket.heard('error')).toEqual([])
})

test('what is acknowledged and not taken is still under way', () => {
  const viewers: Viewer[] = []
  const onJoin = (viewer: Viewer): void => void viewers.push(viewer)
  const { socket, say, shown } = session(['desk'], { admit: () => ({ onJoin }) })
  socket.isOpen = false
  say({ type: 'subscribe', camera: 'desk' })
  shown()
  expect(viewers[0]?.connection?.queued).toBe(socket.bufferedAmount)
})

test('acknowledgements do not count against the limit of messages', () => {
  const { socket, say, shown, camera } = session()
  say({ type: 'subscribe', camera: 'desk' })
  for (let count = 0; count < 3000; count += 1) {
    shown()
    camera.broadcast.publish(tinyJpeg())
  }
  expect(socket.heard('error')).toEqual([])
  expect(socket.frames).toHaveLength(3001)
})

test('a pause counts as a message for each camera: nobody makes viewers come and go by the thousand', () => {
  const { socket, say } = session()
  say({ type: 'subscribe', camera: 'desk' })
  for (let count = 0; count < 300; count += 1) {
    say({ type: 'pause' })
    say({ type: 'resume' })
  }
  expect(socket.heard('error')).toEqual([])
  for (let count = 0; count < 300; count += 1) {
    say({ type: 'pause' })
    say({ type: 'resume' })
  }
  expect(socket.heard('error')).toMatchObject([{ code: 'TOO_MANY_MESSAGES' }])
})
