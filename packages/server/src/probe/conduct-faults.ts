/**
 * What may be wrong with how a server behaves: its rhythm, its clock, what it does with several
 * viewers, with slow ones, and with requests a little unusual.
 *
 * @module
 */
import { type Fault, fault } from './fault.ts'

type RhythmFault =
  | 'FROZEN'
  | 'ENDS_EARLY'
  | 'RESET'
  | 'LONG_GAP'
  | 'UNEVEN'
  | 'BUSY_HERE'
  | 'STILL'
  | 'SLOW_FIRST_FRAME'
  | 'STAMP_FORM'
  | 'STAMPS_STUCK'
  | 'CLOCK_OFF'
  | 'OLD_FRAMES'

type MannersFault =
  | 'HEAD_HANGS'
  | 'HEAD_REFUSED'
  | 'RANGE_REFUSED'
  | 'RANGE_PARTIAL'
  | 'HTTP10_REFUSED'
  | 'UPGRADE_REFUSED'
  | 'QUERY_REFUSED'
  | 'ONE_VIEWER'
  | 'VIEWERS_STARVE'
  | 'SLOW_READER_LAGS'
  | 'SLOW_READER_KERNEL'
  | 'SLOW_READER_STALLS'
  | 'SLOW_READER_CUT'

type SnapshotFault = 'SNAPSHOT_TYPE' | 'SNAPSHOT_LENGTH' | 'SNAPSHOT_SEVERAL' | 'SNAPSHOT_STALE'

/** Codes of faults of behaviour. */
export type ConductFault = RhythmFault | MannersFault | SnapshotFault

const RHYTHM: Readonly<Record<RhythmFault, Fault>> = {
  FROZEN: fault(
    'error',
    ['everything'],
    'see why the camera stopped; end the response, or restart it',
  ),
  ENDS_EARLY: fault('error', ['everything that does not connect again'], 'keep the response open'),
  RESET: fault(
    'error',
    ['Chromium (a broken picture)'],
    'end the response cleanly: never reset it',
  ),
  LONG_GAP: fault(
    'warning',
    ['readers with a time limit'],
    'send the last frame once more meanwhile',
  ),
  UNEVEN: fault(
    'note',
    [],
    'look at the camera (exposure?), the network and the load of the server',
  ),
  BUSY_HERE: fault('note', [], 'look again when this machine has less to do, or from another one'),
  STILL: fault('note', [], 'nothing to do if the scene stands still; else the camera hangs'),
  SLOW_FIRST_FRAME: fault(
    'warning',
    ['OctoPrint (5 s)', 'Home Assistant (10 s)'],
    'keep the newest frame, and send it at once to whoever joins',
  ),
  STAMP_FORM: fault(
    'warning',
    ['whoever reads X-Timestamp'],
    'write epoch seconds: 1767225600.123456',
  ),
  STAMPS_STUCK: fault(
    'warning',
    ['whoever reads X-Timestamp'],
    'stamp each frame when it is captured',
  ),
  CLOCK_OFF: fault('warning', ['whoever shows the age'], 'set the clocks of both machines (NTP)'),
  OLD_FRAMES: fault(
    'warning',
    ['whoever acts on what he sees'],
    'queue nothing: send the newest frame',
  ),
}

const CONDUCT: Readonly<Record<MannersFault, Fault>> = {
  HEAD_HANGS: fault('warning', ['curl -I', 'monitors'], 'answer HEAD with the head alone'),
  HEAD_REFUSED: fault('note', ['curl -I', 'monitors'], 'answer HEAD with the head alone'),
  RANGE_REFUSED: fault(
    'error',
    ['ffmpeg', 'mpv', 'OpenCV', 'VLC', 'motion'],
    'ignore Range: answer 200',
  ),
  RANGE_PARTIAL: fault('error', ['ffmpeg', 'mpv', 'OpenCV', 'VLC'], 'ignore Range: answer 200'),
  HTTP10_REFUSED: fault('error', ['motion', 'HTTP/1.0 readers'], 'serve HTTP/1.0, too'),
  UPGRADE_REFUSED: fault('warning', ['curl --http2'], 'ignore Upgrade: h2c, answer in HTTP/1.1'),
  QUERY_REFUSED: fault(
    'error',
    ['Mainsail', 'Fluidd', 'OctoPrint (they add timestamp=, cacheBust=)'],
    'ignore query parameters that are not known',
  ),
  ONE_VIEWER: fault(
    'error',
    ['every viewer but the first'],
    'put Zoetrope in front: one reads, all see',
  ),
  VIEWERS_STARVE: fault('warning', ['everybody, once several watch'], 'put Zoetrope in front'),
  SLOW_READER_LAGS: fault(
    'warning',
    ['whoever watches over a slow link: he sees the past'],
    'queue nothing for a viewer: let it skip to the newest frame',
  ),
  SLOW_READER_KERNEL: fault(
    'note',
    ['whoever watches over a slow link: he sees the past'],
    'send no frame while much of the last ones is unsent (SIOCOUTQ, or set TCP_NOTSENT_LOWAT)',
  ),
  SLOW_READER_STALLS: fault(
    'error',
    ['everybody, as soon as one has a slow link'],
    'never wait for one viewer before serving the next',
  ),
  SLOW_READER_CUT: fault('note', ['viewers on slow links'], 'skip frames for them instead'),
}

const SNAPSHOT: Readonly<Record<SnapshotFault, Fault>> = {
  SNAPSHOT_TYPE: fault('error', ['browsers', 'Home Assistant'], 'say Content-Type: image/jpeg'),
  SNAPSHOT_LENGTH: fault('warning', ['simple readers'], 'say Content-Length: the number of bytes'),
  SNAPSHOT_SEVERAL: fault('error', ['browsers', 'recorders'], 'answer with one JPEG alone'),
  SNAPSHOT_STALE: fault(
    'warning',
    ['OctoPrint', 'timelapses', 'Mainsail'],
    'answer with the newest frame (nothing to do if the scene stands still)',
  ),
}

/** Faults of behaviour. */
export const CONDUCT_FAULTS: Readonly<Record<ConductFault, Fault>> = {
  ...RHYTHM,
  ...CONDUCT,
  ...SNAPSHOT,
}
