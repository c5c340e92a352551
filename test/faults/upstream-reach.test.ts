import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type Answer,
  held,
  leaked,
  realFrames,
  report,
  stream,
  upstream,
  watch,
} from './upstream.ts'

const frames = await realFrames(3)
const healthy: Answer = stream(frames)

/** A host that takes no connection: the queue of its server is full, and nobody looks at it. */
async function unreachable(): Promise<{ port: number; end: () => Promise<unknown> }> {
  const script = `
    const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
      require('node:fs').writeSync(1, server.address().port + '\\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const over = once(child, 'exit')
  const end = (): Promise<unknown> => {
    child.kill('SIGKILL')
    return over
  }
  onTestFinished(() => void end())
  const [line] = await once(child.stdout, 'data')
  const port = Number(line)
  const fillers = [0, 1].map(() => connect(port, '127.0.0.1').on('error', () => {}))
  await Promise.all(fillers.map((filler) => once(filler, 'connect')))
  onTestFinished(() => fillers.forEach((filler) => void filler.destroy()))
  return { port, end }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // TCP, so never a string
  server.close()
  await once(server, 'close')
  return port
}

describe('an upstream that cannot be reached', () => {
  test('because nothing listens there: says so, and is live when something does', async () => {
    const before = held()
    const port = await freePort()
    const { camera, told, change, next } = await watch(`http://127.0.0.1:${port}/video`)
    const reason = await told(/the connection was refused; is it on, the port right\?$/)
    expect(camera).toMatchObject({ state: 'lost', reason })
    const server = await upstream(healthy, port)
    const back = performance.now()
    await change('live')
    report('nothing listens', reason, performance.now() - back)
    expect(frames).toContainEqual((await next()).jpeg)
    await camera.close()
    server.drop()
    await server.close()
    expect(await leaked(before)).toEqual([])
  })

  test('because nothing answers there: says so after 3 s, and is live when something does', async () => {
    const { port, end } = await unreachable()
    const { camera, told, change, next } = await watch(`http://127.0.0.1:${port}/video`)
    const reason = await told(/: it does not answer; is it on\?$/)
    expect(camera).toMatchObject({ state: 'lost', reason })
    await end()
    await upstream(healthy, port)
    const back = performance.now()
    await change('live')
    report('nothing answers', reason, performance.now() - back)
    expect(frames).toContainEqual((await next()).jpeg)
  })

  test('because its name is not known: says so', async () => {
    const { camera, told } = await watch('http://camera.invalid/video')
    const reason = await told(/: its name is not known; is it spelt right\?$|\(DNS\) reachable\?$/)
    expect(camera).toMatchObject({ state: 'lost', reason })
  })
})
