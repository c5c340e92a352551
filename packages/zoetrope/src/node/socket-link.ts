/**
 * The fast way out: a viewer's TCP socket. One `write` per frame, of a buffer that all viewers
 * share; what the kernel does not take at once is the only thing that ever waits.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Bytes } from '../frame/frame.ts'
import type { Link, Path } from '../viewer/link.ts'

/** A link over the socket of a response whose head was sent. */
export class SocketLink implements Link {
  #socket: Socket
  #response: ServerResponse

  constructor(socket: Socket, response: ServerResponse) {
    this.#socket = socket
    this.#response = response
  }

  write(bytes: Bytes): boolean {
    if (!this.#socket.writable) return false
    this.#socket.write(asBuffer(bytes))
    // Not what write() returns: that compares with the high-water mark, which every frame is above.
    return this.#socket.writableLength === 0
  }

  onDrain(listener: () => void): () => void {
    const drained = (): void => {
      if (this.#socket.writableLength === 0) listener()
    }
    this.#socket.on('drain', drained)
    return () => this.#socket.off('drain', drained)
  }

  onGone(listener: () => void): () => void {
    this.#response.once('close', listener)
    return () => this.#response.off('close', listener)
  }

  sample(): Path | undefined {
    return undefined
  }

  /** Ends the response: the socket closes once all that was written is out. */
  end(): void {
    this.#response.end()
  }
}

let latest: Bytes | undefined
let latestBuffer: Buffer = Buffer.alloc(0)

// A socket wraps every other Uint8Array in a new Buffer; remembering the last one makes that one
// object per frame instead of one per frame and viewer.
function asBuffer(bytes: Bytes): Buffer {
  if (bytes !== latest) {
    latest = bytes
    latestBuffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  return latestBuffer
}
