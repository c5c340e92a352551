import { spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Running } from '../../packages/server/test/cli/commands.ts'
import { LONG, realFrames, report, stream, upstream } from './upstream.ts'

const COMMAND = fileURLToPath(new URL('../../packages/server/bin/zoetrope.js', import.meta.url))
const NAME_SERVER = '127.0.0.77'
const frames = await realFrames(3)

/** Whether the system's name server can be another one for a single program. */
const canChoose = spawnSync('unshare', ['--mount', 'true']).status === 0

/** A name service that knows one address for every name, and takes its time. */
interface NameService {
  /** Milliseconds for an answer; `undefined`: there is none. */
  delay: number | undefined
  /** Questions so far. */
  questions: number
}

async function nameService(delay: number | undefined): Promise<NameService> {
  const service: NameService = { delay, questions: 0 }
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  socket.on('message', (question, { port, address }) => {
    service.questions += 1
    if (service.delay === undefined) return
    const timer = setTimeout(() => socket.send(answered(question), port, address), service.delay)
    onTestFinished(() => clearTimeout(timer))
  })
  socket.bind(53, NAME_SERVER)
  await once(socket, 'listening')
  return service
}

/** RFC 1035: the question again, and for IPv4 one answer of 127.0.0.1. */
function answered(question: Buffer): Buffer {
  const name = question.indexOf(0, 12)
  const asked = question.subarray(12, name + 5)
  const isV4 = question.readUInt16BE(name + 1) === 1
  const head = Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, isV4 ? 1 : 0, 0, 0, 0, 0])
  question.copy(head, 0, 0, 2)
  const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1])
  return Buffer.concat([head, asked, ...(isV4 ? [address] : [])])
}

/** The command with a name server of its own. */
async function start(...words: string[]): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-names-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'resolv.conf')
  await writeFile(file, `nameserver ${NAME_SERVER}\n`)
  const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
  const command = [process.execPath, COMMAND, 'serve', ...words, '--port', '0']
  const child = spawn('unshare', ['--mount', 'sh', '-c', script, file, ...command])
  const running = new Running(child)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await running.ended
  })
  return running
}

// Its times are those of name services: seconds.
describe.skipIf(!canChoose)('a camera with a name', () => {
  const told = async (running: Running, words: RegExp): Promise<void> => {
    const url = `${await running.url()}cameras/cam`
    for (;;) {
      const { state, reason } = await (await fetch(url)).json()
      if (words.test(`${state} ${reason}`)) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  test.each(LONG ? ['whose name service is slow, silent and back'] : [])('%s', async () => {
    const names = await nameService(undefined)
    const server = await upstream(stream(frames))
    const { port } = new URL(server.origin)
    const running = await start(`cam=http://front.door.test:${port}/video`)
    const leave = new AbortController()
    onTestFinished(() => leave.abort())
    // Somebody watches, so that it is tried again every second.
    await fetch(`${await running.url()}stream`, { signal: leave.signal })
    await told(running, /^lost .*nobody tells the address of its name; is the name service/)
    names.delay = 1500
    const began = performance.now()
    await told(running, /^live/)
    report('names told after 1.5 s', 'slow', performance.now() - began)
    // From now on its address is known, and does for as long as nobody tells another one.
    names.delay = undefined
    const before = names.questions
    server.drop()
    await told(running, /^lost .*broke off/)
    const back = performance.now()
    await told(running, /^live/)
    report('names not told any more', 'reset', performance.now() - back)
    expect(names.questions).toBeGreaterThan(before)
  })
})
