/**
 * Finding the ONVIF cameras of the network: one question to all (WS-Discovery), on every interface,
 * and whoever answers within a few seconds.
 *
 * @module
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { ZoetropeError } from '../../errors.ts'
import { pause } from '../../pause.ts'
import { TimeLimit } from '../../time-limit.ts'
import { type FoundCamera, type Probe, probes, readMatches } from './probe.ts'

/** How to look. */
export interface DiscoverOptions {
  /** Milliseconds to wait for answers. @default 3000 */
  readonly timeout?: number | undefined
  /** IPv4 addresses of this machine from which to ask. @default all that lead somewhere */
  readonly interfaces?: readonly string[] | undefined
  /** Asks these addresses instead of all: beyond a router nobody hears a question to all. */
  readonly hosts?: readonly string[] | undefined
  /** Ends the search early, without an error. */
  readonly signal?: AbortSignal | undefined
}

const GROUP = '239.255.255.250'
const PORT = 3702

/** Datagrams get lost. Milliseconds after which the question is asked (again). */
const ASKED_AT = [0, 300, 1000]

const MAX_CAMERAS = 1000

/** The addresses of this machine from which {@link discoverCameras} asks when it is not told any. */
export function askingAddresses(): { readonly name: string; readonly address: string }[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => ({ name, address })),
  )
}

/**
 * The cameras that answer, each once, in the order of their answers. Ends after the timeout.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when there is no network in which to ask.
 */
export async function* discoverCameras(
  options: DiscoverOptions = {},
): AsyncGenerator<FoundCamera, void, void> {
  const { timeout = 3000, hosts, signal: wished } = options
  const over = new AbortController()
  using limit = new TimeLimit(timeout, wished)
  const search = new Search()
  try {
    const sockets = await openSockets(options, search)
    const { signal } = limit
    void ask(sockets, { targets: hosts ?? [GROUP], probes: search.probes, signal: over.signal })
    const end = (): void => {
      over.abort()
      search.end()
    }
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    for await (const camera of search) yield camera
  } finally {
    over.abort()
    search.close()
  }
}

async function openSockets(options: DiscoverOptions, search: Search): Promise<Socket[]> {
  // For single hosts the system knows best from where to ask.
  const anywhere = options.hosts ? ['0.0.0.0'] : askingAddresses().map(({ address }) => address)
  const { interfaces = anywhere } = options
  const opened = await Promise.allSettled(interfaces.map((address) => search.open(address)))
  const sockets = opened.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  if (sockets.length > 0) return sockets
  const [failed] = opened.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  const reason = failed instanceof Error ? `: ${failed.message}` : ''
  throw new ZoetropeError(
    'SOURCE_UNAVAILABLE',
    `There is no network in which to look for cameras${reason}; is this machine connected?`,
    { cause: failed },
  )
}

interface Question {
  readonly targets: readonly string[]
  readonly probes: readonly Probe[]
  readonly signal: AbortSignal
}

async function ask(sockets: readonly Socket[], question: Question): Promise<void> {
  const { targets, probes: asked, signal } = question
  const began = performance.now()
  for (const due of ASKED_AT) {
    await pause(began + due - performance.now(), signal)
    if (signal.aborted) return
    for (const socket of sockets) {
      for (const target of targets) {
        // An interface may be without a way to the network; others have one.
        for (const { message } of asked) socket.send(message, PORT, target, () => {})
      }
    }
  }
}

/** The sockets of one search, and what comes in. */
class Search implements AsyncIterable<FoundCamera> {
  readonly probes: readonly Probe[] = probes()
  readonly #sockets: Socket[] = []
  readonly #found = new Map<string, FoundCamera>()
  readonly #fresh: FoundCamera[] = []
  #ended = false
  #wake = (): void => {}

  async open(address: string): Promise<Socket> {
    const socket = createSocket('udp4')
    this.#sockets.push(socket)
    socket.on('message', (datagram, { address: from }) => this.#take(datagram, from))
    socket.bind(0, address)
    await once(socket, 'listening')
    // An ICMP answer to a question is no reason to end.
    socket.on('error', () => {})
    if (address !== '0.0.0.0') socket.setMulticastInterface(address)
    return socket
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FoundCamera, void, void> {
    for (;;) {
      const camera = this.#fresh.shift()
      if (camera) yield camera
      else if (this.#ended) return
      else await this.#more()
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.close()
  }

  #take(datagram: Buffer, from: string): void {
    for (const camera of readMatches(datagram.toString(), from, this.probes)) {
      if (this.#found.has(camera.id) || this.#found.size >= MAX_CAMERAS) continue
      this.#found.set(camera.id, camera)
      this.#fresh.push(camera)
      this.#wake()
    }
  }
}
