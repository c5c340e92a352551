/**
 * A server that writes what mjpg-streamer's output_http writes, byte for byte but for the pictures:
 * Debian does not have the program itself.
 *
 * @module
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { JpegSplitter } from '../../packages/zoetrope/src/frame/split.ts'
import { testStream } from '../../packages/zoetrope/test/frame/real-streams.ts'

const DELIMITER = '--boundarydonotcross\r\n'

const HEAD = [
  'HTTP/1.0 200 OK',
  'Access-Control-Allow-Origin: *',
  'Connection: close',
  'Server: MJPG-Streamer/0.2',
  'Cache-Control: no-store, no-cache, must-revalidate, pre-check=0, post-check=0, max-age=0',
  'Pragma: no-cache',
  'Expires: Mon, 3 Jan 2000 12:34:56 GMT',
  'Content-Type: multipart/x-mixed-replace;boundary=boundarydonotcross',
  '',
  DELIMITER,
].join('\r\n')

/** Two seconds of a test picture, over and over, 25 frames a second. Resolves when it listens. */
export async function startMjpgStreamer(): Promise<{ url: string; stop(): Promise<void> }> {
  const frames = new JpegSplitter().push(testStream('mjpeg', 50))
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.once('data', (request) => {
      const isStream = /^GET \/(\?action=stream| )/.test(`${request}`)
      if (!isStream) return socket.end('HTTP/1.0 404 Not Found\r\n\r\n')
      socket.write(HEAD)
      return stream(socket, frames)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { url: `http://127.0.0.1:${port}/?action=stream`, stop }
}

function stream(socket: Socket, frames: readonly Uint8Array[]): void {
  let next = 0
  const writing = setInterval(() => {
    const jpeg = frames[next++ % frames.length] ?? new Uint8Array()
    const seconds = (Date.now() / 1000).toFixed(6)
    const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`]
    socket.write(`${[...fields, `X-Timestamp: ${seconds}`].join('\r\n')}\r\n\r\n`)
    socket.write(jpeg)
    socket.write(`\r\n${DELIMITER}`)
  }, 40)
  socket.on('close', () => clearInterval(writing))
}
