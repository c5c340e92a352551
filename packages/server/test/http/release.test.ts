/** What an abrupt end of a viewer leaves behind, in whatever state it comes: nothing. @module */
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { type Broadcast, type Camera, Cameras } from 'zoetrope'
import { kernelAbsence } from 'zoetrope/node'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { camera, diary, type Entry, Feed } from './makers.ts'
import { type Reached, type Way, ways } from './ways.ts'
import { dissect, indices, viewers, type Wire } from './wires.ts'

/** More than the buffers of a connection take. */
const LARGE = 12_000_000
const PASSED_BY = 300

interface Stage extends Reached {
  readonly desk: Camera
  readonly feed: Feed
  /** Waits for an entry of the log. */
  readonly told: (text: string) => Promise<Entry>
  readonly listeners: () => number
}

async function stage(way: Way, options: { stallTimeout?: number } = {}): Promise<Stage> {
  const feed = new Feed()
  const desk = camera('desk', feed, { ring: { capacity: 1 } })
  const listeners = countListeners(desk.broadcast)
  const { log, comes: told } = diary()
  const reached = await way({ cameras: new Cameras([desk]), log, ...options })
  return { ...reached, desk, feed, told, listeners }
}

/** Counts who listens to the pulse, from now on. */
function countListeners(broadcast: Broadcast): () => number {
  const listening = new Set<symbol>()
  const onPulse = broadcast.onPulse.bind(broadcast)
  broadcast.onPulse = (listener) => {
    const token = Symbol()
    listening.add(token)
    const cancel = onPulse(listener)
    return () => {
      listening.delete(token)
      cancel()
    }
  }
  return () => listening.size
}

/** How many sockets and timers keep this process alive. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = { Timeout: 0, TCPSocketWrap: 0, PipeWrap: 0 }
  for (const name of process.getActiveResourcesInfo()) {
    if (name in counts) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

function isBelow(counts: Record<string, number>, limits: Record<string, number>): boolean {
  return Object.entries(counts).every(([name, count]) => count <= (limits[name] ?? 0))
}

/** Lets everything happen that is about to. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function destroyed({ socket }: Wire): Promise<void> {
  socket.destroy()
  if (!socket.closed) await once(socket, 'close')
}

/** Gives frames, one a turn. */
async function publish({ feed, desk }: Stage, count: number, bytes = 0): Promise<void> {
  const end = desk.broadcast.published + count
  for (let n = 0; n < count; n++) {
    feed.give(tinyJpeg({ bytes }))
    while (desk.broadcast.published < end - count + n + 1) await turn()
  }
}

/** A viewer whose stream has begun. */
async function opened({ ask }: Stage): Promise<Wire> {
  const viewer = ask('/stream')
  await viewer.until((received) => received.includes('\r\n\r\n'))
  return viewer
}

/** Takes one frame, then nothing of the next, which is large. */
async function stall(on: Stage): Promise<Wire> {
  const viewer = await opened(on)
  await publish(on, 1)
  await viewer.parts(1)
  viewer.socket.pause()
  await publish(on, 1, LARGE)
  return viewer
}

/** How a viewer comes into some state, and by what it can be seen afterwards that it was in it. */
interface State {
  bring(on: Stage): Promise<Wire>
  wasIn(got: { sent: number; dropped: number }): boolean
}

const states: Readonly<Record<string, State>> = {
  'before the first frame': {
    bring: (on) => opened(on),
    wasIn: ({ sent }) => sent === 0,
  },
  'between two frames': {
    async bring(on) {
      const viewer = await opened(on)
      await publish(on, 3)
      await viewer.until((received) => indices(received).includes(2))
      return viewer
    },
    wasIn: ({ sent, dropped }) => sent >= 1 && sent + dropped === 3,
  },
  'in the middle of a frame that it does not take': {
    async bring(on) {
      const viewer = await stall(on)
      await publish(on, 5)
      return viewer
    },
    wasIn: ({ sent, dropped }) => sent === 2 && dropped >= 4,
  },
}

const held: Readonly<Record<string, State>> = {
  'while the pacer holds the next frame back': {
    async bring(on) {
      const viewer = await opened(on)
      viewer.socket.pause()
      await publish(on, 100, 20_000)
      return viewer
    },
    // The socket takes megabytes before it is full.
    wasIn: ({ sent, dropped }) => sent >= 1 && sent < 50 && dropped >= 50,
  },
}

describe.each(ways)('over %s', (_name, way, { transport, isTcp }) => {
  const isHeld = isTcp && kernelAbsence() === undefined
  test.each(Object.entries(isHeld ? { ...states, ...held } : states))(
    'an abrupt end %s releases socket, timers, listeners and camera',
    async (_, { bring, wasIn }) => {
      const on = await stage(way)
      const [before, listeners] = [resources(), on.listeners()]
      const viewer = await bring(on)
      expect(on.desk.viewers).toBe(1)
      expect(on.listeners()).toBeGreaterThan(listeners)
      expect(isBelow(resources(), before)).toBe(false)
      if (transport === 'tcp') await viewer.cut()
      else await destroyed(viewer)
      await viewers(on.desk, 0)
      const { sent, dropped } = (await on.told('viewer left')).facts
      const got = { sent: Number(sent), dropped: Number(dropped) }
      expect(got).toSatisfy(wasIn)
      expect(on.listeners()).toBe(listeners)
      while (on.desk.state !== 'idle' || !isBelow(resources(), before)) await turn()
      const wire = on.ask('/viewers')
      await wire.until((received) => dissect(received).body.trimEnd().endsWith('}'))
      expect(JSON.parse(dissect(wire.received).body)).toMatchObject({ viewers: [] })
    },
  )

  test('one that wakes gets the rest of its frame, then the newest of hundreds', async () => {
    const on = await stage(way)
    const viewer = await stall(on)
    await publish(on, PASSED_BY)
    viewer.socket.resume()
    const newest = 1 + PASSED_BY
    // Not all that came is looked through for every piece of the large frame.
    const later = (received: string): number[] =>
      received.length > LARGE ? indices(received.slice(LARGE)) : []
    await viewer.until((received) => later(received).includes(newest))
    await publish(on, 1)
    await viewer.until((received) => later(received).includes(newest + 1))
    expect(indices(viewer.received)).toEqual([0, 1, newest, newest + 1])
  })
})

/** Plain HTTP, where frames go past Node. */
const plain: Way = (options) => {
  const [, way] = ways[0] ?? []
  if (!way) throw new Error('Expected a way')
  return way(options)
}

test('a viewer that takes nothing is ended after the time that the operator chose', async () => {
  const on = await stage(plain, { stallTimeout: 1000 })
  const viewer = await stall(on)
  await on.told('viewer left')
  viewer.socket.resume()
  await viewer.over()
  expect(viewer.received.length).toBeLessThan(LARGE)
})

// Where there is no koffi, Node holds what it was given until all of it is out.
test.skipIf(kernelAbsence() !== undefined)(
  'one that takes nothing holds no frame that others share',
  async () => {
    const on = await stage(plain)
    await stall(on)
    const frame = new WeakRef(on.desk.broadcast.newest?.bytes.buffer ?? {})
    await publish(on, 1)
    // The latest that was sent may be remembered, once for all viewers.
    const healthy = await opened(on)
    await publish(on, 20)
    await healthy.until((received) => indices(received).includes(22))
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    while (frame.deref()) {
      await turn()
      collect()
    }
    expect(on.desk.viewers).toBe(2)
  },
)
