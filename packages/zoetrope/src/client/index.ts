/**
 * Reading other people's streams: `zoetrope/client`.
 *
 * @module
 */

export type { Captured, Note } from '../camera/source.ts'
export { type ErrorCode, ZoetropeError } from '../errors.ts'
export type { Bytes } from '../frame/frame.ts'
export { type FrameMessage, readFrameMessage, writeFrameMessage } from '../live/frame-message.ts'
export { LIVE_PROTOCOL, type LiveState } from '../live/protocol.ts'
export { PUSH_PROTOCOL } from '../live/push-protocol.ts'
export type { BodyOptions } from './body.ts'
export type { WebSocketConstructor, WebSocketLike } from './dialogue.ts'
export { type ReadOptions, readFrames } from './frames.ts'
export { type LiveFramesOptions, liveFrames } from './live.ts'
export { LiveReader, type LiveReaderOptions, type LiveWishOptions } from './live-reader.ts'
export { type PushOptions, PushSocket, type PushState } from './push.ts'
