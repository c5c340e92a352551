/** Makers of what the server says, for the tests of the page. @module */
import type { Status } from '../../web/status.ts'

/** A live camera, with some of its fields changed. */
export function makeStatus(changes: Partial<Status> = {}): Status {
  return {
    name: 'camera',
    isPushed: false,
    state: 'live',
    since: 0,
    reason: undefined,
    width: 640,
    height: 480,
    rate: 30,
    bytesPerSecond: 1_000_000,
    viewers: 1,
    newest: { epoch: 'first', index: 100, age: 20 },
    ...changes,
  }
}
