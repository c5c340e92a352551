/**
 * A live picture as an HTML element: `zoetrope/element`.
 *
 * @module
 */

export { ViewAttributes } from './attributes.ts'
export { defineZoetropeView } from './definition.ts'
export {
  FrameEvent,
  type ShownFrame,
  StateChangeEvent,
  ViewErrorEvent,
  type ZoetropeViewEventMap,
} from './events.ts'
export type { OverlayMode } from './overlay.ts'
export type { Mirror, Rotation } from './pose.ts'
export type { TransportName } from './transport.ts'
export { ZoetropeView } from './view.ts'
export type { Situation, ViewState } from './viewing.ts'
