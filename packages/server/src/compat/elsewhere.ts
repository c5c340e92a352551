/**
 * Addresses of servers that are imitated on ports of their own, when somebody asks for them at this one:
 * whoever changed one address wants to know which other one it would have been.
 *
 * @module
 */
import type { ListenerName } from './listener.ts'

/** What is unmistakable, or nearly so. */
const signs: readonly (readonly [address: RegExp, names: readonly ListenerName[]])[] = [
  [/^\/(capture|control)$/, ['esp32']],
  [/^\/status$/, ['esp32', 'camera-streamer']],
  [/^\/option$/, ['camera-streamer']],
  [/^\/\d+\/(mjpg|static|stream|substream|source|current|status\.json)(\/|$)/, ['motion']],
]

/** In a sentence, where a path that is not here would be answered; `undefined` where nowhere. */
export function elsewhere(path: string): string | undefined {
  const [, names] = signs.find(([address]) => address.test(path)) ?? []
  if (!names) return undefined
  const settings = names.map((name) => `server.compat.${name}.port`).join(' or ')
  return `${names.join(' and ')} would have it, on a port of its own: ${settings} in the configuration file`
}
