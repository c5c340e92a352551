import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { endianness } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { Congestion } from '../../src/node/congestion.ts'
import { type Kernel, kernel } from '../../src/node/kernel.ts'
import { TcpPath } from '../../src/node/tcp-path.ts'

const known = kernel()

/** The server's side of a connection on this machine, its descriptor, and the other side. */
async function pair(): Promise<{ near: Socket; fd: number; far: Socket }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const far = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [near] = (await once(server, 'connection')) as [Socket]
  onTestFinished(() => {
    far.destroy()
    near.destroy()
    server.close()
  })
  return { near, far, fd: Reflect.get(Reflect.get(near, '_handle'), 'fd') }
}

test('the fields lie where linux/tcp.h has them', () => {
  const path = new TcpPath()
  const view = new DataView(path.info.buffer)
  const isLittle = endianness() === 'LE'
  const words = { 16: 1448, 28: 3, 56: 7, 68: 12_500, 100: 4, 144: 99, 148: 10_000, 156: 500 }
  for (const [offset, value] of Object.entries(words)) {
    view.setUint32(Number(offset), value, isLittle)
  }
  view.setBigUint64(160, 250_000n, isLittle)
  view.setUint8(7, 1)
  const { held, silence, roundTrip, retransmitted, unsent, minRoundTrip, segments } = path
  expect({ held, silence, roundTrip, retransmitted, unsent, minRoundTrip, segments }).toEqual({
    held: 3 * 1448,
    silence: 7,
    roundTrip: 12.5,
    retransmitted: 4,
    unsent: 99,
    minRoundTrip: 10,
    segments: 500,
  })
  expect([path.rate, path.isIdleRate]).toEqual([250_000, true])
})

test('a shortest round trip that was never measured is 0', () => {
  const path = new TcpPath()
  path.info.fill(0xff, 148, 152)
  expect(path.minRoundTrip).toBe(0)
})

test.skipIf(!known)('what a stalled reader leaves is queued', async () => {
  if (!known) return
  const { far, fd } = await pair()
  far.pause()
  const frame = new Uint8Array(100_000)
  let sent = 0
  for (let taken = 1; taken > 0; sent += Math.max(0, taken)) taken = known.send(fd, frame)
  expect(sent).toBeGreaterThan(100_000)
  expect(known.queued(fd)).toBeGreaterThan(0)
  expect(known.queued(fd)).toBeLessThanOrEqual(sent)
  const path = new TcpPath()
  expect(known.tcpInfo(fd, path.info)).toBe(0)
  expect(path.segments).toBeGreaterThan(0)
  expect(path.roundTrip).toBeGreaterThan(0)
})

test.skipIf(!known)('what is no socket is refused by its number', () => {
  expect(known?.queued(-1)).toBeLessThan(0)
  expect(known?.send(-1, new Uint8Array(1))).toBeLessThan(0)
  expect(known?.tcpInfo(-1, new Uint8Array(168))).toBeLessThan(0)
  expect(known?.congestion(-1)).toBe('')
})

test.skipIf(!known)('the congestion control is read and chosen by its name', async () => {
  const { fd } = await pair()
  expect(known?.congestion(fd)).toMatch(/^[a-z]+$/)
  expect(known?.setCongestion(fd, 'reno')).toBe(0)
  expect(known?.congestion(fd)).toBe('reno')
  expect(known?.setCongestion(fd, 'there-is-none')).toBeLessThan(0)
  expect(known?.congestion(fd)).toBe('reno')
})

/** A kernel whose sockets all use the control that was set last. */
function machine(own: string): { kernel: Kernel; control: () => string } {
  let control = own
  const set = (name: string): number => {
    control = name
    return 0
  }
  const kernel = {
    ...{ queued: () => 0, tcpInfo: () => 0, send: () => 0, tune: () => 0 },
    congestion: () => control,
    setCongestion: (_: number, name: string) => set(name),
  }
  return { kernel, control: () => control }
}

const losses = (segments: number, retransmitted: number, roundTrip = 50) => ({
  ...{ segments, retransmitted, roundTrip, minRoundTrip: 50 },
})

test('cubic stands in for bbr as long as nothing is lost', () => {
  const { kernel, control } = machine('bbr')
  const congestion = new Congestion(kernel, 3)
  for (let segments = 0; segments < 10_000; segments += 100) congestion.heed(losses(segments, 1))
  expect(control()).toBe('cubic')
})

test('a connection that loses packets while none wait goes back to bbr, once', () => {
  const { kernel, control } = machine('bbr')
  const congestion = new Congestion(kernel, 3)
  for (const segments of [499, 500, 1000, 1500]) congestion.heed(losses(segments, segments / 250))
  expect(control()).toBe('cubic')
  congestion.heed(losses(2000, 8))
  expect(control()).toBe('bbr')
})

test('what is lost because the link is full is no reason', () => {
  const { kernel, control } = machine('bbr')
  const congestion = new Congestion(kernel, 3)
  for (let n = 1; n < 9; n++) congestion.heed(losses(600 * n, 40 * n, 90))
  expect(control()).toBe('cubic')
})

test('what the start of a connection loses is no reason either', () => {
  const { kernel, control } = machine('bbr')
  const congestion = new Congestion(kernel, 3)
  for (let n = 1; n < 9; n++) congestion.heed(losses(600 * n, Math.min(n, 2) * 40))
  expect(control()).toBe('cubic')
})

test('any other control stays', () => {
  const { kernel, control } = machine('reno')
  const congestion = new Congestion(kernel, 3)
  for (let n = 1; n < 9; n++) congestion.heed(losses(600 * n, 40 * n))
  expect(control()).toBe('reno')
})
