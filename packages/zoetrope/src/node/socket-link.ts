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
  #listener: (() => void) | undefined

  constructor(socket: Socket, response: ServerResponse) {
    this.#socket = socket
    this.#response = response
  }

  write(bytes: Bytes): boolean {
    if (!this.#socket.writable) return false
    this.#socket.write(asBuffer(bytes))
    // Not what write() returns: that compares with the high-water mark, which most frames are above.
    if (this.#socket.writableLength === 0) return true
    // Below that mark no 'drain' follows. An empty write behind the frame tells when it is out.
    if (!this.#socket.writableNeedDrain) this.#socket.write(NOTHING, () => this.#drained())
    return false
  }

  onDrain(listener: () => void): () => void {
    this.#listener = listener
    this.#socket.on('drain', this.#drained)
    return () => {
      this.#listener = undefined
      this.#socket.off('drain', this.#drained)
    }
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

  #drained = (): void => {
    if (this.#socket.writableLength === 0) this.#listener?.()
  }
}

const NOTHING = Buffer.alloc(0)

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
