/**
 * The frames of any camera behind a URL, one after the other.
 *
 * @module
 */
import type { StreamFrame } from './stream-frame.ts'
import { StreamReader, type StreamReaderOptions } from './stream-reader.ts'

/**
 * Reads an MJPEG stream, or a picture again and again, until the signal aborts or the loop is left;
 * what goes wrong on the way is waited out. The newest frame each time, unless `pace` is `every`.
 *
 * @example
 * for await (const { jpeg, age } of streamFrames('http://192.168.1.40:81/stream')) {
 *   await look(jpeg)
 * }
 *
 * @throws {ZoetropeError} what {@link StreamReader} and its `read` throw.
 */
export async function* streamFrames(
  url: string | URL,
  options: StreamReaderOptions = {},
): AsyncGenerator<StreamFrame, void, void> {
  yield* new StreamReader(url, options)
}
