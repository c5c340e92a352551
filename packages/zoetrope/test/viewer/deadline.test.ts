import { expect, onTestFinished, test, vi } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Connection } from '../../src/viewer/connection.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { simulateTime } from '../handler/model-way.ts'
import { ModelLink } from './model-link.ts'

/** A viewer over a link that tells nothing of what is under way, as without koffi, and in simulated time. */
function watched(room: number) {
  simulateTime()
  onTestFinished(() => void vi.useRealTimers())
  const broadcast = new Broadcast()
  const link = new ModelLink(room)
  const connection = new Connection(link, writePacer)
  connection.add(new Viewer(broadcast))
  return { broadcast, link, connection }
}

test('a viewer whose link is always busy, but takes frame after frame, is let be', () => {
  const { broadcast, link, connection } = watched(1)
  for (let second = 0; second < 180; second++) {
    broadcast.publish(tinyJpeg())
    vi.advanceTimersByTime(1000)
    link.drain()
    expect(connection.busy).toBe(true)
  }
  expect(link.destroyed).toBe(0)
  connection.close()
})

test('a viewer that takes nothing for a minute is cut off', () => {
  const { broadcast, link, connection } = watched(1)
  for (let second = 0; second < 58; second++) {
    broadcast.publish(tinyJpeg())
    vi.advanceTimersByTime(1000)
  }
  expect(link.destroyed).toBe(0)
  vi.advanceTimersByTime(6000)
  expect([link.destroyed, connection.closed]).toEqual([1, true])
})

test('a viewer that has taken all there was may wait for ever', () => {
  const { link, connection } = watched(Number.POSITIVE_INFINITY)
  vi.advanceTimersByTime(3_600_000)
  expect(link.destroyed).toBe(0)
  connection.close()
})
