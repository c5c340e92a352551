/**
 * What can be told of a viewer: who it is, what it got, and how old the picture was that it saw.
 *
 * @module
 */
import type { Transport } from './link.ts'
import type { PacingName } from './pacer.ts'
import type { Viewer } from './viewer.ts'

/** How old the frames were when the viewer had them, in milliseconds. */
export interface AgeSummary {
  /** Half of the sampled frames were not older. */
  readonly p50: number
  /** Of 100 frames 99 were not older. */
  readonly p99: number
}

/** A viewer at one moment, as JSON. What cannot be known is `null`. */
export interface ViewerStatus {
  readonly id: string
  /** The name it gave itself. */
  readonly key: string | null
  /** How its frames leave; `null` where it is not connected yet. */
  readonly transport: Transport | null
  /** What bounds the age of its picture. */
  readonly pacing: PacingName | null
  /** How its frames are laid out. */
  readonly framing: string
  /** When it came, in milliseconds since the Unix epoch. */
  readonly since: number
  /** Frames handed to the link. */
  readonly sent: number
  /** Frames it did not wish to see. */
  readonly skipped: number
  /** Frames left out because the link was busy, or because they had become too old. */
  readonly dropped: number
  /** Frames sent once more because nothing followed them; they are not in `sent`. */
  readonly repeated: number
  /** Placeholders sent; they are not in `sent` either. */
  readonly placeholders: number
  /** Bytes handed to the link. */
  readonly bytes: number
  /** Frames per second over the last 4 to 6 s. */
  readonly rate: number
  /** Over the last 4 to 6 s. */
  readonly bytesPerSecond: number
  /** There and back, at present, in milliseconds. */
  readonly roundTrip: number | null
  /** Bytes under way to the viewer. */
  readonly queued: number | null
  /** Of a sample of its latest frames. */
  readonly age: AgeSummary | null
}

/** Describes a viewer as it is now. @param now On the monotonic clock, in milliseconds. */
export function viewerStatus(viewer: Viewer, now: number = performance.now()): ViewerStatus {
  const { id, key, connection, framing, since, rate } = viewer
  // Before the ages are read: a frame may have arrived since the connection looked last.
  connection?.heed()
  const path = connection?.path
  return {
    id,
    key: key ?? null,
    transport: connection?.transport ?? null,
    pacing: connection?.pacing ?? null,
    framing: framing.name,
    since,
    sent: viewer.sent,
    skipped: viewer.skipped,
    dropped: viewer.dropped,
    repeated: viewer.repeated,
    placeholders: viewer.placeholders,
    bytes: viewer.bytes,
    rate: Math.round(rate.rate * 100) / 100,
    bytesPerSecond: Math.round(rate.bytesPerSecond),
    roundTrip: path && path.roundTrip > 0 ? tenths(path.roundTrip) : null,
    queued: connection?.queued ?? null,
    age: ageOf(viewer, now),
  }
}

function ageOf({ ages }: Viewer, now: number): AgeSummary | null {
  const p50 = ages?.quantile(0.5, now)
  const p99 = ages?.quantile(0.99, now)
  return p50 === undefined || p99 === undefined ? null : { p50: tenths(p50), p99: tenths(p99) }
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
