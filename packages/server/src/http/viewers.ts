/**
 * Who watches: every viewer of a server from its first moment to its last, whatever way it came by.
 *
 * What viewers got is added up by camera, and stays when they leave, so that the totals only grow.
 *
 * @module
 */
import {
  type Camera,
  type Viewer,
  type ViewerOptions,
  type ViewerStatus,
  viewerStatus,
} from 'zoetrope'
import type { Log } from './log.ts'
import { RecentAges } from './recent-ages.ts'

/** Where a viewer comes from, as far as it is known. */
export interface Caller {
  /** Its IP address, behind trusted proxies too; `unix` for a process of this machine. */
  readonly address: string | undefined
}

/** A viewer, and what it watches. */
export interface Watching extends Caller {
  readonly viewer: Viewer
  readonly camera: Camera
}

/** What viewers got so far. */
export interface Totals {
  /** How many came. */
  joined: number
  sent: number
  skipped: number
  dropped: number
  repeated: number
  bytes: number
}

/** The people before one camera. */
interface Crowd {
  readonly present: Set<Viewer>
  /** What those who left had got. */
  readonly gone: Totals
  readonly ages: RecentAges
}

/** A viewer as JSON. */
export interface WatchingStatus extends ViewerStatus {
  readonly camera: string
  readonly address: string | null
}

/** Knows all viewers of a server. */
export class Viewers implements Iterable<Watching> {
  #log: Log
  #present = new Map<string, Watching>()
  #crowds = new WeakMap<Camera, Crowd>()
  #listeners = new Set<(camera: Camera, age: number) => void>()

  constructor(log: Log) {
    this.#log = log
  }

  get size(): number {
    return this.#present.size
  }

  /** In the order in which they came. */
  [Symbol.iterator](): Iterator<Watching> {
    return this.#present.values()
  }

  /** The viewer of that id, or `undefined` if it is not here. */
  get(id: string): Watching | undefined {
    return this.#present.get(id)
  }

  /** Options for a viewer that is about to watch: with them it is known here, and in the log. */
  admit(camera: Camera, { address }: Caller): ViewerOptions {
    const crowd = this.#crowd(camera)
    const began = performance.now()
    return {
      onJoin: (viewer) => {
        this.#present.set(viewer.id, { viewer, camera, address })
        crowd.present.add(viewer)
        this.#tellJoin(viewer, camera, address)
      },
      onLeave: (viewer) => {
        this.#present.delete(viewer.id)
        crowd.present.delete(viewer)
        add(crowd.gone, viewer)
        this.#tellLeave(viewer, { camera, address, ms: performance.now() - began })
      },
      onAge: (age) => {
        crowd.ages.add(age)
        for (const listener of this.#listeners) listener(camera, age)
      },
    }
  }

  /**
   * Ends a viewer: its stream ends after the frame under way, or at once if that does not get on.
   * The others on its connection stay. Returns whether it was there.
   */
  end(id: string): boolean {
    const viewer = this.#present.get(id)?.viewer
    const { connection } = viewer ?? {}
    if (!viewer || !connection) return false
    connection.remove(viewer)
    // A WebSocket carries other cameras, and its viewer may subscribe again.
    if (connection.transport === 'websocket') return true
    // The body of a `Response` is busy whenever its reader does not ask, and ends well all the same.
    if (connection.busy && connection.transport !== 'response') connection.destroy()
    else connection.close()
    return true
  }

  /** What a camera's viewers got, those that left and those that are here. */
  totals(camera: Camera): Totals {
    const { gone, present } = this.#crowd(camera)
    const totals = { ...gone }
    for (const viewer of present) add(totals, viewer)
    return totals
  }

  /** How old the frames of a camera were on arrival, of a sample of the latest. */
  ages(camera: Camera): RecentAges {
    return this.#crowd(camera).ages
  }

  /** Calls `listener` with every sampled age, in milliseconds. Returns a function that cancels. */
  onAge(listener: (camera: Camera, age: number) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #crowd(camera: Camera): Crowd {
    const known = this.#crowds.get(camera)
    if (known) return known
    const gone = { joined: 0, sent: 0, skipped: 0, dropped: 0, repeated: 0, bytes: 0 }
    const crowd = { present: new Set<Viewer>(), gone, ages: new RecentAges() }
    this.#crowds.set(camera, crowd)
    return crowd
  }

  #tellJoin({ id, key, connection }: Viewer, { name }: Camera, address?: string): void {
    const { transport, pacing } = connection ?? {}
    this.#log.info({ camera: name, viewer: id, address, key, transport, pacing }, 'viewer joined')
  }

  #tellLeave(
    viewer: Viewer,
    { camera, address, ms }: Caller & { camera: Camera; ms: number },
  ): void {
    const { id, key, sent, skipped, dropped, ages } = viewer
    const seconds = Math.round(ms / 100) / 10
    const median = ages?.quantile(0.5, performance.now())
    this.#log.info(
      {
        ...{ camera: camera.name, viewer: id, address, key, seconds, sent, skipped, dropped },
        ...(median !== undefined && { age: Math.round(median) }),
      },
      'viewer left',
    )
  }
}

/** Describes a viewer as it is now. */
export function watchingStatus({ viewer, camera, address }: Watching): WatchingStatus {
  const { id, ...rest } = viewerStatus(viewer)
  return { id, camera: camera.name, address: address ?? null, ...rest }
}

function add(totals: Totals, viewer: Viewer): void {
  totals.joined += 1
  totals.sent += viewer.sent
  totals.skipped += viewer.skipped
  totals.dropped += viewer.dropped
  totals.repeated += viewer.repeated
  totals.bytes += viewer.bytes
}
