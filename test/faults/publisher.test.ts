import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, type TestContext, test } from 'vitest'
import { WebSocket } from 'ws'
import { PushSocket } from 'zoetrope/client'
import { needs } from '../needs.ts'
import { type Crowd, gather, within } from './crowd.ts'
import { type Cycle, judge, LONG, TIMEOUT } from './figures.ts'
import { serveWatched, settled, type WatchedServer } from './watched-server.ts'

/*
 * A publisher fails, in every way that one can, while twenty watch the built command: nobody is
 * disconnected, nobody gets a torn frame, everybody sees live pictures again from the next publisher,
 * and nothing is left over.
 */

/** Somebody who publishes until it is made to fail. */
interface Publisher {
  /** Lets it fail in its way. */
  fail(): void
  /** Ends it, if anything of it is left. */
  end(): Promise<void>
}

/** One way to publish, and to fail. */
interface Fault {
  readonly name: string
  readonly source: string
  begin(url: string): Publisher
  /** How often, in `npm test` and in `npm run faults`. */
  readonly cycles: readonly [short: number, long: number]
  /** Whether it takes so long that everybody has to be shown a placeholder. */
  readonly shown?: boolean
  /** Whether the same publisher goes on. */
  readonly survives?: boolean
}

const SOURCE = 'camera=push:?timeout=2'

/** ffmpeg, again and again until it is let in: as a service would. */
function ffmpeg(url: string, signal: NodeJS.Signals): Publisher {
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25', '-c:v', 'mjpeg']
  let isWanted = true
  let child: ChildProcess
  const begin = (): void => {
    const args = ['-v', 'quiet', ...input, '-f', 'mpjpeg', '-method', 'POST', url]
    child = spawn('ffmpeg', args, { stdio: 'ignore' })
    // It is refused while the one before is not yet missed.
    child.on('close', () => void (isWanted && setTimeout(() => isWanted && begin(), 50)))
  }
  begin()
  return {
    fail() {
      isWanted = false
      child.kill(signal)
    },
    async end() {
      isWanted = false
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

const frames = needs('ffmpeg') ? film() : []

function film(): Uint8Array[] {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25']
  const one = (at: number): Uint8Array =>
    execFileSync('ffmpeg', [...args, '-ss', `${at / 5}`, '-frames:v', '1', '-f', 'mjpeg', '-'])
  return Array.from({ length: 5 }, (_, at) => Uint8Array.from(one(at)))
}

/** A program of its own making, whose bytes are the test's. It comes again until it is let in. */
class Raw implements Publisher {
  #url: URL
  #how: (raw: Raw) => void
  #socket: Socket | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #isWanted = true
  #next = 0

  constructor(url: string, how: (raw: Raw) => void) {
    this.#url = new URL(url)
    this.#how = how
    this.#begin()
  }

  fail(): void {
    this.#how(this)
  }

  /** Sends no more whole frames. */
  stop(): void {
    clearInterval(this.#timer)
    this.#isWanted = false
  }

  /** Sends a byte now and then instead. */
  drip(): void {
    this.stop()
    this.#timer = setInterval(() => this.#chunk(Uint8Array.of(0x2d)), 100)
  }

  /** Sends the beginning of a frame. */
  tear(): void {
    this.#chunk(part(this.#frame()).subarray(0, 3000))
  }

  /** Sends what is no picture, in the middle of the stream. */
  babble(): void {
    const noise = Uint8Array.from({ length: 5000 }, () => Math.floor(Math.random() * 256))
    this.#chunk(noise)
    this.#chunk(part(this.#frame().subarray(0, 2000)))
    this.#chunk(part(noise))
  }

  cut(): void {
    this.stop()
    this.#socket?.resetAndDestroy()
  }

  async end(): Promise<void> {
    this.stop()
    this.#socket?.destroy()
  }

  #begin(): void {
    const { hostname, port, pathname } = this.#url
    const socket = connect(Number(port), hostname)
    this.#socket = socket
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => {
      clearInterval(this.#timer)
      if (this.#isWanted) setTimeout(() => this.#isWanted && this.#begin(), 50)
    })
    const head = [`POST ${pathname} HTTP/1.1`, 'Host: localhost', 'Transfer-Encoding: chunked']
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    this.#timer = setInterval(() => this.#chunk(part(this.#frame())), 40)
  }

  #frame(): Uint8Array {
    this.#next += 1
    return frames[this.#next % frames.length] ?? new Uint8Array(0)
  }

  #chunk(bytes: Uint8Array): void {
    if (!this.#socket?.writable) return
    this.#socket.write(`${bytes.length.toString(16)}\r\n`)
    this.#socket.write(bytes)
    this.#socket.write('\r\n')
  }
}

function part(jpeg: Uint8Array): Uint8Array {
  const head = `--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')])
}

/** Our own publisher, over a WebSocket that can be broken. */
function phone(url: string, how: 'break' | 'freeze'): Publisher {
  const sockets: WebSocket[] = []
  class Known extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol)
      sockets.push(this)
    }
  }
  let isFrozen = false
  const socket = new PushSocket(url, { WebSocket: Known })
  const push = async (): Promise<void> => {
    for (let at = 0; await socket.ready(); at += 1) {
      const frame = frames[at % frames.length]
      if (frame && !isFrozen) socket.send(Uint8Array.from(frame))
      await pause(40)
    }
  }
  const pushing = push()
  return {
    fail() {
      if (how === 'freeze') isFrozen = true
      else sockets.at(-1)?.terminate()
    },
    async end() {
      socket.close()
      await pushing
    },
  }
}

const faults: readonly Fault[] = [
  {
    name: 'an ffmpeg that publishes is killed',
    source: SOURCE,
    begin: (url) => ffmpeg(url, 'SIGKILL'),
    cycles: [2, 20],
  },
  {
    name: 'an ffmpeg that publishes freezes',
    source: SOURCE,
    begin: (url) => ffmpeg(url, 'SIGSTOP'),
    cycles: [1, 10],
    shown: true,
  },
  {
    name: 'a publisher breaks off in the middle of a frame',
    source: SOURCE,
    begin: (url) =>
      new Raw(url, (raw) => {
        raw.tear()
        raw.cut()
      }),
    cycles: [2, 20],
  },
  {
    name: 'a publisher sends a byte now and then',
    source: SOURCE,
    begin: (url) => new Raw(url, (raw) => raw.drip()),
    cycles: [1, 10],
    shown: true,
  },
  {
    name: 'a publisher sends noise and torn frames, and goes on',
    source: SOURCE,
    begin: (url) => new Raw(url, (raw) => raw.babble()),
    cycles: [3, 30],
    survives: true,
  },
  {
    name: 'a second publisher takes over from one that goes on',
    source: `${SOURCE}&second=replace`,
    begin: (url) => new Raw(url, (raw) => raw.stop()),
    cycles: [2, 20],
  },
  {
    name: 'the WebSocket of a publisher breaks, which comes back',
    source: SOURCE,
    begin: (url) => phone(url, 'break'),
    cycles: [2, 20],
    survives: true,
  },
  {
    name: 'a publisher keeps its WebSocket, and sends nothing more',
    source: SOURCE,
    begin: (url) => phone(url, 'freeze'),
    cycles: [1, 10],
    shown: true,
  },
]

/** What a test plays on. */
interface Scene {
  readonly server: WatchedServer
  readonly url: string
  readonly crowd: Crowd
}

/** Lets a publisher fail once, sends another, and waits until all see live pictures again. */
async function cycle(fault: Fault, { url, crowd }: Scene): Promise<Cycle> {
  const first = fault.begin(url)
  await within(crowd.live({ after: Date.now() }), `${fault.name}, at the start`)
  const seen = crowd.viewers.map(({ placeholders }) => placeholders)
  const began = Date.now()
  first.fail()
  if (fault.shown) await within(shown(crowd, seen), `${fault.name}: was shown no placeholder`)
  const back = Date.now()
  const second = fault.survives ? undefined : fault.begin(url)
  try {
    const some = await within(crowd.live({ after: back }), fault.name)
    // What is still on its way from the first one proves nothing.
    const lives = await within(crowd.live({ after: Math.max(...some) }), fault.name)
    return { outage: lives.map((at) => at - began), recovery: lives.map((at) => at - back) }
  } finally {
    await first.end()
    await second?.end()
  }
}

/** Resolves when everybody was shown another placeholder than so many. */
async function shown({ viewers }: Crowd, seen: readonly number[]): Promise<void> {
  // Viewers only count them: looking is the only way to know.
  while (viewers.some(({ placeholders }, place) => placeholders <= (seen[place] ?? 0)))
    await pause(5)
}

async function endure([, fault]: [string, Fault], { onTestFinished }: TestContext) {
  const server = await serveWatched(fault.source)
  onTestFinished(() => server.stop())
  const crowd = gather(server.url, 'camera')
  onTestFinished(() => crowd.leave())
  const scene = { server, crowd, url: `${server.url}/cameras/camera/frames` }
  // Once, so that all is loaded and drawn that is kept.
  await cycle(fault, scene)
  const before = await server.holdings()
  const cycles: Cycle[] = []
  const count = fault.cycles[LONG ? 1 : 0]
  for (let number = 0; number < count; number += 1) cycles.push(await cycle(fault, scene))
  const after = await settled(server, before)
  judge({ fault: fault.name, cycles, crowd, before, after })
}

// Most of the time is waiting; one at a time where it is measured.
describe.skipIf(!needs('ffmpeg') || process.platform !== 'linux')(
  'twenty viewers stay and see live pictures again when',
  { concurrent: !LONG },
  () => {
    const named = faults.map((fault): [string, Fault] => [fault.name, fault])
    test.for(named)('%s', { timeout: TIMEOUT }, endure)
  },
)
