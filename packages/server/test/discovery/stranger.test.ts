/**
 * Strangers in the network, who ask what nobody asks, and as often as they can.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { on, once } from 'node:events'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Announcement } from '../../src/discovery/announcement.ts'
import { type Offer, offersOf } from '../../src/discovery/offer.ts'

const LOOPBACK = '127.0.0.1'
const GROUP = '224.0.0.251'
const MDNS = 5353

/** Debian's: another Python on the PATH may not be allowed what this one is. */
const PYTHON = '/usr/bin/python3'

/** Sends one question from a port that no ordinary program has. */
const FORGER = `
import socket, struct, sys
payload = bytes.fromhex(sys.argv[1])
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
raw.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('${LOOPBACK}'))
head = struct.pack('!HHHH', 0, ${MDNS}, 8 + len(payload), 0)
raw.sendto(head + payload, ('${GROUP}', 0))
`

function canForge(): boolean {
  const open = 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)'
  if (spawnSync(PYTHON, ['-c', open]).status === 0) return true
  console.warn(
    'skipped: raw sockets need root and Python; apt-get install python3, and run as root',
  )
  return false
}

/** Announces cameras on the loopback; resolves when that stands. */
async function announced(cameras: readonly string[] = ['front']): Promise<string> {
  const name = `Test ${process.pid} ${Math.random().toString(36).slice(2, 8)}`
  const place = { port: 8080, basePath: '/', isTls: false, cameras }
  const offers = (called: string): Offer[] => offersOf(called, place)
  let stands = (): void => {}
  const standing = new Promise<void>((resolve) => {
    stands = resolve
  })
  const ignore = (): void => {}
  const log = { debug: ignore, info: () => stands(), warn: ignore, error: ignore }
  const announcement = new Announcement({ name, host: LOOPBACK, log, offers })
  onTestFinished(() => announcement.close())
  await standing
  return name
}

/** A socket on a port, or on any. */
async function socket(port = 0): Promise<Socket> {
  const made = createSocket({ type: 'udp4', reuseAddr: true })
  onTestFinished(() => void made.close())
  made.bind(port)
  await once(made, 'listening')
  made.setMulticastInterface(LOOPBACK)
  if (port === MDNS) made.addMembership(GROUP, LOOPBACK)
  return made
}

/** A query, byte by byte. Every question is for everything of a name. */
function query(id: number, ...names: readonly string[]): Buffer {
  const head = Buffer.from([id >> 8, id & 255, 0, 0, names.length >> 8, names.length & 255])
  const questions = names.map((name) => Buffer.concat([encoded(name), Buffer.from([0, 255, 0, 1])]))
  return Buffer.concat([head, Buffer.alloc(6), ...questions])
}

function encoded(name: string): Buffer {
  const labels = name.split('.').map((label) => `${String.fromCharCode(label.length)}${label}`)
  return Buffer.from(`${labels.join('')}\0`, 'latin1')
}

/** The answers about one service until one about another comes; statements bring nothing along. */
async function answersUntil(asker: Socket, about: string, last: string): Promise<string[]> {
  const found: string[] = []
  for await (const [packet] of on(asker, 'message')) {
    const text: string = packet.toString('latin1')
    const isAnswer = (packet[2] & 0x80) !== 0 && packet.readUInt16BE(10) > 0
    if (isAnswer && text.includes(about)) found.push(text)
    if (isAnswer && text.includes(last)) return found
  }
  throw new Error('Expected an answer')
}

describe.skipIf(!canForge())('a question from port 0', () => {
  test('ends nothing', async () => {
    const name = await announced()
    const asked = query(7, `${name}._http._tcp.local`)
    expect(spawnSync(PYTHON, ['-c', FORGER, asked.toString('hex')]).status).toBe(0)
    const asker = await socket()
    asker.send(query(8, `${name}._http._tcp.local`), MDNS, GROUP)
    const [answer] = await once(asker, 'message')
    expect(answer.readUInt16BE(0)).toBe(8)
  })
})

test('a question that is asked without end is not answered without end', async () => {
  const name = await announced()
  const asker = await socket(MDNS)
  const answers = answersUntil(asker, `front (${name})\x06_mjpeg`, `${name}\x05_http`)
  for (let count = 0; count < 100; count += 1) {
    asker.send(query(0, `front (${name})._mjpeg._tcp.local`), MDNS, GROUP)
  }
  asker.send(query(0, `${name}._http._tcp.local`), MDNS, GROUP)
  // Once for every second that this takes.
  expect((await answers).length).toBeLessThan(10)
})

test('who is answered alone hears only what is answered, however much was asked', async () => {
  const name = await announced()
  const asker = await socket()
  const service = `${name}._http._tcp.local`
  const others = Array.from({ length: 60 }, (_, number) => `other-${number}.local`)
  const asked = query(9, ...others, ...Array<string>(10).fill(service))
  asker.send(asked, MDNS, GROUP)
  const [answer] = await once(asker, 'message')
  expect(answer.readUInt16BE(0)).toBe(9)
  expect(answer.readUInt16BE(4)).toBe(4)
  expect(answer.toString('latin1')).not.toContain('other-')
  expect(answer.length).toBeLessThan(asked.length)
})
