/**
 * The web's `Response`, sent by Node's.
 *
 * @module
 */
import { isGone, isOwnSocket, type Outgoing } from './exchange.ts'

/** What may be there twice: the framework's stay beside the response's. */
const ADDED: ReadonlySet<string> = new Set(['set-cookie', 'vary'])
/** What belongs to one connection, and is not known to HTTP/2. */
const HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** Sets the response's headers; those that a framework has set stay where it has none of that name. */
export function setHeaders({ headers }: Response, outgoing: Outgoing): void {
  const isPlain = isOwnSocket(outgoing)
  for (const [name, value] of headers) {
    if (!isPlain && HOP.has(name)) continue
    if (ADDED.has(name)) outgoing.appendHeader(name, value)
    else outgoing.setHeader(name, value)
  }
}

/**
 * Sends all of it, as fast as the other side takes it: a body is read when there is room for more.
 * Ends without an error when the other side goes away; the body is cancelled then.
 *
 * @throws what the body throws; the response is cut off then, so that nobody takes it for whole.
 */
export async function sendResponse(response: Response, outgoing: Outgoing): Promise<void> {
  const { body } = response
  if (isGone(outgoing) || outgoing.headersSent) return void (await body?.cancel())
  setHeaders(response, outgoing)
  outgoing.statusCode = response.status
  if (isOwnSocket(outgoing) && response.statusText) outgoing.statusMessage = response.statusText
  if (!body) return void outgoing.end()
  const reader = body.getReader()
  const cancel = (): void => void reader.cancel().catch(() => {})
  outgoing.once('close', cancel)
  // It may break off while its reader takes nothing: nobody would look at it again then.
  reader.closed.catch(() => outgoing.destroy())
  try {
    await pass(reader, outgoing)
  } catch (error) {
    outgoing.destroy()
    throw error
  } finally {
    outgoing.off('close', cancel)
  }
}

async function pass(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: Outgoing,
): Promise<void> {
  // A stream's head goes out before its first frame, which may be long in coming.
  const first = reader.read()
  const isSwift = await Promise.race([first.then(() => true), soon()])
  if (!isSwift) flushHead(outgoing)
  for (let read = await first; !read.done; read = await reader.read()) {
    // Its 'close' has cancelled the body, or will in this moment; or the body broke off before.
    if (isGone(outgoing)) return void (await reader.closed)
    if (!write(outgoing, read.value)) await drained(outgoing)
  }
  if (!isGone(outgoing)) outgoing.end()
}

function flushHead(outgoing: Outgoing): void {
  if (isOwnSocket(outgoing)) outgoing.flushHeaders()
  else outgoing.writeHead(outgoing.statusCode)
}

// Whatever is there already comes within it.
function soon(): Promise<boolean> {
  return new Promise((resolve) => setImmediate(resolve, false))
}

// The two kinds declare it differently, which TypeScript cannot call as one.
function write(outgoing: Outgoing, bytes: Uint8Array): boolean {
  return isOwnSocket(outgoing) ? outgoing.write(bytes) : outgoing.write(bytes)
}

/** Resolves when there is room again, or never will be. */
function drained(outgoing: Outgoing): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done).off('close', done)
      resolve()
    }
    if (isGone(outgoing)) resolve()
    else outgoing.on('drain', done).on('close', done)
  })
}
