/**
 * Listeners: the servers whose addresses collide with this one's own, so that each is answered on a
 * port of its own. What is behind them are the same cameras, viewers and rules.
 *
 * @module
 */

/** Every server that is imitated on a port of its own. */
export const listenerNames = ['esp32', 'camera-streamer', 'motion'] as const

/** What one is called in the configuration. */
export type ListenerName = (typeof listenerNames)[number]

/** Which cameras an imitated server has. */
export interface Imitation {
  /**
   * The name of its camera: such servers have one. Of motion it is the one behind the short forms,
   * without a number.
   *
   * @default the first
   */
  readonly camera?: string | undefined
}

/** Where an imitated server listens. */
export interface ListenerOptions extends Imitation {
  /** From 0 to 65535; 0 takes any that is free. */
  readonly port: number
  /** The address to listen on. @default that of the server itself */
  readonly host?: string | undefined
}

/** Where an ESP32 listens. */
export interface Esp32Options extends ListenerOptions {
  /** A second port, where whoever knows these cameras looks for the stream: 81. @default none */
  readonly streamPort?: number | undefined
}

/** The servers that are imitated on ports of their own. */
export interface ListenersOptions {
  /** Espressif's CameraWebServer. */
  readonly esp32?: Esp32Options | undefined
  readonly 'camera-streamer'?: ListenerOptions | undefined
  readonly motion?: ListenerOptions | undefined
}

/** One port. */
export interface Listener extends ListenerOptions {
  readonly name: ListenerName
}

/** The ports, one by one. */
export function listenersOf(options: ListenersOptions = {}): Listener[] {
  return listenerNames.flatMap((name) => {
    const settings = options[name]
    const second = name === 'esp32' ? options.esp32?.streamPort : undefined
    const ports = [settings?.port, second].filter((port) => port !== undefined)
    return settings ? ports.map((port) => ({ ...settings, name, port })) : []
  })
}
