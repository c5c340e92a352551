/**
 * Zoetrope's server, for programs that start it themselves.
 *
 * @module
 */
export { type App, type AppOptions, createApp, type Peer } from './http/app.ts'
export type { Identity } from './http/identity.ts'
export { type ListenCode, ListenError } from './http/listening.ts'
export type { Log, Say } from './http/log.ts'
export { type ProblemCode, problemCodes } from './http/problem.ts'
export { type ServeOptions, serve, type ZoetropeServer } from './http/serve.ts'
export type { CameraStatus, NewestFrame } from './http/status.ts'
