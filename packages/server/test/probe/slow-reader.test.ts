import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { ask } from '../../src/probe/asking.ts'
import { kernelQueues } from '../../src/probe/kernel-queues.ts'
import { readSlowly, type SlowSeen } from '../../src/probe/slow-reader.ts'
import type { Target } from '../../src/probe/target.ts'
import { watchOf } from '../../src/probe/watch.ts'
import { type Place, serverThat } from './camera.ts'

/** What a server does with a frame for one viewer. */
type Send = (socket: Socket, part: Uint8Array) => unknown

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n'

/** More than a slow link takes, and than a kernel keeps for long: 1.5 MB a second. */
const parts = Array.from({ length: 50 }, (_, shade) => partOf(tinyJpeg({ shade, bytes: 60_000 })))

function partOf(jpeg: Uint8Array): Buffer {
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n--frame\r\n')])
}

function camera(send: Send, place: Place): Promise<Target> {
  return serverThat((socket) => {
    let index = 0
    socket.write(`${HEAD}--frame\r\n`)
    const clock = setInterval(() => send(socket, parts[index++ % 50] ?? Buffer.alloc(0)), 40)
    socket.once('close', () => clearInterval(clock))
  }, place)
}

/** Watches for a second, and then slowly. */
async function read(target: Target, signal: AbortSignal): Promise<SlowSeen | undefined> {
  const { conversation } = await ask(target, { signal })
  await conversation?.until(() => false, 1000, signal)
  conversation?.close()
  const alone = conversation && watchOf(conversation, Date.now())
  if (!alone) throw new Error('Expected a stream, got none')
  return readSlowly(target, { alone, signal })
}

/** Bytes that were written and have not arrived. */
async function unsent({ localPort = 0, remotePort = 0 }: Socket): Promise<number> {
  return (await kernelQueues(remotePort, localPort)).there ?? 0
}

const SERVERS: readonly [what: string, send: Send, codes: readonly string[]][] = [
  ['is sent every frame', (socket, part) => socket.write(part), ['SLOW_READER_LAGS']],
  [
    'is cut off',
    (socket, part) => (socket.writableLength > 200_000 ? socket.destroy() : socket.write(part)),
    ['SLOW_READER_CUT'],
  ],
  [
    'misses frames when the kernel has megabytes of the past',
    (socket, part) => socket.writableLength === 0 && socket.write(part),
    ['SLOW_READER_KERNEL'],
  ],
  [
    'misses frames, and has the newest',
    async (socket, part) => (await unsent(socket)) < 100_000 && socket.write(part),
    [],
  ],
]

// They mostly wait.
describe.runIf(process.platform === 'linux')('a slow viewer', { concurrent: true }, () => {
  test.for(SERVERS)('that %s is known', async ([, send, codes], { signal, onTestFinished }) => {
    const seen = await read(await camera(send, { done: onTestFinished }), signal)
    expect(seen?.findings.map(({ code }) => code)).toEqual(codes)
    expect(seen?.facts.of).toBeGreaterThan(seen?.facts.frames ?? 0)
  })

  test('of a stream that any link can carry tells nothing', async ({ signal, onTestFinished }) => {
    const small = partOf(tinyJpeg())
    const thin: Send = (socket) => socket.write(small)
    const target = await camera(thin, { done: onTestFinished })
    expect(await read(target, signal)).toBeUndefined()
  })
})
