/**
 * `zoetrope/node`: what needs Node. Sources that run programs, read files and open devices.
 *
 * @module
 */
export { splitArguments } from './arguments.ts'
export { type CameraSpec, parseCameraSpec } from './camera-spec.ts'
export { type DeliverOptions, deliver } from './deliver.ts'
export { type Device, type DeviceOptions, listDevices } from './devices.ts'
export { authenticatingFetch } from './digest.ts'
export { type DirectoryOptions, directorySource } from './directory.ts'
export { endlessFetch } from './endless-fetch.ts'
export type { Incoming, Outgoing } from './exchange.ts'
export { execSource } from './exec.ts'
export {
  type FastifyReplyLike,
  type FastifyRequestLike,
  fastifyRoute,
} from './fastify.ts'
export { ffmpegSource } from './ffmpeg.ts'
export type { FfmpegOptions } from './ffmpeg-program.ts'
export { type FileOptions, fileSource } from './file.ts'
export { FrameSink, frameSink } from './frame-sink.ts'
export { kernelAbsence, onKernelLoss } from './kernel.ts'
export {
  type Answering,
  type ListenerOptions,
  type NodeListener,
  nodeListener,
} from './listener.ts'
export { askingAddresses, type DiscoverOptions, discoverCameras } from './onvif/discover.ts'
export type { FoundCamera } from './onvif/probe.ts'
export { type CameraStream, cameraStreams } from './onvif/streams.ts'
export { type OpenOptions, openSource } from './open.ts'
export { type NodeBindings, paced } from './paced.ts'
export { type ProgramEnd, type ProgramRun, runProgram } from './program-run.ts'
export { type RpicamOptions, rpicamSource } from './rpicam.ts'
export { type RtspOptions, type RtspTransport, rtspSource } from './rtsp.ts'
export { stdinSource } from './stdin.ts'
export { type StillOptions, stillSource } from './still.ts'
export { turn } from './turn.ts'
export { type V4l2Options, v4l2Source } from './v4l2.ts'
export type { DeviceFormat, DeviceSize } from './v4l2-listing.ts'
