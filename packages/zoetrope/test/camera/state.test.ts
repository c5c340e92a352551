import { expect, test } from 'vitest'
import { type CameraEvent, type CameraState, transition } from '../../src/camera/state.ts'

const states: CameraState[] = ['idle', 'starting', 'live', 'stalled', 'lost', 'closed']
const events: CameraEvent[] = ['wanted', 'unwanted', 'frame', 'silent', 'ended', 'close']

function walk(...path: CameraEvent[]): CameraState {
  return path.reduce(transition, 'idle' as CameraState)
}

test.each<[CameraState, CameraEvent[]]>([
  ['starting', ['wanted']],
  ['live', ['wanted', 'frame']],
  ['stalled', ['wanted', 'frame', 'silent']],
  ['live', ['wanted', 'frame', 'silent', 'frame']],
  ['lost', ['wanted', 'ended']],
  ['lost', ['wanted', 'frame', 'ended', 'ended', 'ended']],
  ['live', ['wanted', 'frame', 'ended', 'frame']],
  ['idle', ['wanted', 'frame', 'unwanted']],
  ['starting', ['wanted', 'frame', 'unwanted', 'wanted']],
  ['closed', ['wanted', 'frame', 'close', 'wanted', 'frame']],
])('is %s after %j', (state, path) => {
  expect(walk(...path)).toBe(state)
})

test('every state can be closed, and closed is the end', () => {
  for (const state of states) expect(transition(state, 'close')).toBe('closed')
  for (const event of events) expect(transition('closed', event)).toBe('closed')
})

test('every running state becomes idle when nobody wants pictures', () => {
  for (const state of ['starting', 'live', 'stalled', 'lost'] as const) {
    expect(transition(state, 'unwanted')).toBe('idle')
  }
})

test('a late frame of a source that was stopped does not revive an idle camera', () => {
  expect(transition('idle', 'frame')).toBe('idle')
})
