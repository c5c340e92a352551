import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { streamResponse } from '../../src/handler/stream.ts'
import { deliver } from '../../src/node/deliver.ts'
import { kernel } from '../../src/node/kernel.ts'
import type { Viewer } from '../../src/viewer/viewer.ts'
import { viewerStatus } from '../../src/viewer/viewer-status.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

describe.skipIf(!kernel())('on a real socket, where the kernel tells (Linux with koffi)', () => {
  test('ages are above those at sending, and below those when the whole frame was read', async () => {
    const broadcast = new Broadcast()
    const { viewer, read } = await watched(broadcast)
    const bounds: { sent: number; read: number }[] = []
    for (let frame = 0; frame < 12; frame++) {
      const capturedAt = Date.now() - 20
      const captured = performance.now() - 20
      const sent = performance.now() - captured
      broadcast.publish(tinyJpeg({ bytes: 300_000 }), { capturedAt })
      await read(frame)
      // Its acknowledgement may be on its way still; this looks until it is here.
      while (viewerStatus(viewer).queued !== 0) await new Promise(setImmediate)
      bounds.push({ sent, read: performance.now() - captured })
      // The next one is sampled only after a quarter of a second.
      await new Promise((resolve) => setTimeout(resolve, 260))
    }
    const { age, roundTrip, queued } = viewerStatus(viewer)
    expect(viewer.sent).toBe(12)
    expect(queued).toBe(0)
    expect(roundTrip).toBeGreaterThan(0)
    // Wall clock and kernel count in whole milliseconds.
    expect(age?.p50).toBeGreaterThanOrEqual(Math.min(...bounds.map(({ sent }) => sent)) - 2)
    expect(age?.p99).toBeLessThanOrEqual(Math.max(...bounds.map(({ read: at }) => at)) + 2)
  })
})

/** A viewer over loopback. `read` resolves when the frame of that index came, whole. */
async function watched(broadcast: Broadcast) {
  let joined: (viewer: Viewer) => void = () => {}
  const viewer = new Promise<Viewer>((resolve) => {
    joined = resolve
  })
  const server = createServer((incoming, outgoing) => {
    const request = new Request(`http://x${incoming.url}`)
    deliver(streamResponse(broadcast, request, { onJoin: joined }), outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // TCP, so never a string
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  socket.setEncoding('latin1').write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  let text = ''
  let wake = (): void => {}
  socket.on('data', (chunk: string) => {
    text += chunk
    wake()
  })
  const isHere = (index: number): boolean => {
    const at = text.indexOf(`X-Frame-Index: ${index}\r\n`)
    return at >= 0 && text.includes('\r\n--frame\r\n', at)
  }
  const read = async (index: number): Promise<void> => {
    while (!isHere(index)) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { viewer: await viewer, read }
}
