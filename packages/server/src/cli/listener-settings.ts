/**
 * Which other servers are answered for on ports of their own: `server.compat.esp32` and the like, in
 * the configuration file alone.
 *
 * @module
 */
import { type ListenersOptions, listenerNames, listenersOf } from '../compat/listener.ts'
import { Failure } from './failure.ts'

/** A port, and for whom it is. */
export interface OwnPort {
  readonly host: string
  /** `motion`; `undefined` for the server itself. */
  readonly name: string | undefined
}

/**
 * What the file says of them.
 *
 * @param cameras The names there are; `undefined` where publishers make more.
 * @throws {Failure} for a camera that is none.
 */
export function listenersIn(
  file: ListenersOptions = {},
  cameras?: readonly string[],
): ListenersOptions {
  for (const name of listenerNames) {
    const camera = file[name]?.camera
    if (!cameras || camera === undefined || cameras.includes(camera)) continue
    const known = `there is no camera "${camera}"; there are: ${cameras.join(', ')}`
    throw new Failure(`server.compat.${name}.camera: ${known}`, { exitCode: 2 })
  }
  const { esp32, 'camera-streamer': cameraStreamer, motion } = file
  return { esp32, 'camera-streamer': cameraStreamer, motion }
}

/** The addresses they listen on. @param home That of the server itself. */
export function ownPorts(listeners: ListenersOptions, home: string): OwnPort[] {
  return listenersOf(listeners).map(({ name, host = home }) => ({ name, host }))
}
