/**
 * A search asks a real network, that of the loopback, in which somebody else's program announces a
 * camera.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { describe, expect, type TestContext, test } from 'vitest'
import { networksOf } from '../../src/discovery/network.ts'
import { Search } from '../../src/discovery/search.ts'
import { hasBrowser, PYTHON } from './browser.ts'

const LOOPBACK = '127.0.0.1'

/** As programs for ESP32 cameras announce themselves: a port, and nothing else. */
const PROGRAM = `
import socket, sys
from zeroconf import IPVersion, ServiceInfo, Zeroconf
zc = Zeroconf(interfaces=['${LOOPBACK}'], ip_version=IPVersion.V4Only)
kind = '_mjpeg._tcp.local.'
zc.register_service(ServiceInfo(kind, f'{sys.argv[1]}.{kind}', 81, server=f'{sys.argv[1]}.local.',
    addresses=[socket.inet_aton('${LOOPBACK}')]))
print('there', flush=True)
sys.stdin.read()
zc.close()
`

/** Announces a camera of that name until the test ends. */
async function camera({ onTestFinished }: TestContext, name: string): Promise<void> {
  const child: ChildProcess = spawn(PYTHON, ['-c', PROGRAM, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.stdin?.end()
    await ended
  })
  if (child.stdout) await once(child.stdout, 'data')
}

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length
}

describe.skipIf(!hasBrowser())('a search', () => {
  test('finds a camera that somebody else’s program announces', async (context) => {
    const name = `esp32-cam-${process.pid}`
    await camera(context, name)
    const search = new Search(networksOf(LOOPBACK, networkInterfaces()))
    context.onTestFinished(() => search.close())
    const found = () => search.cameras.find(({ label }) => label === name)
    await expect.poll(found, { timeout: 10_000 }).toEqual({
      ...{ label: name, name: undefined, host: `${name}.local`, address: LOOPBACK },
      streamUrl: `http://${LOOPBACK}:81/stream`,
      ...{ snapshotUrl: undefined, pageUrl: undefined },
    })
  })
})

test('closed twice, or before it has asked, it leaves no socket', async () => {
  const before = sockets()
  const search = new Search(networksOf(LOOPBACK, networkInterfaces()))
  await Promise.all([search.close(), search.close()])
  await expect.poll(sockets).toBe(before)
})

test('without a network it finds nothing', async () => {
  await using search = new Search([])
  expect([search.cameras, search.troubles]).toEqual([[], []])
})
