/** Scenes for tests of placeholders. @module */
import type { Scene } from '../../src/camera/placeholder.ts'
import type { Frame } from '../../src/frame/frame.ts'

/** An afternoon, in milliseconds since the epoch. */
export const AFTERNOON: number = Date.UTC(2026, 10, 21, 14, 23, 8)

/** A camera that was lost in the afternoon before it ever gave a picture. */
export function scene(wishes: Partial<Scene> = {}): Scene {
  return {
    name: 'front-door',
    state: 'lost',
    since: AFTERNOON,
    reason: undefined,
    width: 640,
    height: 480,
    newest: undefined,
    ...wishes,
  }
}

/** A frame of these bytes, taken two seconds before the afternoon. */
export function frame(jpeg: Uint8Array): Frame {
  return { epoch: 'a', index: 7, capturedAt: AFTERNOON - 2000, jpeg: Uint8Array.from(jpeg) }
}
