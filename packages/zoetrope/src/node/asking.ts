/**
 * One request over node:http, up to the head of its answer.
 *
 * @module
 */
import { Agent, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { FetchInit } from '../client/authentication.ts'
import type { Kept } from '../client/kept.ts'
import { hangUp } from './hang-up.ts'
import { lookup } from './lookup.ts'

/** Milliseconds for a name to be looked up. */
const LOOKUP = 5000

/** Milliseconds for a connection to be there. Later ones come rarely; a new try is sooner. */
const CONNECT = 3000

/** The head of the answer; its body waits to be read. Rejects with the signal's reason when it aborts. */
export async function ask(url: URL, headers: Headers, init: FetchInit): Promise<IncomingMessage> {
  try {
    return await send(url, headers, init)
  } catch (error) {
    // The other side has closed the connection that was kept, in the moment of this request.
    if (!(error instanceof Outdated) || init.signal?.aborted) throw error
    return send(url, headers, init)
  }
}

/** A kept connection turned out to be closed before anything of an answer came. */
class Outdated extends Error {}

function send(url: URL, headers: Headers, init: FetchInit): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:'
  const { method = 'GET', signal, kept } = init
  const options = {
    method,
    headers: Object.fromEntries([...headers].map(([name, value]) => [customary(name), value])),
    agent: kept ? agentOf(kept, secure) : false,
    // Small servers end lines with LF alone, and worse. What makes leniency dangerous, somebody
    // else's answer on the same connection, does not exist here.
    insecureHTTPParser: true,
    lookup,
  } as const
  return new Promise((resolve, reject) => {
    const asked = (secure ? requestSecurely : request)(url, options)
    const abort = (): void => {
      // Node gives a request its socket a moment later.
      if (asked.socket) void hangUp(asked.socket).then(() => reject(signal?.reason))
      else asked.once('socket', abort)
    }
    signal?.addEventListener('abort', abort)
    const settle = (): void => signal?.removeEventListener('abort', abort)
    asked.on('socket', (socket) => prepare(socket, url.hostname))
    asked.on('response', (answer) => {
      settle()
      if (!signal?.aborted) resolve(answer)
    })
    asked.on('error', (error) => {
      settle()
      if (signal?.aborted) return
      reject(asked.reusedSocket ? new Outdated(error.message, { cause: error }) : error)
    })
    asked.end(typeof init.body === 'string' ? init.body : undefined)
    if (signal?.aborted) abort()
  })
}

function prepare(socket: Socket, host: string): void {
  if (!socket.connecting) return
  // Node would be rid of the socket when the answer is over, whether the other side knows or not.
  socket.destroySoon = () => void socket.end()
  const giveUp = (code: string): void => void socket.destroy(coded(code))
  const named = isIP(host.replace(/^\[|\]$/g, '')) === 0
  let timer = setTimeout(giveUp, named ? LOOKUP : CONNECT, named ? 'ETIMEOUT' : 'ETIMEDOUT')
  socket.once('lookup', () => {
    clearTimeout(timer)
    timer = setTimeout(giveUp, CONNECT, 'ETIMEDOUT')
  })
  for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer))
}

/** An error as the system's own are told apart: `ETIMEOUT` is the name service, `ETIMEDOUT` the other side. */
function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

const agents = new WeakMap<Kept, readonly [plain: Agent, secure: Agent]>()
const ONE = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 }

function agentOf(kept: Kept, secure: boolean): Agent {
  let pair = agents.get(kept)
  if (!pair) {
    pair = [new Agent(ONE), new SecureAgent(ONE)]
    agents.set(kept, pair)
    for (const agent of pair) kept.onClose(() => closed(agent))
  }
  return pair[secure ? 1 : 0]
}

async function closed(agent: Agent): Promise<void> {
  const idle = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])
  await Promise.all(idle.map(hangUp))
  agent.destroy()
}

/** `If-None-Match` for `if-none-match`: small servers compare letter by letter. */
function customary(name: string): string {
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
}
