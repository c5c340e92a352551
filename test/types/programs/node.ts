/**
 * What a program does in Node: listens, and takes frames from streams and devices.
 *
 * @module
 */
import { createServer, type Server } from 'node:http'
import { createSecureServer } from 'node:http2'
import { pipeline } from 'node:stream/promises'
import { Broadcast, broadcastHandler, Camera, type Source } from 'zoetrope'
import { streamFrames } from 'zoetrope/client'
import {
  authenticatingFetch,
  deliver,
  endlessFetch,
  execSource,
  type FrameSink,
  frameSink,
  listDevices,
  nodeListener,
  openSource,
  paced,
  v4l2Source,
} from 'zoetrope/node'

/** A Buffer is bytes, and a Node stream ends in a sink. */
export async function publish(): Promise<Broadcast> {
  const broadcast = new Broadcast()
  broadcast.publish(Buffer.from(''))
  const sink: FrameSink = frameSink(broadcast, { maxBytes: undefined })
  sink.write(Buffer.from(''))
  sink.flush()
  process.stdin.pipe(sink)
  await pipeline(process.stdin, frameSink(broadcast))
  return broadcast
}

/** One handler, by HTTP/1 and HTTP/2 and whatever has `{ incoming, outgoing }`. */
export function serve(camera: Camera): Server {
  const handler = broadcastHandler(camera)
  createSecureServer({}, nodeListener(handler, { pacing: 'write' }))
  const fetch = paced((request) => handler(request), { stallTimeout: undefined })
  createServer((incoming, outgoing) => {
    const request = new Request(`http://localhost${incoming.url}`)
    void fetch(request, { incoming, outgoing }).then((response) => deliver(response, outgoing))
  })
  return createServer(nodeListener(handler, { onError: console.error }))
}

/** Cameras of this machine and of others. */
export async function cameras(): Promise<Camera[]> {
  const [device] = await listDevices()
  const sources: Source[] = [
    await openSource('/dev/video0', { ffprobe: undefined }),
    execSource(['rpicam-vid', '--codec', 'mjpeg', '-o', '-']),
    v4l2Source(device?.path ?? '/dev/video1', { fps: 30 }),
  ]
  const options = { fetch: endlessFetch, authenticate: authenticatingFetch, reconnect: false }
  for await (const { jpeg } of streamFrames('http://user:secret@camera/', options)) {
    if (jpeg.length > 0) break
  }
  return sources.map((source, place) => new Camera(`camera${place}`, source))
}
