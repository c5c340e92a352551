/**
 * Zoetrope, the portable library: Node, Bun, Deno and browsers.
 *
 * @module
 */
export { Broadcast, type BroadcastOptions, type Stamp } from './broadcast/broadcast.ts'
export type { Cursor, Pace } from './broadcast/cursor.ts'
export type { RingLimits } from './broadcast/ring.ts'
export type { Subscription, SubscriptionOptions } from './broadcast/subscription.ts'
export type { Captured, Control, Controls, Note, Source } from './camera/source.ts'
export { type ErrorCode, ZoetropeError } from './errors.ts'
export { type Bytes, type Frame, sharpness } from './frame/frame.ts'
