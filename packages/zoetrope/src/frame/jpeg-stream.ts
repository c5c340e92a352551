/**
 * Finds the JPEGs in a stream of bytes, as one step of a pipe.
 *
 * @module
 */
import { type ByteSource, ownBytesOf } from './bytes.ts'
import type { Bytes } from './frame.ts'
import { JpegSplitter, type SplitterOptions } from './split.ts'

/**
 * A transform from chunks of bytes, cut anywhere, to whole JPEGs. What is not a JPEG is skipped,
 * such as the headers of a multipart stream. The bytes of a JPEG are the reader's to keep.
 *
 * @example
 * await response.body.pipeThrough(jpegStream()).pipeTo(broadcast.writable)
 */
export function jpegStream(options: SplitterOptions = {}): TransformStream<ByteSource, Bytes> {
  const splitter = new JpegSplitter(options)
  return new TransformStream<ByteSource, Bytes>({
    transform: (chunk, controller) => {
      // They wait in a queue, and the splitter uses its buffers again.
      for (const jpeg of splitter.push(ownBytesOf(chunk))) controller.enqueue(jpeg.slice())
    },
    flush: () => splitter.end(),
  })
}
