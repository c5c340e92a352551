import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kernelQueues } from '../../src/probe/kernel-queues.ts'
import { serverThat } from './camera.ts'

describe.runIf(process.platform === 'linux')('the kernels', () => {
  test('tell what they hold of a connection, at both ends', async () => {
    const bytes = 200_000
    let told = (): void => {}
    const written = new Promise<void>((resolve) => {
      told = resolve
    })
    const { url } = await serverThat((socket) => void socket.write(Buffer.alloc(bytes), told))
    const socket = connect({ port: Number(url.port), host: '127.0.0.1' })
    onTestFinished(() => void socket.destroy())
    socket.pause()
    await once(socket, 'connect')
    socket.write('hello')
    await written
    const held = async (): Promise<number> => {
      const { here = 0, there = 0 } = await kernelQueues(socket.localPort ?? 0, Number(url.port))
      // Node reads a little even for who does not.
      return here + there + socket.readableLength
    }
    // What has arrived counts at both ends until the other one is told so.
    await expect.poll(held).toBe(bytes)
  })

  test('know nothing of a connection that is not', async () => {
    expect(await kernelQueues(1, 1)).toEqual({ here: undefined, there: undefined })
  })
})
