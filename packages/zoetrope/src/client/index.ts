/**
 * Reading cameras that somebody else serves: `zoetrope/client`.
 *
 * @module
 */

// A page's own project has no types of Disposable, unless it asks for them.
/// <reference lib="esnext.disposable" preserve="true" />

export type { Captured, Note } from '../camera/source.ts'
export { type ErrorCode, ZoetropeError, type ZoetropeErrorOptions } from '../errors.ts'
export type { Bytes } from '../frame/frame.ts'
export {
  type FrameMessage,
  type FrameMessageInit,
  readFrameMessage,
  writeFrameMessage,
} from '../live/frame-message.ts'
export { LIVE_PROTOCOL, type LiveState } from '../live/protocol.ts'
export { PUSH_PROTOCOL } from '../live/push-protocol.ts'
export type { Credentials } from './address.ts'
export type { Fetch, FetchInit } from './authentication.ts'
export type { BodyOptions } from './body.ts'
export type { WebSocketConstructor, WebSocketLike } from './dialogue.ts'
export { type ReadOptions, readFrames } from './frames.ts'
export type { StreamPace } from './handover.ts'
export type { Kept } from './kept.ts'
export { type LiveFramesOptions, liveFrames } from './live.ts'
export { LiveReader, type LiveReaderOptions, type LiveWishOptions } from './live-reader.ts'
export { type PushOptions, PushSocket, type PushState } from './push.ts'
export type { HeaderFields } from './stamp.ts'
export { streamFrames } from './stream.ts'
export type { StreamFrame } from './stream-frame.ts'
export type { StreamStatistics } from './stream-meter.ts'
export { StreamReader, type StreamReaderOptions, type StreamState } from './stream-reader.ts'
export type { UpstreamOptions } from './upstream-options.ts'
