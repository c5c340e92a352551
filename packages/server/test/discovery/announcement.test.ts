/**
 * A server tells a real network of itself, that of the loopback, and somebody else's program listens.
 *
 * @module
 */
import { createSocket, type Socket } from 'node:dgram'
import { on, once } from 'node:events'
import { networkInterfaces } from 'node:os'
import fc from 'fast-check'
import multicastDns from 'multicast-dns'
import { describe, expect, type TestContext, test } from 'vitest'
import { Announcement, type AnnouncementOptions } from '../../src/discovery/announcement.ts'
import { type Offer, offersOf } from '../../src/discovery/offer.ts'
import { Browser, hasBrowser } from './browser.ts'

const LOOPBACK = '127.0.0.1'
const GROUP = '224.0.0.251'

/** A log that can be waited for. */
function listeningLog() {
  const said: string[] = []
  const waiting = new Set<() => void>()
  const say = (facts: Readonly<Record<string, unknown>>, text: string): void => {
    said.push(`${text} ${JSON.stringify(facts)}`)
    for (const wake of waiting) wake()
    waiting.clear()
  }
  return {
    log: { debug: say, info: say, warn: say, error: say },
    said,
    async heard(text: string): Promise<string> {
      for (;;) {
        const found = said.find((line) => line.includes(text))
        if (found) return found
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
  }
}

/** Announces cameras of that name until the test ends, which is told apart from those beside it. */
function announce(
  { onTestFinished }: TestContext,
  name: string,
  more: Partial<AnnouncementOptions> = {},
) {
  const { log, heard, said } = listeningLog()
  const place = { port: 8080, basePath: '/', isTls: false, cameras: ['front', 'back'] }
  const offers = (called: string): Offer[] => offersOf(called, place)
  const announcement = new Announcement({ name, host: LOOPBACK, log, offers, ...more })
  onTestFinished(() => announcement.close())
  return { announcement, heard, said }
}

/** A name that no other test, and no other server, has. */
function freshName(): string {
  return `Test ${process.pid} ${Math.random().toString(36).slice(2, 8)}`
}

describe.skipIf(!hasBrowser()).concurrent('a browser of services', () => {
  test('lists the page and every camera, with its paths and an address', async (context) => {
    const name = freshName()
    const browser = await Browser.at(context, { address: LOOPBACK, about: name })
    announce(context, name)
    const [page, front] = await browser.seen(name, `front (${name})`, `back (${name})`)
    const host = `${name.toLowerCase().replaceAll(' ', '-')}.local.`
    const there = { host, port: 8080, addresses: [LOOPBACK] }
    expect(page).toMatchObject({ ...there, kind: '_http._tcp.local.', txt: { path: '/' } })
    expect(front).toMatchObject({ ...there, kind: '_mjpeg._tcp.local.' })
    expect(front?.txt).toEqual({
      txtvers: '1',
      name: 'front',
      path: '/cameras/front/stream',
      snapshot: '/cameras/front/snapshot.jpg',
      scheme: 'http',
    })
  })

  test('that comes later is answered', async (context) => {
    const name = freshName()
    const { heard } = announce(context, name)
    await heard('announced')
    const browser = await Browser.at(context, { address: LOOPBACK, about: name })
    expect(await browser.seen(name, `front (${name})`, `back (${name})`)).toHaveLength(3)
  })

  test('sees everything go when the announcement is closed', async (context) => {
    const name = freshName()
    const browser = await Browser.at(context, { address: LOOPBACK, about: name })
    const { announcement } = announce(context, name)
    await browser.seen(name, `front (${name})`, `back (${name})`)
    await announcement.close()
    await browser.gone(name, `front (${name})`, `back (${name})`)
  })

  test('sees a camera come, and another go', async (context) => {
    const name = freshName()
    const browser = await Browser.at(context, { address: LOOPBACK, about: name })
    const cameras = ['one']
    const { announcement } = announce(context, name, {
      offers: (called) => offersOf(called, { port: 1, basePath: '/', isTls: false, cameras }),
    })
    await browser.seen(`one (${name})`)
    cameras.splice(0, 1, 'two')
    announcement.refresh()
    await browser.seen(`two (${name})`)
    await browser.gone(`one (${name})`)
  })

  test('sees two servers of one name under two names', async (context) => {
    const name = freshName()
    const browser = await Browser.at(context, { address: LOOPBACK, about: name })
    const first = announce(context, name)
    await first.heard('announced')
    const place = { port: 9090, basePath: '/', isTls: false, cameras: ['front'] }
    const second = announce(context, name, { offers: (called) => offersOf(called, place) })
    const line = await second.heard('the name was taken')
    expect(line).toContain(`${name} 2`)
    const [kept, other] = await browser.seen(name, `${name} 2`)
    expect([kept?.port, other?.port]).toEqual([8080, 9090])
    expect(other?.host).toBe(`${name.toLowerCase().replaceAll(' ', '-')}-2.local.`)
  })

  test('sees both of two servers that asked for one name at once', async (context) => {
    const name = freshName()
    const browser = await Browser.at(context, { address: LOOPBACK, about: name })
    for (const port of [1001, 1002]) {
      const place = { port, basePath: '/', isTls: false, cameras: [] }
      announce(context, name, { offers: (called) => offersOf(called, place) })
    }
    const both = await browser.seen(name, `${name} 2`)
    expect(both.map(({ port }) => port).sort()).toEqual([1001, 1002])
  }, 20_000)
})

test.concurrent('what is taken while it stands is asked for again, and given up', async (context) => {
  const name = freshName()
  const { heard } = announce(context, name)
  await heard('announced')
  const other = multicastDns({ interface: LOOPBACK, bind: '0.0.0.0' })
  context.onTestFinished(() => new Promise<void>((resolve) => other.destroy(resolve)))
  const record = { name: `${name}._http._tcp.local`, type: 'SRV' as const }
  const srv = { ...record, ttl: 120, data: { port: 7, target: 'elsewhere.local' } }
  other.on('query', ({ questions }) => {
    if (questions?.some((question) => question.name === srv.name)) other.respond([srv])
  })
  other.respond([srv])
  expect(await heard('the name was taken')).toContain(`${name} 2`)
})

test.concurrent('who asks from another port is answered alone', async (context) => {
  const name = freshName()
  const { heard } = announce(context, name)
  await heard('announced')
  const asker = await socket(context)
  asker.setMulticastInterface(LOOPBACK)
  asker.send(question(0x1234, `${name}._http._tcp.local`), 5353, GROUP)
  const [answer] = await once(asker, 'message')
  expect(answer.readUInt16BE(0)).toBe(0x1234)
  expect(answer.toString('latin1')).toContain('path=/')
})

// By itself: it would keep the browsers of the other tests busy.
test('what is no packet of the DNS does no harm', async (context) => {
  const name = freshName()
  const { heard } = announce(context, name)
  await heard('announced')
  const asker = await socket(context)
  asker.setMulticastInterface(LOOPBACK)
  const good = question(8, `${name}._http._tcp.local`)
  for (const cut of [0, 1, 11, 13, good.length - 1]) asker.send(good.subarray(0, cut), 5353, GROUP)
  asker.send(Buffer.alloc(1400, 0xc0), 5353, GROUP)
  // Asked for something of ours, and for anything else besides, it answers by what it cannot read.
  for (const rest of fc.sample(fc.uint8Array({ minLength: 5, maxLength: 40 }), 50)) {
    asker.send(twoQuestions(good, rest), 5353, GROUP)
  }
  asker.send(question(9, `${name}._http._tcp.local`), 5353, GROUP)
  expect(await numbered(asker, 9)).toContain('path=/')
})

test.concurrent('without a network it says so, and begins when there is one', async (context) => {
  const interfaces = { ...networkInterfaces() }
  let isUp = false
  const { heard, announcement } = announce(context, freshName(), {
    interfaces: () => (isUp ? interfaces : {}),
  })
  await heard('there is no network')
  isUp = true
  announcement.refresh()
  expect(await heard('announced {')).toContain('"services":3')
})

test('closed twice, before it has begun, it leaves no socket', async (context) => {
  await expect.poll(sockets).toBe(0)
  const { announcement } = announce(context, freshName())
  await Promise.all([announcement.close(), announcement.close()])
  expect(announcement.name).toBeUndefined()
  await expect.poll(sockets).toBe(0)
})

test('closed while it stands it leaves no socket', async (context) => {
  await expect.poll(sockets).toBe(0)
  const { announcement, heard } = announce(context, freshName())
  await heard('announced')
  expect(sockets()).toBe(1)
  await announcement.close()
  expect(announcement.name).toBeUndefined()
  await expect.poll(sockets).toBe(0)
})

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length
}

async function socket({ onTestFinished }: TestContext): Promise<Socket> {
  const made = createSocket('udp4')
  onTestFinished(() => void made.close())
  made.bind(0)
  await once(made, 'listening')
  return made
}

/** The answer to the question of that number. */
async function numbered(asker: Socket, id: number): Promise<string> {
  for await (const [answer] of on(asker, 'message')) {
    if (answer.readUInt16BE(0) === id) return answer.toString('latin1')
  }
  throw new Error('Expected an answer')
}

/** A packet with a second question: a label of these bytes, and what is left as type and class. */
function twoQuestions(packet: Buffer, bytes: Uint8Array): Buffer {
  const label = bytes.subarray(4)
  const name = Buffer.concat([Buffer.from([label.length]), label, Buffer.from([0])])
  const both = Buffer.concat([packet, name, bytes.subarray(0, 4)])
  both.writeUInt16BE(2, 4)
  return both
}

/** A question for everything of a name, byte by byte. */
function question(id: number, name: string): Buffer {
  const labels = name
    .split('.')
    .map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1'))
  const head = Buffer.from([id >> 8, id & 255, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, 255, 0, 1])])
}
