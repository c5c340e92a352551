/**
 * Zoetrope, the portable library: Node, Bun, Deno and browsers.
 *
 * @module
 */

// A page's own project has no types of Disposable, unless it asks for them.
/// <reference lib="esnext.disposable" preserve="true" />
export { Broadcast, type BroadcastOptions } from './broadcast/broadcast.ts'
export type { Captured, Supplied } from './broadcast/captured.ts'
export type { Cursor, Pace } from './broadcast/cursor.ts'
export type { PlaceholderStamp } from './broadcast/interim.ts'
export type { PipeOptions } from './broadcast/pipe.ts'
export type { FramePort } from './broadcast/port.ts'
export { type PortFrames, type PortFramesOptions, portFrames } from './broadcast/port-frames.ts'
export {
  PortPublisher,
  type PortPublisherOptions,
  portPublisher,
} from './broadcast/port-publisher.ts'
export type { RingLimits } from './broadcast/ring.ts'
export type { Stamp } from './broadcast/stamp.ts'
export type { Subscription, SubscriptionOptions } from './broadcast/subscription.ts'
export type { Opener, Pictures, Supply } from './broadcast/supply.ts'
export type { IndexOptions, WaitOptions } from './broadcast/wait.ts'
export {
  type Audience,
  CAMERA_NAME,
  Camera,
  type CameraChange,
  type CameraOptions,
} from './camera/camera.ts'
export { Cameras, type CamerasChange } from './camera/cameras.ts'
export {
  type Choice,
  type Control,
  ControlError,
  type Controls,
  type ControlType,
  type ControlValue,
  type ControlValues,
  type KeptControl,
} from './camera/control.ts'
export {
  type DeriveOptions,
  derive,
  type Frames,
  type Inputs,
  type Make,
  type PartialFrames,
} from './camera/derive.ts'
export type { Placeholder, Scene } from './camera/placeholder.ts'
export type { Note, Source } from './camera/source.ts'
export type { CameraEvent, CameraState } from './camera/state.ts'
export { type HeaderFields, stampOf } from './client/stamp.ts'
export type { Clock } from './clock.ts'
export { type ErrorCode, ZoetropeError, type ZoetropeErrorOptions } from './errors.ts'
export type { FocusSample } from './focus/curve.ts'
export type { SinceOptions } from './focus/frames-since.ts'
export { type Metric, nextSharpness, type SharpnessOptions } from './focus/next-sharpness.ts'
export type { Move, StageOptions } from './focus/stage.ts'
export { type Sweep, type SweepOptions, sweepFocus } from './focus/sweep.ts'
export type { ByteSource } from './frame/bytes.ts'
export { checkFrame, type Passed } from './frame/check.ts'
export type { Rotation } from './frame/exif.ts'
export type { Flaw, PictureFlaw, StructureFlaw } from './frame/flaw.ts'
export { type Bytes, type Frame, sharpness } from './frame/frame.ts'
export { Gate, type GateCounts, type GateOptions, type Repair } from './frame/gate.ts'
export { jpegStream } from './frame/jpeg-stream.ts'
export { jpegQuality } from './frame/quality.ts'
export type { Extra } from './frame/retouch.ts'
export type { SplitterOptions } from './frame/split.ts'
export type { FramingChoice } from './handler/choice.ts'
export {
  type FrameEntry,
  type FrameList,
  type FrameWish,
  frameList,
  frameResponse,
  framesResponse,
} from './handler/frames.ts'
export { broadcastHandler, camerasHandler, type HandlerOptions } from './handler/handler.ts'
export { type IterableOptions, iterableResponse } from './handler/iterable.ts'
export { type LiveOptions, LiveSession } from './handler/live-session.ts'
export { NEXT_PATIENCE, type NextWish, nextFrame, nextResponse } from './handler/next.ts'
export type { Access, Operation } from './handler/places.ts'
export type { Handler } from './handler/reception.ts'
export { type ReplayWish, replayResponse } from './handler/replay.ts'
export {
  SNAPSHOT_PATIENCE,
  type SnapshotWish,
  snapshot,
  snapshotResponse,
} from './handler/snapshot.ts'
export { type StreamOptions, streamResponse } from './handler/stream.ts'
export { type UstreamerWish, ustreamerFraming } from './handler/ustreamer.ts'
export {
  type FrameMessage,
  type FrameMessageInit,
  readFrameMessage,
  writeFrameMessage,
} from './live/frame-message.ts'
export { LIVE_LIMITS, LIVE_PROTOCOL, type LiveErrorCode } from './live/protocol.ts'
export {
  PUSH_LIMITS,
  PUSH_PROTOCOL,
  type PushErrorCode,
  type SkipReason,
} from './live/push-protocol.ts'
export { BOUNDARY, type Part, type PlaceholderMeaning, STREAM_TYPE } from './multipart/part.ts'
export { cardPlaceholder } from './placeholder/card.ts'
export { dimmedPlaceholder } from './placeholder/dimmed.ts'
export { lastFramePlaceholder } from './placeholder/last-frame.ts'
export { picturePlaceholder } from './placeholder/picture.ts'
export { type HttpSourceOptions, httpSource } from './sources/http.ts'
export { type PatternOptions, pattern } from './sources/pattern.ts'
export {
  type PushBody,
  type PushBodyOptions,
  publishBody,
  type Taken,
} from './sources/push/body.ts'
export { type PushEnd, PushSession, type PushSessionOptions } from './sources/push/session.ts'
export {
  type Publisher,
  type PublisherInit,
  type Pushed,
  PushSource,
  type PushSourceOptions,
  type PushStamp,
  pushSource,
} from './sources/push.ts'
export { type ActionDecorator, action, addAction, type Run } from './thing/action.ts'
export type { About, ActionContext, ActionOptions, EventOptions } from './thing/affordances.ts'
export {
  checkValue,
  type DataSchema,
  type SchemaType,
  type SchemaTypes,
  ValueError,
} from './thing/data-schema.ts'
export {
  type Affordance,
  type Described,
  type DescriptionOptions,
  type Listed,
  type SecurityScheme,
  streamLinks,
  streamProperty,
  TD_TYPE,
  type ThingDescription,
  type ThingForm,
  type ThingLink,
  thingDescription,
  writeDescription,
} from './thing/description.ts'
export { addEvent, type EventDecorator, event } from './thing/event.ts'
export { type ThingHandlerOptions, thingHandler } from './thing/handler.ts'
export {
  addProperty,
  type PropertyAccess,
  type PropertyDecorator,
  type PropertyOptions,
  property,
} from './thing/property.ts'
export { addStream, type StreamDecorator, stream } from './thing/stream.ts'
export { Thing, type ThingOptions } from './thing/thing.ts'
export type { ThingAccess, ThingOperation } from './thing/visit.ts'
export { TimeLimit } from './time-limit.ts'
export type { Connection, ConnectionOptions } from './viewer/connection.ts'
export { type Delivery, deliveryOf } from './viewer/delivery.ts'
export type { FeedOptions } from './viewer/fed-viewer.ts'
export { defaultFraming, type Framing, type FramingWish, type Recipient } from './viewer/framing.ts'
export type { Arrivals, Gauge, Link, Look, Path, Transport } from './viewer/link.ts'
export type { MessageSocket } from './viewer/message-link.ts'
export { type Pacer, type PacingName, writePacer } from './viewer/pacer.ts'
export type { Throughput } from './viewer/throughput.ts'
export { type Carrier, type Viewer, type ViewerOptions, viewerId } from './viewer/viewer.ts'
export { type AgeSummary, type ViewerStatus, viewerStatus } from './viewer/viewer-status.ts'
export type { Watched } from './viewer/watched.ts'
export type { WishOptions } from './viewer/wish.ts'
