/**
 * Cameras look into people's rooms. So nothing is shown to a network unless whoever starts the
 * server says that it is meant.
 *
 * @module
 */
import { isLoopback } from './addresses.ts'
import { Failure } from './failure.ts'
import { type OwnPort, ownPorts } from './listener-settings.ts'
import { commandLine } from './quoting.ts'
import type { Settings } from './settings.ts'

/**
 * @param words of the command line after `zoetrope`, to be repeated with `--open`.
 * @throws {Failure} when others could reach the server and nobody agreed to that.
 */
export function refuseExposure(
  settings: Pick<Settings, 'host' | 'socket' | 'open' | 'listeners'>,
  words: readonly string[],
): void {
  const exposed = settings.open ? undefined : exposedPlace(settings)
  if (exposed === undefined) return
  const consent = commandLine(['zoetrope', ...withOpen(words)])
  const { host, name } = exposed
  const setting = name === undefined ? '--host' : `server.compat.${name}.host`
  throw new Failure(
    `refused to listen on ${host}${name === undefined ? '' : `, for ${name}`}: everybody in your network could watch

  There are no passwords yet. If everybody who reaches this machine may see the
  cameras, say so with --open (in a configuration file: server.open: true):

    ${consent}

  Without ${setting} only this machine can watch.`,
    { exitCode: 2 },
  )
}

/** The first address that others can reach; without a name it is the server's own. */
function exposedPlace({
  host,
  socket,
  listeners,
}: Pick<Settings, 'host' | 'socket' | 'listeners'>): OwnPort | undefined {
  // Whom a socket lets in is for the mode of its file to say, and then for the proxy before it.
  const own = socket ? [] : [{ host, name: undefined }]
  return [...own, ...ownPorts(listeners, host)].find((place) => !isLoopback(place.host))
}

/** `--open` goes first, because what follows a `--` is a source. */
function withOpen(words: readonly string[]): string[] {
  const command = words[0] === 'serve' ? ['serve'] : []
  return [...command, '--open', ...words.slice(command.length)]
}
