/**
 * Whether the emulated link is what was asked for: its rate, its round trip, its queue, its loss.
 *
 * @module
 */
import { cell, OVERHEAD } from './cells.mjs'
import { runLink } from './link-run.mjs'
import { noLinks } from './tools.mjs'

/**
 * Cells that a server which writes whatever the socket takes keeps full, so that the link shows what
 * it is. A queue that the kernel cannot fill, where the rate counts: a packet that was dropped holds
 * up those behind it, and moves the arrivals the rate is measured by.
 */
const FULL = [
  '1M-100ms-q8192-f17',
  '5M-25ms-q8192-f40',
  '20M-5ms-q8192-f280',
  '50M-1ms-q8192-f280',
  '50M-50ms-q8192-f280',
  '20M-5ms-q64-f280',
  '50M-1ms-q1024-f280-loss1',
]

/**
 * @param {import('./run.mjs').Options} options
 * @returns {Promise<object[]>} rows for the table
 */
export async function benchLinksCheck({ seconds = 8 }) {
  const reason = noLinks()
  if (reason) return [{ cell: 'links-check', skipped: reason }]
  /** @type {object[]} */
  const rows = []
  for (const at of FULL.map(cell)) {
    const { viewers, down } = await runLink(at, { seconds, pacing: 'write' })
    const [viewer] = viewers
    rows.push({
      cell: at.name,
      rateRatio: ((viewer?.bytesPerSecond ?? Number.NaN) * 8 * OVERHEAD) / at.rate,
      roundTripMs: viewer?.connectMs ?? Number.NaN,
      asked: 2 * at.delay,
      queueRatio: down.mostQueued / at.queue,
      lostPercent: (100 * down.lost) / (down.lost + down.passed),
      askedPercent: at.loss,
      // Deliveries that came more than a millisecond after the model's time, and the worst of them.
      latePercent: (100 * down.late) / down.passed,
      latestMs: down.latestMs,
    })
  }
  return rows
}
