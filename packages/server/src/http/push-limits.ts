/**
 * What may be pushed: of which kinds, and how large.
 *
 * @module
 */

/** Bytes of a frame: room for an 8K camera at its best quality. */
export const MAX_FRAME_BYTES = 33_554_432
/** Bytes of a message that is a frame: its header may have this much beside the JPEG. */
export const MESSAGE_BYTES: number = MAX_FRAME_BYTES + 4096
/** One picture, whole. */
export const PICTURE_TYPES = ['image/jpeg', 'image/jpg'] as const
/** Pictures for as long as they come. */
export const STREAM_TYPES = [
  'multipart/*',
  'video/x-motion-jpeg',
  'video/x-jpeg',
  'video/mjpeg',
  'application/octet-stream',
] as const
