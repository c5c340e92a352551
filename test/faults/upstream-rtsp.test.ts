import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { descendants } from '../../packages/zoetrope/test/node/children.ts'
import { hasRtspServer, rtspCamera } from '../../packages/zoetrope/test/node/rtsp-server.ts'
import { needs } from '../needs.ts'
import { LONG, report, type Watched, watch } from './upstream.ts'

const ways = LONG ? (['tcp', 'udp'] as const) : (['udp'] as const)

/** Frames until the camera has been live for long enough that its rhythm is known. */
async function settle({ change, next }: Watched): Promise<void> {
  await change('live')
  for (let n = 0; n < 12; n++) await next()
}

/** Live again, with new frames for the viewer who stayed. */
async function recovered(watched: Watched, fault: string, reason: string): Promise<void> {
  const back = performance.now()
  await watched.change('live')
  report(fault, reason, performance.now() - back)
  await watched.next()
  expect(watched.camera.viewers).toBe(1)
}

function ffmpegs(): number {
  return descendants().filter(({ command }) => command.includes('ffmpeg')).length
}

/** A way to an RTSP camera on which its UDP datagrams are lost. */
async function withoutUdp(port: number): Promise<number> {
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.on('data', (chunk) => {
      // The camera sends them to ports at which nobody listens.
      const text = chunk.toString('latin1').replace(/client_port=\d+-\d+/, 'client_port=9-10')
      far.write(text, 'latin1')
    })
    far.on('data', (chunk) => near.write(chunk))
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  return (proxy.address() as AddressInfo).port // TCP, so never a string
}

describe.skipIf(!needs('ffmpeg') || !hasRtspServer())('an RTSP camera that', () => {
  test.each(ways)(
    'sends no more over %s, but keeps the connection: is opened again',
    async (way) => {
      const server = await rtspCamera()
      const watched = await watch(`rtsp://${server.host}/h264?rtsp_transport=${way}`)
      await settle(watched)
      server.freeze()
      const { reason } = await watched.change('stalled')
      expect(reason).toMatch(/^no frame for [\d.]+ s$/)
      server.thaw()
      await recovered(watched, `RTSP over ${way}, frozen`, String(reason))
      await watched.camera.close()
      expect(ffmpegs()).toBe(0)
    },
  )

  test.each(LONG ? ['h264', 'jpeg', 'thrifty'] : ['h264'])(
    'is switched off and on again: /%s is live again',
    async (path) => {
      const server = await rtspCamera()
      const watched = await watch(`rtsp://${server.host}/${path}`)
      await settle(watched)
      await server.kill()
      await watched.told(/Connection refused; is it on, the port right\?$/)
      expect(watched.camera.state).toBe('lost')
      await rtspCamera(`port=${server.port}`)
      await recovered(watched, `RTSP, killed and back, /${path}`, String(watched.camera.reason))
      await watched.camera.close()
      expect(ffmpegs()).toBe(0)
    },
  )

  // ffmpeg waits 5 s for an answer.
  test.each(LONG ? ['accepts and never answers'] : [])('%s: is told so', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo // TCP, so never a string
    const { change } = await watch(`rtsp://127.0.0.1:${port}/x`)
    expect((await change('lost')).reason).toMatch(/did not answer in time, or speaks no RTSP$/)
  })

  test('refuses the password: says so, without it', async () => {
    const server = await rtspCamera('locked')
    const { change, camera } = await watch(`rtsp://eye:wr0ng@${server.host}/jpeg`)
    const { reason } = await change('lost')
    expect(reason).toMatch(/401 Unauthorized.*; are the user and the password in its URL right\?$/)
    expect(reason).not.toContain('wr0ng')
    await camera.close()
    expect(ffmpegs()).toBe(0)
  })

  test('has another path: says so', async () => {
    const server = await rtspCamera()
    const { change } = await watch(`rtsp://${server.host}/stream9`)
    expect((await change('lost')).reason).toMatch(/404 Not Found; is the path in its URL right\?$/)
  })

  test('refuses UDP: is read over TCP, though UDP was wished for', async () => {
    const server = await rtspCamera('tcp')
    const watched = await watch(`rtsp://${server.host}/h264?rtsp_transport=udp`)
    await settle(watched)
  })

  // ffmpeg waits 5 s for the first datagram.
  const firewall = 'is behind a firewall that lets no UDP through'
  test.each(LONG ? [firewall] : [])('%s: is read over TCP', async () => {
    const server = await rtspCamera()
    const port = await withoutUdp(server.port)
    const began = performance.now()
    const watched = await watch(`rtsp://127.0.0.1:${port}/h264?rtsp_transport=udp`)
    await settle(watched)
    report('RTSP, UDP blocked, first frame', 'by TCP', performance.now() - began)
  })
})
