/**
 * Zoetrope's server, for programs that start it themselves.
 *
 * @module
 */
export type {
  Esp32Options,
  Imitation,
  ListenerName,
  ListenerOptions,
  ListenersOptions,
} from './compat/listener.ts'
export { type App, type AppOptions, createApp, type Peer } from './http/app.ts'
export type { Identity } from './http/identity.ts'
export { type Address, type ListenCode, ListenError } from './http/listening.ts'
export type { Log, Say } from './http/log.ts'
export { type ProblemCode, problemCodes } from './http/problem.ts'
export { type ServeOptions, type ServerListener, serve, type ZoetropeServer } from './http/serve.ts'
export type { CameraStatus, NewestFrame } from './http/status.ts'
