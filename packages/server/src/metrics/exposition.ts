/**
 * What Prometheus is told of a server. Loaded when it asks for the first time.
 *
 * Labels are camera names and words out of fixed lists, never what viewers bring along (addresses,
 * keys), so that the number of series stays small. Counts are read where they are kept; only ages
 * are collected here, from the first question on.
 *
 * @module
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Camera, CameraState, Cameras, GateCounts } from 'zoetrope'
import type { EventReaders } from '../events/event-readers.ts'
import type { Totals, Viewers } from '../http/viewers.ts'

/** What is told of. */
export interface Subject {
  readonly cameras: Cameras
  readonly viewers: Viewers
  readonly readers: EventReaders
  readonly version: string
}

/** The text of all metrics, and its `Content-Type`. */
export interface Exposition {
  readonly type: string
  text(): Promise<string>
}

/** Seconds: from what nobody notices to what nobody would call live. */
const AGES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10]
const STATES: readonly CameraState[] = ['idle', 'starting', 'live', 'stalled', 'lost', 'closed']

/** All servers of a process share what is about the process. */
let ofProcess: Registry | undefined

/** Makes the metrics of a server. */
export function exposition(subject: Subject): Exposition {
  const registry = new Registry()
  const metrics = [
    ...aboutCameras(subject),
    ...aboutViewers(subject),
    ...aboutEvents(subject),
    about(subject),
    ages(subject),
  ]
  for (const metric of metrics) registry.registerMetric(metric)
  ofProcess ??= processRegistry()
  const shared = ofProcess
  return {
    type: registry.contentType,
    text: async () => `${await registry.metrics()}\n${await shared.metrics()}`,
  }
}

function processRegistry(): Registry {
  const register = new Registry()
  // A look at the event loop every 20 ms; 10 would be usual, and cost an idle server twice as much.
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 20 })
  return register
}

function about({ version }: Subject): Gauge {
  const gauge = new Gauge({
    name: 'zoetrope_build_info',
    help: 'Always 1; the label says which version this is.',
    labelNames: ['version'],
    registers: [],
  })
  gauge.set({ version }, 1)
  return gauge
}

function aboutCameras({ cameras }: Subject): (Counter | Gauge)[] {
  return [
    gaugeOf('zoetrope_cameras', 'Cameras by state.', ['state'], function* () {
      for (const state of STATES) {
        yield [{ state }, Array.from(cameras).filter((camera) => camera.state === state).length]
      }
    }),
    gaugeOf(
      'zoetrope_camera_state',
      'Whether the camera is in this state: 1 or 0.',
      ['camera', 'state'],
      function* () {
        for (const { name, state: present } of cameras) {
          for (const state of STATES) yield [{ camera: name, state }, Number(state === present)]
        }
      },
    ),
    gaugeOf('zoetrope_camera_frame_rate', 'Frames per second over the last 5 s.', ['camera'], () =>
      perCamera(cameras, ({ broadcast }) => broadcast.rate),
    ),
    gaugeOf(
      'zoetrope_camera_silence_seconds',
      'Since the newest frame came; absent before the first.',
      ['camera'],
      () => perCamera(cameras, ({ broadcast }) => broadcast.silence / 1000),
    ),
    counterOf('zoetrope_frames_published_total', 'Frames that the camera gave.', () =>
      perCamera(cameras, ({ broadcast }) => broadcast.published),
    ),
    ...aboutGates(cameras),
  ]
}

function aboutGates(cameras: Cameras): Counter[] {
  return [
    counterOf(
      'zoetrope_frames_rejected_total',
      'Frames refused, by their flaw.',
      () => perCause(cameras, ({ rejected }) => rejected),
      ['camera', 'cause'],
    ),
    counterOf(
      'zoetrope_frames_repaired_total',
      'Frames mended, by what was done.',
      () => perCause(cameras, ({ repaired }) => repaired),
      ['camera', 'cause'],
    ),
    counterOf('zoetrope_frames_duplicate_total', 'Frames the same as the one before.', () =>
      perCamera(cameras, ({ gate }) => gate.counts.duplicates),
    ),
  ]
}

function aboutViewers({ cameras, viewers }: Subject): (Counter | Gauge)[] {
  const total = (name: string, help: string, member: keyof Totals): Counter =>
    counterOf(`zoetrope_${name}_total`, help, () =>
      perCamera(cameras, (camera) => viewers.totals(camera)[member]),
    )
  return [
    gaugeOf('zoetrope_camera_viewers', 'How many watch, in whatever way.', ['camera'], () =>
      perCamera(cameras, (camera) => camera.viewers),
    ),
    gaugeOf(
      'zoetrope_viewers',
      'Connections that watch, by how frames leave and what bounds their age.',
      ['camera', 'transport', 'pacing'],
      () => crowds(viewers),
    ),
    total('viewers_joined', 'Viewers that came.', 'joined'),
    total('frames_sent', 'Frames sent to viewers.', 'sent'),
    total('frames_skipped', 'Frames that viewers did not wish to see.', 'skipped'),
    total('frames_dropped', 'Frames left out: the link was busy, or they were too old.', 'dropped'),
    total('frames_repeated', 'Frames sent once more because nothing followed.', 'repeated'),
    total('sent_bytes', 'Bytes sent to viewers.', 'bytes'),
  ]
}

function aboutEvents({ readers }: Subject): (Counter | Gauge)[] {
  const own =
    (count: () => number): (() => Series) =>
    () => [[{}, count()]]
  return [
    counterOf(
      'zoetrope_events_total',
      'What happened to cameras.',
      own(() => readers.written),
      [],
    ),
    counterOf(
      'zoetrope_event_readers_stalled_total',
      'Readers of events that were ended because they took nothing.',
      own(() => readers.stalled),
      [],
    ),
    gaugeOf(
      'zoetrope_event_readers',
      'How many follow events.',
      [],
      own(() => readers.size),
    ),
  ]
}

function ages({ cameras, viewers }: Subject): Histogram {
  const told = new Set<string>()
  const histogram = new Histogram({
    name: 'zoetrope_frame_age_seconds',
    help: 'From capture to the last byte at the viewer, of a sample of frames.',
    labelNames: ['camera'],
    buckets: AGES,
    registers: [],
    collect() {
      for (const camera of told) {
        if (cameras.get(camera)) continue
        this.remove({ camera })
        told.delete(camera)
      }
    },
  })
  viewers.onAge(({ name }, age) => {
    told.add(name)
    histogram.observe({ camera: name }, age / 1000)
  })
  return histogram
}

type Series = Iterable<readonly [labels: Record<string, string>, value: number]>

function gaugeOf(name: string, help: string, labelNames: string[], series: () => Series): Gauge {
  return new Gauge({
    ...{ name, help, labelNames },
    registers: [],
    collect() {
      this.reset()
      for (const [labels, value] of series()) this.set(labels, value)
    },
  })
}

function counterOf(
  name: string,
  help: string,
  series: () => Series,
  labelNames: string[] = ['camera'],
): Counter {
  return new Counter({
    ...{ name, help, labelNames },
    registers: [],
    collect() {
      // It counts elsewhere: what is told here is the whole count, each time.
      this.reset()
      for (const [labels, value] of series()) this.inc(labels, value)
    },
  })
}

function* perCamera(cameras: Cameras, value: (camera: Camera) => number): Series {
  for (const camera of cameras) {
    const known = value(camera)
    if (Number.isFinite(known)) yield [{ camera: camera.name }, known]
  }
}

function* perCause(
  cameras: Cameras,
  counts: (gate: GateCounts) => Readonly<Record<string, number>>,
): Series {
  for (const { name, gate } of cameras) {
    for (const [cause, count] of Object.entries(counts(gate.counts))) {
      yield [{ camera: name, cause }, count]
    }
  }
}

function* crowds(viewers: Viewers): Series {
  const found = new Map<string, { readonly labels: Record<string, string>; count: number }>()
  for (const { viewer, camera } of viewers) {
    const { transport = '', pacing = '' } = viewer.connection ?? {}
    const key = `${camera.name} ${transport} ${pacing}`
    const crowd = found.get(key) ?? { labels: { camera: camera.name, transport, pacing }, count: 0 }
    crowd.count += 1
    found.set(key, crowd)
  }
  for (const { labels, count } of found.values()) yield [labels, count]
}
