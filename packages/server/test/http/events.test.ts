import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type Camera, Cameras, type Control, type Source } from 'zoetrope'
import { EventReaders } from '../../src/events/event-readers.ts'
import { Journal } from '../../src/events/journal.ts'
import { deliverEvents, eventResponse } from '../../src/http/event-delivery.ts'
import type { App, ServeOptions } from '../../src/index.ts'
import { EventStream } from './event-streams.ts'
import { app, camera, Feed, get, problem, server } from './makers.ts'
import { ways } from './ways.ts'
import { Wire } from './wires.ts'

/** Follows events; leaves with the test. */
async function follow(of: App, path = '/events', init: RequestInit = {}): Promise<EventStream> {
  const stream = new EventStream(await get(of, path, init))
  onTestFinished(() => stream.close())
  return stream
}

/** What a stream tells next, without what is different each time. */
async function facts(stream: EventStream, count = 1): Promise<Record<string, unknown>[]> {
  const events = await stream.take(count)
  return events.map((told) => {
    const { id, at, since, ...rest } = told?.data ?? {}
    return rest
  })
}

/** Somebody comes to watch, and leaves. */
function visit(of: Camera): void {
  of.demand('viewer')()
}

/** A source with one control, which is set from outside. */
function adjustable(): { source: Source; set(value: number): void } {
  const listeners = new Set<(control: Control) => void>()
  const control = { name: 'brightness', label: 'Brightness', type: 'integer' } as const
  return {
    source: {
      async *open() {},
      controls: {
        list: async () => [],
        set: async () => [],
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
    },
    set: (value) => {
      for (const listener of listeners) listener({ ...control, value })
    },
  }
}

test('a stream begins with each camera as it is now, in the right wrapping', async () => {
  const of = app({ cameras: new Cameras([camera('desk'), camera('attic')]) })
  const response = await get(of, '/events')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  const stream = new EventStream(response)
  const [desk, attic] = await stream.take(2)
  expect(desk).toMatchObject({
    event: 'now',
    data: { camera: 'desk', state: 'idle', reason: null, count: 0, viewers: 0 },
  })
  expect(attic?.data['camera']).toBe('attic')
  await stream.close()
})

test('what happens is told as it happens; who reads it is no viewer', async () => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  const stream = await follow(of)
  await stream.take(1)
  expect([desk.viewers, desk.state]).toEqual([0, 'idle'])
  visit(desk)
  const told = await facts(stream, 4)
  await desk.close()
  expect([...told, ...(await facts(stream))]).toEqual([
    { type: 'watched', camera: 'desk' },
    { type: 'state', camera: 'desk', from: 'idle', to: 'starting', reason: null, count: 1 },
    { type: 'unwatched', camera: 'desk' },
    { type: 'state', camera: 'desk', from: 'starting', to: 'idle', reason: null, count: 2 },
    { type: 'state', camera: 'desk', from: 'idle', to: 'closed', reason: null, count: 3 },
  ])
})

test('a lost camera says why', async () => {
  const broken: Source = {
    open() {
      throw new Error('the cable\nis loose')
    },
  }
  const desk = camera('desk', broken)
  const stream = await follow(app({ cameras: new Cameras([desk]) }), '/events?types=state')
  const leave = desk.demand('viewer')
  const [starting, lost] = await facts(stream, 2)
  expect(starting).toMatchObject({ to: 'starting' })
  expect(lost).toMatchObject({ from: 'starting', to: 'lost', reason: 'the cable is loose' })
  leave()
})

test('a control that changes is told with its value', async () => {
  const { source, set } = adjustable()
  const of = app({ cameras: new Cameras([camera('desk', source)]) })
  const stream = await follow(of, '/events?types=control')
  set(12)
  expect(await facts(stream)).toEqual([
    { type: 'control', camera: 'desk', name: 'brightness', value: 12 },
  ])
})

test('cameras that come are followed, those that leave are not any more', async () => {
  const cameras = new Cameras()
  const of = app({ cameras })
  const stream = await follow(of)
  const desk = cameras.add(camera('desk'))
  visit(desk)
  cameras.remove('desk')
  await desk.close()
  cameras.add(camera('attic'))
  const told = await facts(stream, 6)
  expect(told.map(({ type, camera: name }) => `${type} ${name}`)).toEqual([
    ...['added desk', 'watched desk', 'state desk', 'unwatched desk'],
    ...['removed desk', 'added attic'],
  ])
})

test('the stream of one camera tells of no other', async () => {
  const [desk, attic] = [camera('desk'), camera('attic')]
  const of = app({ cameras: new Cameras([desk, attic]) })
  const stream = await follow(of, '/cameras/attic/events')
  for (const each of [desk, attic]) visit(each)
  const told = await facts(stream, 3)
  expect(told.map(({ camera: name }) => name)).toEqual(['attic', 'attic', 'attic'])
  expect(await problem(get(of, '/cameras/cellar/events'))).toMatchObject({ code: 'NO_SUCH_CAMERA' })
})

test('only the wanted kinds are told', async () => {
  const desk = camera('desk')
  const of = app({ cameras: new Cameras([desk]) })
  const stream = await follow(of, '/events?types=unwatched,now')
  visit(desk)
  expect((await facts(stream, 2)).map(({ type }) => type)).toEqual(['now', 'unwatched'])
})

test('a kind that there is not is refused with those there are', async () => {
  expect(await problem(get(app(), '/events?types=state,lost'))).toMatchObject({
    code: 'INVALID_PARAMETER',
    detail: expect.stringContaining('of now, state, watched, unwatched, control, added, removed'),
  })
})

test.each([
  ['the header', (id: string) => ['/events?types=state', { 'last-event-id': id }] as const],
  ['the parameter', (id: string) => [`/events?types=state&last_event_id=${id}`, {}] as const],
])('who comes back with %s gets what it missed', async (_name, ask) => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  const before = await follow(of, '/events?types=state')
  const release = desk.demand()
  expect(await facts(before)).toMatchObject([{ to: 'starting' }])
  await before.close()
  release()
  await desk.close()
  const [path, headers] = ask(before.place)
  const after = await follow(of, path, { headers })
  const told = await facts(after, 1)
  expect(told).toMatchObject([{ from: 'starting', count: 2 }])
})

test('who leaves before anything happened knows its place, and misses nothing', async () => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  const before = await follow(of)
  await before.take(1)
  const waiting = before.next()
  while (before.place === '') await Promise.resolve()
  await before.close()
  await waiting
  desk.demand()()
  const headers = { 'last-event-id': before.place }
  const after = await follow(of, '/events?types=state', { headers })
  expect(await facts(after)).toMatchObject([{ to: 'starting', count: 1 }])
})

test('who comes back to another life of the server is told so, then gets what is new', async () => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  desk.demand()()
  const headers = { 'last-event-id': 'c0ffee00-7' }
  const stream = await follow(of, '/events', { headers })
  const [now, gap, missed] = await facts(stream, 3)
  expect(now).toMatchObject({ type: 'now', state: 'starting' })
  expect(gap).toEqual({ type: 'gap', reason: 'unknown', missed: null })
  expect(missed).toMatchObject({ type: 'state', to: 'starting' })
})

test('HEAD gives the headers and holds nothing', async () => {
  const of = app()
  const response = await get(of, '/events', { method: 'HEAD' })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(await (await get(of, '/server')).json()).toMatchObject({ events: { readers: 0 } })
})

test('no more than 500 may follow; one that leaves makes room', async () => {
  const of = app()
  const readers = await Promise.all(Array.from({ length: 500 }, () => get(of, '/events')))
  expect(await problem(get(of, '/events'))).toMatchObject({ code: 'TOO_MANY_READERS', status: 503 })
  await readers[0]?.body?.cancel()
  expect((await get(of, '/events')).status).toBe(200)
  of.close()
})

test('a reader whose request is aborted is gone', async () => {
  const of = app()
  const leaving = new AbortController()
  await get(of, '/events', { signal: leaving.signal })
  leaving.abort()
  expect(await (await get(of, '/server')).json()).toMatchObject({ events: { readers: 0 } })
})

test('after the close of an app its cameras do not know it any more', async () => {
  const desk = camera('desk', new Feed())
  const of = app({ cameras: new Cameras([desk]) })
  of.close()
  desk.demand()()
  expect(of.journal.next).toBe(1)
  of.close()
})

test.each(ways)('over %s events come at once; the end of all comes last', async (_name, way) => {
  const desk = camera('desk', new Feed())
  const options: Partial<ServeOptions> = { cameras: new Cameras([desk]) }
  const { server: made, ask } = await way(options)
  const wire = ask('/events')
  await wire.until((text) => text.includes('event: now'))
  const release = desk.demand()
  await wire.until((text) => text.includes('"to":"starting"'))
  release()
  await made.close()
  expect(await wire.over()).toContain('"to":"closed"')
  expect(wire.fate).toBe('end')
})

test('a reader that breaks off is gone from the server', async () => {
  const { port, url } = await server()
  const wire = new Wire(port).ask('GET /events HTTP/1.1', 'Host: localhost')
  await wire.until((text) => text.includes('event: now'))
  const readers = async (): Promise<number> =>
    (await (await fetch(`${url}server`)).json()).events.readers
  expect(await readers()).toBe(1)
  await wire.cut()
  await expect.poll(readers).toBe(0)
})

/** A journal that one reader follows over a connection which it does not read from. */
async function stuckReader(options: { keepAlive?: number; stallTimeout?: number } = {}) {
  const journal = new Journal({ characters: 2 ** 24 })
  const readers = new EventReaders(journal, options)
  let waiting = (): number => 0
  const listening = createServer((_, outgoing) => {
    waiting = () => outgoing.writableLength
    deliverEvents(eventResponse(readers.open({ wants: () => true })), outgoing)
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void listening.close())
  const { port } = listening.address() as AddressInfo // listens on TCP, so it is not a path
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(socket, 'readable')
  const fill = async (entries: number): Promise<void> => {
    const value = 'x'.repeat(500)
    for (let count = 0; count < entries; count += 1) {
      journal.add({ type: 'control', camera: 'desk', name: 'text', value })
      if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { journal, readers, socket, fill, waiting: () => waiting() }
}

test('for a reader that takes nothing one piece waits, whatever happens; then it hears of the gap', async () => {
  const { readers, socket, fill, waiting } = await stuckReader()
  await fill(20_000)
  const before = waiting()
  expect(before).toBeGreaterThan(0)
  await fill(20_000)
  expect(waiting()).toBe(before)
  expect(before).toBeLessThan(80_000)
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text
  })
  while (!received.includes('event: gap')) await once(socket, 'data')
  expect(received).toMatch(/"reason":"forgotten","missed":\d{4,5}}/)
  readers.close()
})

test('a reader that takes nothing for too long is cut off and counted', async () => {
  const { readers, socket, fill } = await stuckReader({ keepAlive: 10, stallTimeout: 30 })
  await fill(20_000)
  while (readers.stalled === 0) await new Promise((resolve) => setImmediate(resolve))
  expect(readers.size).toBe(0)
  const closed = once(socket, 'close')
  socket.on('error', () => {}).resume()
  await closed
})
