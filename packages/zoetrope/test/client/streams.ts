/**
 * Cameras for readers that stay: streams whose frames are sent when the test says so.
 *
 * @module
 */
import type { Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { StreamReader, type StreamReaderOptions } from '../../src/client/stream-reader.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { bytes, head, MULTIPART, part, type RawServer, rawServer } from './raw-server.ts'

/** A camera that streams to whoever asks. */
export interface Feed extends RawServer {
  /** Sends each viewer a frame with the next index. */
  give(...lines: string[]): void
  /** Resolves when somebody watches, after the `count`th question. */
  watched(count?: number): Promise<void>
  /** Ends every stream. */
  end(): void
}

/** A frame that says its number by its size, too. */
export function shot(index: number): Uint8Array<ArrayBuffer> {
  return tinyJpeg({ shade: index % 256, bytes: 300 + index })
}

/** @param lines more header lines of the answer. */
export async function feed(...lines: string[]): Promise<Feed> {
  const viewers = new Set<Socket>()
  let index = 0
  const server = await rawServer((_, socket) => {
    socket.write(head('200 OK', MULTIPART, ...lines))
    viewers.add(socket)
    socket.once('close', () => viewers.delete(socket))
    gate.dispatchEvent(new Event('asked'))
  })
  const gate = new EventTarget()
  const self = {
    give(...said: string[]): void {
      const frame = part(shot(index), `X-Frame-Index: ${index}`, ...said)
      index += 1
      for (const viewer of viewers) viewer.write(frame)
    },
    async watched(count = 1): Promise<void> {
      while (server.asked.length < count || viewers.size === 0) {
        await new Promise((resolve) => gate.addEventListener('asked', resolve, { once: true }))
      }
    },
    end(): void {
      for (const viewer of viewers) viewer.end('--cam--\r\n')
    },
  }
  return Object.create(server, Object.getOwnPropertyDescriptors(self))
}

/** An answer that is one picture. */
export function picture(jpeg: Uint8Array, ...lines: string[]): Uint8Array {
  const fields = ['Content-Type: image/jpeg', `Content-Length: ${jpeg.length}`, ...lines]
  return bytes(head('200 OK', ...fields), jpeg)
}

/** A reader that is closed with the test, and what it told: its states, and their reasons. */
export function reader(
  url: string,
  options: StreamReaderOptions = {},
): { stream: StreamReader; told: string[]; became(state: string): Promise<void> } {
  const told: string[] = []
  const states = new EventTarget()
  const stream = new StreamReader(url, {
    ...options,
    onState: (state, reason) => {
      told.push(reason ? `${state}: ${reason.code}` : state)
      states.dispatchEvent(new Event(state))
    },
  })
  onTestFinished(() => stream.close())
  const became = async (state: string): Promise<void> => {
    if (stream.state === state) return
    await new Promise((resolve) => states.addEventListener(state, resolve, { once: true }))
  }
  return { stream, told, became }
}
