/**
 * Listening on a Unix socket: a file in the place of address and port, for a proxy on the same
 * machine. Who may connect is then a matter of the file's mode.
 *
 * A server that was killed leaves its file behind, and the system refuses to listen there. Nobody
 * answers at such a file, which tells it from the file of a server that lives.
 *
 * @module
 */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { connect, type Server } from 'node:net'
import { type ListenCode, ListenError } from './listening.ts'

/** Where to listen. */
export interface UnixSocket {
  readonly path: string
  /** Who may connect, as for any file: writing is connecting. @default 0o660 */
  readonly mode?: number | undefined
}

/** The owner's, and the group's: a proxy's, say. */
const MODE = 0o660
/** Bytes of a path that the system has room for. */
const LONGEST = process.platform === 'linux' ? 107 : 103

/**
 * Resolves once the server listens on the socket. The file goes when the server closes.
 *
 * @throws {ListenError}
 * @throws {RangeError} for a mode that is none.
 */
export async function listeningOn(server: Server, socket: UnixSocket): Promise<void> {
  const { path, mode = MODE } = socket
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) {
    throw new RangeError(`Expected socketMode to be a mode from 0 to 0o777, got ${mode}`)
  }
  if (Buffer.byteLength(path) > LONGEST) {
    throw refusal(path, 'LISTEN_FAILED', `the path is longer than ${LONGEST} bytes`)
  }
  const failure = await attempt(server, socket)
  if (failure?.code !== 'EADDRINUSE') return settle(path, failure)
  await removeStale(path)
  settle(path, await attempt(server, socket))
}

/** Listens, or tells why not. */
function attempt(
  server: Server,
  { path, mode = MODE }: UnixSocket,
): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve)
    server.listen({ path }, () => {
      server.off('error', resolve)
      // Before anybody is let in: connections wait for the next turn of the loop.
      const failure = permit(path, mode)
      if (failure) server.close()
      resolve(failure)
    })
  })
}

/** Not every file system has modes. Thrown in a listener it would end the program. */
function permit(path: string, mode: number): NodeJS.ErrnoException | undefined {
  try {
    chmodSync(path, mode)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** @throws {ListenError} unless the file at `path` was left behind by a server that is gone. */
async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found && !found.isSocket()) {
    throw refusal(path, 'LISTEN_FAILED', 'there is another file; choose another path, or remove it')
  }
  const answer = await answerAt(path)
  if (answer !== 'ECONNREFUSED' && answer !== 'ENOENT') {
    const advice = 'choose another path, or end that program'
    throw refusal(path, 'ADDRESS_IN_USE', `another program listens there; ${advice}`)
  }
  if (found) unlinkSync(path)
}

/** What comes of connecting: the system's code for the refusal, or `undefined` if somebody answers. */
function answerAt(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = connect(path)
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    probe.once('connect', () => {
      probe.destroy()
      resolve(undefined)
    })
  })
}

function settle(path: string, failure: NodeJS.ErrnoException | undefined): void {
  if (!failure) return
  if (failure.code === 'EADDRINUSE') {
    throw refusal(path, 'ADDRESS_IN_USE', 'another program has just begun to listen there')
  }
  // Node says EACCES of a missing folder as well.
  if (failure.code === 'EACCES') {
    const why = 'its folder does not exist, or the system does not allow to write there'
    throw refusal(path, 'ADDRESS_FORBIDDEN', why, failure)
  }
  throw refusal(path, 'LISTEN_FAILED', failure.message, failure)
}

function refusal(path: string, code: ListenCode, why: string, cause?: Error): ListenError {
  return new ListenError(code, `Cannot listen on the socket ${path}: ${why}`, { cause })
}
