/**
 * Cameras to be looked at: one in a thread of its own, whose clock goes on while this thread is held
 * up, and one here, whose answer is whatever a test writes.
 *
 * @module
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { onTestFinished } from 'vitest'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { Target } from '../../src/probe/target.ts'

/** When the camera in the thread gives frames. */
export interface Rhythm {
  /** Milliseconds between two. */
  readonly every: number
  /** So many come at once, as late as the last of them. @default 1 */
  readonly burst?: number
  /** Of a frame. @default 2000 */
  readonly bytes?: number
  /** After so many frames ... @default 1 */
  readonly shown?: number
  /** ... so many are left out. @default 0 */
  readonly left?: number
}

/** A camera whose thread has nothing else to do. Ends with the test. */
export async function cameraThread(rhythm: Rhythm): Promise<Target> {
  const frames = Array.from({ length: 50 }, (_, shade) =>
    tinyJpeg({ shade, bytes: rhythm.bytes ?? 2000 }),
  )
  const thread = new Worker(new URL('./camera-thread.mjs', import.meta.url), {
    workerData: { ...rhythm, frames },
  })
  onTestFinished(async () => void (await thread.terminate()))
  const [port] = await once(thread, 'message')
  return { url: new URL(`http://127.0.0.1:${port}/stream`), timeout: 10_000 }
}

/** Where a server is, and until when. */
export interface Place {
  readonly path?: string
  /** That of a test's context, where others run beside it. */
  readonly done?: typeof onTestFinished
}

/** A server that does this with whoever asks. Closed after the test. */
export async function serverThat(
  answer: (socket: Socket, asked: string) => void,
  { path = '/stream', done = onTestFinished }: Place = {},
): Promise<Target> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.once('data', (asked) => answer(socket, asked.toString('latin1')))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  done(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  // A TCP server that listens has a port.
  const { port } = server.address() as AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}${path}`), timeout: 10_000 }
}
