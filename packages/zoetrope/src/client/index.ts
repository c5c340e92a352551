/**
 * Reading other people's streams: `zoetrope/client`.
 *
 * @module
 */

export type { Captured, Note } from '../camera/source.ts'
export { type ErrorCode, ZoetropeError } from '../errors.ts'
export type { Bytes } from '../frame/frame.ts'
export type { BodyOptions } from './body.ts'
export { type ReadOptions, readFrames } from './frames.ts'
