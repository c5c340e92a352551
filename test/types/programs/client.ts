/**
 * What a program does that only reads, or pushes.
 *
 * @module
 */
import {
  type FrameMessage,
  LiveReader,
  liveFrames,
  PushSocket,
  readFrames,
  type StreamFrame,
  StreamReader,
  streamFrames,
  ZoetropeError,
} from 'zoetrope/client'

declare const given: { readonly signal: AbortSignal | undefined; readonly fps: number | undefined }

/** Any MJPEG stream, by hand or in a loop. */
export async function read(url: URL): Promise<StreamFrame | undefined> {
  const { signal } = given
  for await (const { jpeg, age, index, headers } of streamFrames(url, { signal, pace: 'every' })) {
    const words = [jpeg.length, age?.toFixed(), index ?? 'none', headers.get('x-timestamp')]
    if (words.length > 0) break
  }
  for await (const { jpeg, capturedAt } of readFrames(await fetch(url))) {
    if (jpeg.length > (capturedAt ?? 0)) break
  }
  await using reader = new StreamReader(`${url}`, {
    signal,
    onState: (state, reason) => void (state === 'lost' && reason?.code === 'UNAUTHORIZED'),
  })
  return reader.read({ timeout: 1000, signal })
}

/** Many cameras over one WebSocket. */
export async function live(url: string): Promise<FrameMessage | undefined> {
  for await (const { camera, jpeg } of liveFrames(url, { cameras: ['desk'], fps: given.fps })) {
    if (camera === 'desk' && jpeg.length > 0) break
  }
  using reader = new LiveReader(url, { acknowledge: 'shown', signal: given.signal })
  reader.subscribe('desk', { maxAge: 500 })
  return reader.read()
}

/** Frames to a server. */
export async function push(url: string): Promise<boolean> {
  using socket = new PushSocket(url, { signal: given.signal })
  if (!(await socket.ready())) throw socket.error ?? new ZoetropeError('CLOSED', 'It is over')
  return socket.send(new Uint8Array(4), Date.now())
}
