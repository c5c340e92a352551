/**
 * Cameras look into people's rooms. So nothing is shown to a network unless whoever starts the
 * server says that it is meant.
 *
 * @module
 */
import { isLoopback } from './addresses.ts'
import { Failure } from './failure.ts'
import { commandLine } from './quoting.ts'
import type { Settings } from './settings.ts'

/**
 * @param words of the command line after `zoetrope`, to be repeated with `--open`.
 * @throws {Failure} when others could reach the server and nobody agreed to that.
 */
export function refuseExposure(
  { host, socket, open }: Pick<Settings, 'host' | 'socket' | 'open'>,
  words: readonly string[],
): void {
  // Whom a socket lets in is for the mode of its file to say, and then for the proxy before it.
  if (open || socket || isLoopback(host)) return
  const consent = commandLine(['zoetrope', ...withOpen(words)])
  throw new Failure(
    `refused to listen on ${host}: everybody in your network could watch

  There are no passwords yet. If everybody who reaches this machine may see the
  cameras, say so with --open (in a configuration file: server.open: true):

    ${consent}

  Without --host only this machine can watch.`,
    { exitCode: 2 },
  )
}

/** `--open` goes first, because what follows a `--` is a source. */
function withOpen(words: readonly string[]): string[] {
  const command = words[0] === 'serve' ? ['serve'] : []
  return [...command, '--open', ...words.slice(command.length)]
}
